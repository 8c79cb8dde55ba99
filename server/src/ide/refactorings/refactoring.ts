// What a refactoring is: the same network, written in another way. It never applies one.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export type RefactoringKind = "refactor.extract" | "refactor.inline" | "refactor.rewrite" | "refactor.move";

/** A file that a refactoring makes beside the one it is asked for. */
export interface NewFile {
  /** As an import in the old file names it: `./residual.net`. */
  readonly path: string;
  readonly text: string;
  /** The declarations it has now, which importers of the old file look for. */
  readonly moved: readonly string[];
}

export interface Refactored {
  readonly title: string;
  readonly kind: RefactoringKind;
  /** Of the file it is asked for. */
  readonly edits: readonly Edit[];
  /** Whether layers get other names by it; then names are not compared. */
  readonly renames?: boolean;
  /** Where, in the text it leaves, a name stands that it chose and that somebody may want to change. */
  readonly nameAt?: number | undefined;
  readonly newFile?: NewFile;
  /** A declaration that is gone afterwards: other files must not need it. */
  readonly removes?: string | undefined;
}

/** One way to write the same thing: a title, and the forms to try, best first. The first that keeps the meaning is taken. */
export interface Refactoring {
  readonly title: string;
  readonly kind: RefactoringKind;
  readonly forms: () => Iterable<Omit<Refactored, "title" | "kind">>;
}

/** Finds the refactorings of one kind at a range; each file of this folder that does so exports it as default. */
export type RefactoringSource = (analysis: Analysis, range: Span) => readonly Refactoring[];
