// Something that cannot stand where it stands. It never guesses what a whole statement was meant to say.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  /** What stands there, in words or in backticks. */
  readonly found: string;
  /** What should. */
  readonly expected: string;
}>({
  code: "syntax-unexpected",
  severity: "error",
  summary: "A statement has something in it that cannot be read there.",
  message: ({ found, expected }) => `found ${found} where ${expected} should be`,
  why: "Net is read statement by statement; this one is left out of the model until it can be read, the others are not touched by it.",
  wrong: "model M {\n    input x: [5]\n    Dense(8 [!activation!]=relu)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8, activation=relu)\n}\n",
  fix: ({ found, expected }, site) => {
    const old = site.text.slice(site.span.start, site.span.end);
    if (expected.startsWith("`,` or") && found !== "the end of the statement") {
      const before = site.text.slice(0, site.span.start).trimEnd().length;
      return [
        {
          title: "Insert a comma",
          edits: [replaceSpan({ start: before, end: before }, ",")],
          preferred: true,
        },
      ];
    }
    if (expected.startsWith("`==`") && old === "=") {
      return [{ title: "Compare with `==`", edits: [replaceSpan(site.span, "==")], preferred: true }];
    }
    return [];
  },
});
