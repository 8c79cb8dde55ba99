// Sizes that Keras checks only when data comes. It never stops the layer.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string /** What does not fit, as a clause. */;
  readonly problem: string;
  readonly advice?: string | undefined;
}>({
  code: "shape-at-run-time",
  severity: "warning",
  summary: "Sizes that do not fit, which Keras notices only when data comes.",
  message: ({ layer, problem, advice }) =>
    `${layer} ${problem}; Keras builds the model all the same, and it fails with the first batch${advice ? `; ${advice}` : ""}`,
  why: "A few operations state the shape of their result without comparing all sizes. The model is built, and the first call with data stops.",
  wrong:
    'model M {\n    input x: [4, 3]\n    y = [!ops.einsum("bij,bjk->bik", x, x)!]\n    y -> Flatten()\n}\n',
  right: 'model M {\n    input x: [4, 3]\n    y = ops.einsum("bij,bkj->bik", x, x)\n    y -> Flatten()\n}\n',
});
