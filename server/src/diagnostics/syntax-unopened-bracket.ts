// A closing bracket too many. It never looks for the opening one; there is none.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{ readonly bracket: string }>({
  code: "syntax-unopened-bracket",
  severity: "error",
  summary: "A closing bracket closes nothing.",
  message: ({ bracket }) => `this \`${bracket}\` closes nothing; remove it, or open its bracket`,
  why: "Every closing bracket belongs to an opening one of the same kind before it.",
  wrong: "model M {\n    input x: [5]\n    Dense(8)[!)!]\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
  fix: ({ bracket }, { span }) => [
    { title: `Remove \`${bracket}\``, edits: [replaceSpan(span, "")], preferred: true },
  ],
});
