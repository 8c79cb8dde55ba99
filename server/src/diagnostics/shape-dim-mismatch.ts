// A size that is not the one needed. It never compares ranks.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** What does not fit, as a clause: `needs 8 channels and gets 3`. */
  readonly problem: string;
  /** A way out. */
  readonly advice?: string | undefined;
  /** Numbers that would work, as a clause. */
  readonly sizes?: string;
}>({
  code: "shape-dim-mismatch",
  severity: "error",
  summary: "A tensor has a size that the layer or operation cannot take.",
  message: ({ layer, problem, advice, sizes }) =>
    [`${layer} ${problem}`, advice, sizes].filter((part) => part !== undefined).join("; "),
  why: "Sizes must agree where tensors are multiplied, reshaped or matched against a pattern.",
  wrong: "model M {\n    input x: [12]\n    Reshape([!(5, 5)!])\n}\n",
  right: "model M {\n    input x: [12]\n    Reshape((3, 4))\n}\n",
});
