// A statement that needs a body and has none. It never makes one up.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  /** The word that opens the statement. */
  readonly statement: string;
  /** `:` where it was written and nothing is indented below. */
  readonly opened: string;
  /** Whether the lines below are indented, so that only the `:` is missing. */
  readonly indented?: string | undefined;
}>({
  code: "syntax-missing-body",
  severity: "error",
  summary: "A statement that needs a body has none.",
  message: ({ statement, opened, indented }) =>
    opened
      ? `nothing is indented below this \`${statement} … :\`; indent its lines, or write \`pass\``
      : indented
        ? `\`${statement}\` opens a body; write \`:\` at the end of its line, or put the lines in \`{ }\``
        : `\`${statement}\` needs a body: \`{ … }\`, or \`:\` and the indented lines below it`,
  why: "Declarations, loops and conditions hold statements, between braces or indented behind a colon.",
  wrong: "model M {\n    input x: [5]\n    [!repeat 2!]\n    Dense(8)\n}\n",
  right: "model M {\n    input x: [5]\n    repeat 2 { Dense(8) }\n}\n",
  fix: ({ indented }, { span }) =>
    indented
      ? [
          {
            title: "Insert `:`",
            edits: [replaceSpan({ start: span.end, end: span.end }, ":")],
            preferred: true,
          },
        ]
      : [],
});
