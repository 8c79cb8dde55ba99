// Every format of code a file can be exported to. It never writes one itself: each has a folder of its own.
import type { Exporter } from "./export-result.ts";
import { kerasJson } from "./keras-json/write/write-keras-json.ts";
import { exportKeras } from "./keras-python/write/export-keras.ts";

export const exporters: readonly Exporter[] = [
  { id: "keras", title: "Keras (Python)", extension: ".py", language: "python", export: exportKeras },
  kerasJson,
];

/** The exporter of an id such as `keras`. */
export const findExporter = (id: string): Exporter | undefined => exporters.find((e) => e.id === id);
