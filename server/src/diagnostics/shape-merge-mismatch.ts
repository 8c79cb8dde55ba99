// Tensors that do not fit each other. It never broadcasts more than Keras does.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** What does not fit, as a clause with the shapes. */
  readonly problem: string;
  readonly advice?: string | undefined;
  /** How the sizes came about in both branches. */
  readonly history?: string;
  /** The layer that rounded, where one did. */
  readonly rounding?: string;
  /** What the input would have to be. */
  readonly sizes?: string;
}>({
  code: "shape-merge-mismatch",
  severity: "error",
  summary: "Tensors that are merged have shapes that do not fit.",
  message: ({ layer, problem, advice, history, rounding, sizes }) =>
    [
      `${layer} ${problem}`,
      // Where a layer rounded, or other sizes work, the size of the input is the mistake.
      ...[rounding || sizes ? undefined : advice, history, rounding, sizes].filter(
        (part) => part !== undefined,
      ),
    ].join("; "),
  why: "Merging works element by element: sizes must be equal, or 1 where they are broadcast; concatenation needs all other axes equal.",
  wrong:
    "model M {\n    input x: [8]\n    a = x -> Dense(4)\n    b = x -> Dense(5)\n    [a, b] -> [!Add()!]\n}\n",
  right:
    "model M {\n    input x: [8]\n    a = x -> Dense(4)\n    b = x -> Dense(4)\n    [a, b] -> Add()\n}\n",
});
