// Softmax of a softmax. It never looks at losses.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly layer: string; readonly before: string }>({
  code: "style-double-softmax",
  severity: "warning",
  summary: "Softmax is applied to what is a softmax already.",
  message: ({ layer, before }) =>
    `${layer} applies softmax to the output of ${before}, which is a softmax already; the second one flattens the probabilities`,
  why: "Probabilities lie between 0 and 1, so a second softmax makes them nearly equal and gradients small.",
  wrong: "model M {\n    input x: [5]\n    Dense(3, activation=softmax)\n    [!Softmax()!]\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(3)\n    Softmax()\n}\n",
});
