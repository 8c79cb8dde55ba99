// The texts a case is exported to, and their fingerprints. It never asks Keras.
import { createHash } from "node:crypto";
import type { Analysis } from "../../server/src/analysis/analysis.ts";
import { findExporter } from "../../server/src/interop/exporters.ts";
import { analysed, type Case } from "./cases.ts";

/** Formats Keras can build a model from. */
export const formats = ["keras-json", "keras"] as const;
export type Format = (typeof formats)[number];

export type Exported = { readonly text: string; readonly fingerprint: string } | { readonly refused: string };

/** A case in a format: a model alone, a script with all of its file. */
export const exported = (one: Case, format: Format): Exported =>
  exportedFile(analysed(one).analysis, format, one.kind === "model" ? one.model : undefined);

/** A file in a format, or one model of it. */
export function exportedFile(analysis: Analysis, format: Format, model: string | undefined): Exported {
  const { file, elaboration, trainings, uses } = analysis;
  const result = findExporter(format)!.export({ file, elaboration, trainings, uses, model });
  return result.kind === "refused"
    ? { refused: result.message }
    : { text: result.text, fingerprint: fingerprint(result.text) };
}

/** The formats a case is exported to. */
export const formatsOf = (one: Case): readonly Format[] => (one.kind === "script" ? ["keras"] : formats);

const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
