// A shared layer used on tensors its weights do not fit. It never makes a second set.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  readonly weight: string;
  readonly first: string;
  readonly now: string;
}>({
  code: "shape-shared-mismatch",
  severity: "error",
  summary: "A layer that is used twice would need weights of another shape.",
  message: ({ layer, weight, first, now }) =>
    `${layer} is shared, and its \`${weight}\` was made with ${first} at its first use; this use would need ${now}`,
  why: "A shared layer has one set of weights, made at its first use.",
  wrong:
    "model M {\n    input a: [5]\n    input b: [6]\n    shared enc: Dense(4)\n    p = a -> enc\n    q = b -> [!enc!]\n    [p, q] -> Add()\n}\n",
  right:
    "model M {\n    input a: [5]\n    input b: [5]\n    shared enc: Dense(4)\n    p = a -> enc\n    q = b -> enc\n    [p, q] -> Add()\n}\n",
});
