// An einsum equation that does not describe its tensors. It never guesses what was meant.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** What does not fit, as a clause. */
  readonly problem: string;
  /** The shape of the input, without the batch. */
  readonly found: string;
}>({
  code: "einsum-mismatch",
  severity: "error",
  summary: "An einsum equation does not fit its input or its output.",
  message: ({ layer, problem, found }) =>
    `${layer} ${problem} (the input is ${found}; the first letter of an equation is the batch axis)`,
  why: "Each letter of an equation is one axis: `abc,cd->abd` takes a batch, steps and features, sums over the features `c`, and gives `d` new ones. A letter has one size everywhere.",
  wrong: 'model M {\n    input x: [5, 8]\n    EinsumDense("abc,cd->abd", output_shape=[!(6, 4)!])\n}\n',
  right: 'model M {\n    input x: [5, 8]\n    EinsumDense("abc,cd->abd", output_shape=(5, 4))\n}\n',
});
