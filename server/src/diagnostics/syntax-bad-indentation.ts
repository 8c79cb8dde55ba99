// A line that stands deeper or less deep than its body. It never moves a line into another body.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  /** Columns. */
  readonly found: number;
  readonly expected: number;
  /** The blanks the body's first line has. */
  readonly blank: string;
}>({
  code: "syntax-bad-indentation",
  severity: "error",
  summary: "A line of an indented body is not in line with the others.",
  message: ({ found, expected }) =>
    `this line is indented by ${found} and its body by ${expected}; put it in line, or open a body for it`,
  why: "Behind a header that ends in `:` the indentation is the body, as in Python. Within `{ }` indentation is free.",
  wrong: "model M:\n    input x: [5]\n    Dense(8)\n[!      !]Dense(4)\n",
  right: "model M:\n    input x: [5]\n    Dense(8)\n    Dense(4)\n",
  fix: ({ blank }, { span }) => [
    { title: "Put in line with its body", edits: [replaceSpan(span, blank)], preferred: true },
  ],
});
