// Tabs and spaces in one indentation. It never measures them.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<Readonly<Record<string, never>>>({
  code: "syntax-mixed-indentation",
  severity: "error",
  summary: "Tabs and spaces are mixed in the indentation.",
  message: () => "tabs and spaces are mixed in this indentation; use one of them",
  why: "How wide a tab is depends on the editor, so the same file would show different bodies to different people.",
  wrong: "model M {\n    input x: [5]\n[!    \t!]Dense(8)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
  fix: (_, { text, span }) => {
    const before = text.slice(0, span.start).trimEnd();
    const above = /^[ \t]*/.exec(before.slice(before.lastIndexOf("\n") + 1))![0].replaceAll("\t", "    ");
    const deeper = /[{:]$/.test(before) ? "    " : "";
    return [{ title: "Indent with spaces", edits: [replaceSpan(span, above + deeper)], preferred: true }];
  },
});
