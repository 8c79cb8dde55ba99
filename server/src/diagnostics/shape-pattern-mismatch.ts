// A call whose tensors do not match the `input` patterns. It never broadcasts.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly part: string;
  readonly input: string;
  readonly pattern: string;
  readonly found: string;
}>({
  code: "shape-pattern-mismatch",
  severity: "error",
  summary: "A block, model or custom layer is applied to a tensor that does not match its `input`.",
  message: ({ part, input, pattern, found }) => `${part} takes \`${input}: ${pattern}\`, and gets ${found}`,
  why: "An `input` with a shape says what the body is written for; names in it are bound to the caller's sizes, numbers must be equal.",
  wrong:
    "block head() {\n    input x: [7, 7, c]\n    GlobalAveragePooling2D()\n}\n\nmodel M {\n    input x: [14, 14, 3]\n    [!head()!]\n}\n",
  right:
    "block head() {\n    input x: [7, 7, c]\n    GlobalAveragePooling2D()\n}\n\nmodel M {\n    input x: [7, 7, 3]\n    head()\n}\n",
});
