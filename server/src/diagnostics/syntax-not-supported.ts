// Python that Net does not have. It never executes or translates it.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  /** What Net does not have. */
  readonly what: string;
  /** What to do instead. */
  readonly advice: string;
  /** The word as written. */
  readonly found: string;
}>({
  code: "syntax-not-supported",
  severity: "error",
  summary: "A statement or an expression of Python is not part of Net.",
  message: ({ what, advice }) => `Net has no ${what}; ${advice}`,
  why: "Net takes Python's expressions and assignments as they are, but nothing is executed: what runs code, or only makes sense where code runs, is left out.",
  wrong: "[!import keras!]\n\nmodel M {\n    input x: [5]\n    Dense(8)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
  fix: ({ found }, { text, span }) => {
    if (found === "import" || found === "from" || found === "@") {
      const blanks = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)?(?:[ \t]*(?:\r\n|\r|\n))*/.exec(
        text.slice(span.end),
      )![0].length;
      const title = found === "@" ? "Remove" : "Remove the imports";
      return [
        { title, edits: [replaceSpan({ start: span.start, end: span.end + blanks }, "")], preferred: true },
      ];
    }
    if (found === "return" && text.slice(span.start, span.end) !== "return") {
      const word = { start: span.start, end: span.start + found.length };
      return [{ title: "Write `output`", edits: [replaceSpan(word, "output")], preferred: true }];
    }
    return [];
  },
});
