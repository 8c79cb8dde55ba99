// What a diagnostic is: one value that holds its code, words, examples and cures. It never looks at a program;
// `model/` reports facts, and the words are made here.
import type { Edit } from "../text/edit.ts";
import type { FixSite } from "./fix-site.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** One way out, as edits of the file. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Part of `source.fixAll`: it cannot change what a correct program means. */
  readonly safe?: boolean;
  /** The fix an editor applies without asking which. */
  readonly preferred?: boolean;
}

export interface Diagnostic<F = unknown> {
  /** Stable, kebab-case, family first: `shape-rank-mismatch`. */
  readonly code: string;
  readonly severity: Severity;
  /** One line for the catalogue page. */
  readonly summary: string;
  /** What is wrong, with the numbers, and what to do. */
  readonly message: (facts: F) => string;
  /** Markdown: why it matters and where the rule comes from. */
  readonly why: string;
  /** What `netlens.json` says where the examples stand; nothing for most. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A file with this problem only, its range marked `[!…!]`. */
  readonly wrong: string;
  /** The same file, mended. */
  readonly right: string;
  readonly fix?: (facts: F, site: FixSite) => readonly Fix[];
}

/** Declares a diagnostic; each file of this folder that does so exports it as default. */
export const defineDiagnostic = <F>(diagnostic: Diagnostic<F>): Diagnostic<F> => diagnostic;

/** A diagnostic with its facts, before anybody knows where it stands. */
export interface Report<F = unknown> {
  readonly diagnostic: Diagnostic<F>;
  readonly facts: F;
}

export const report = <F>(diagnostic: Diagnostic<F>, facts: F): Report =>
  ({ diagnostic, facts }) as unknown as Report;

export const reportMessage = (r: Report): string => r.diagnostic.message(r.facts);
