// A call whose tensors do not match the `input` patterns. It never broadcasts.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly part: string;
  readonly input: string;
  readonly pattern: string;
  readonly found: string;
  /** The tensor it gets, which axis of it differs, and the size this axis should have, for those who trace it back. */
  readonly tensor?: object | undefined;
  readonly axis?: number | undefined;
  readonly wanted?: number | undefined;
  /** The sizes on the way: `200 → 100 → 50`. */
  readonly history?: string;
  /** What the input would have to be, as a clause. */
  readonly sizes?: string;
}>({
  code: "shape-pattern-mismatch",
  severity: "error",
  summary: "A block, model or custom layer is applied to a tensor that does not match its `input`.",
  message: ({ part, input, pattern, found, history, sizes }) =>
    `${part} takes \`${input}: ${pattern}\`, and gets ${found}${history ? ` (${history})` : ""}${sizes ? `; ${sizes}` : ""}`,
  why: "An `input` with a shape says what the body is written for; names in it are bound to the caller's sizes, numbers must be equal.",
  wrong:
    "block head() {\n    input x: [7, 7, c]\n    GlobalAveragePooling2D()\n}\n\nmodel M {\n    input x: [14, 14, 3]\n    [!head()!]\n}\n",
  right:
    "block head() {\n    input x: [7, 7, c]\n    GlobalAveragePooling2D()\n}\n\nmodel M {\n    input x: [7, 7, 3]\n    head()\n}\n",
});
