// A bracket nobody closes. It never counts brackets; the reader of the text did.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly bracket: string;
  readonly closing: string;
  /** The wrong bracket that stands in place of the right one. */
  readonly found?: string | undefined;
  /** What to insert, and how far behind the start of the range. */
  readonly missing?: string | undefined;
  readonly to?: number | undefined;
}>({
  code: "syntax-unclosed-bracket",
  severity: "error",
  summary: "A bracket is not closed, or by a bracket of another kind.",
  message: ({ bracket, closing, found }) =>
    found
      ? `this \`${found}\` closes a \`${bracket}\`; write \`${closing}\``
      : `this \`${bracket}\` is never closed; write \`${closing}\` where its contents end`,
  why: "A bracket left open ends where the next statement must begin: at a line that opens one, or one indented no deeper than its own. The rest of the file is read as if it had been closed there.",
  wrong: "model M {\n    input x: [5]\n    Dense[!(!]8, activation=relu\n    Dense(4)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8, activation=relu)\n    Dense(4)\n}\n",
  fix: ({ bracket, closing, found, missing = closing, to }, { text, span }) => {
    if (found)
      return [{ title: `Change to \`${closing}\``, edits: [replaceSpan(span, closing)], preferred: true }];
    if (to === undefined) return [];
    const at = span.start + to;
    let insert = missing;
    if (bracket === "{" && missing === "}") {
      const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
      const blank = /^[ \t]*/.exec(text.slice(lineStart))![0];
      insert = text.slice(span.start, at).includes("\n") ? `\n${blank}}` : " }";
    }
    return [
      {
        title: `Insert \`${missing}\``,
        edits: [replaceSpan({ start: at, end: at }, insert)],
        preferred: true,
      },
    ];
  },
});
