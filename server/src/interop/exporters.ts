// Every format a file can be exported to. It never writes one itself: each has a folder of its own.
import type { Exporter } from "./export-result.ts";
import { kerasJson } from "./keras-json/write/write-keras-json.ts";

export const exporters: readonly Exporter[] = [kerasJson];

/** The exporter of an id such as `keras`. */
export const findExporter = (id: string): Exporter | undefined => exporters.find((e) => e.id === id);
