// What an export takes and gives: an elaborated file in, a text with problems at their places out, or one clear line of
// refusal. Never an error thrown for what a user wrote.
import type { Problem, StatementUse } from "../model/frame.ts";
import type { Elaboration } from "../model/program.ts";
import type { SourceFile } from "../model/source-file.ts";
import type { Training } from "../model/training/training.ts";
import type { Statement } from "../syntax/tree.ts";

/** One version of a file, worked out. */
export interface ExportInput {
  readonly file: SourceFile;
  readonly elaboration: Elaboration;
  readonly trainings: readonly Training[];
  /** What a statement did each time it ran; tells what a parameter stands for. */
  readonly uses?: ((statement: Statement) => readonly StatementUse[]) | undefined;
  /** Only this model and what it needs; without it, the whole file. */
  readonly model?: string | undefined;
}

/** The text of another format and what it could not say (`export-…` reports), or why there is none. */
export type ExportResult =
  | { readonly kind: "exported"; readonly text: string; readonly problems: readonly Problem[] }
  | {
      readonly kind: "refused";
      readonly message: string;
      /** What the refusal comes from, where it has a place. */
      readonly problems?: readonly Problem[];
      /** Models one of which has to be chosen. */
      readonly models?: readonly string[];
    };

/** A format a file can be written in. */
export interface Exporter {
  /** What `--to` and `netlens/export` call it. */
  readonly id: string;
  /** What a menu calls it. */
  readonly title: string;
  /** The file extension, with its dot. */
  readonly extension: string;
  /** The language an editor shows the text in. */
  readonly language: string;
  readonly export: (input: ExportInput) => ExportResult;
}
