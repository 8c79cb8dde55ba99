// A size that must be known to make weights, and is not. It never counts with a guess.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  readonly what: string;
  readonly reason: string;
  /** What is made of it, where it is not the weights. */
  readonly purpose?: string | undefined;
}>({
  code: "shape-unknown-dim",
  severity: "error",
  summary: "A layer makes weights from a size that is unknown.",
  message: ({ layer, what, reason, purpose = "its weights" }) =>
    `${layer} needs to know ${what} to make ${purpose}, and it is unknown: ${reason}; state it in the input`,
  why: "Weights have fixed shapes. Keras refuses an undefined size on an axis that weights are made for; other axes may be unknown.",
  wrong: "model M {\n    input x: [5, ?]\n    [!Dense(8)!]\n}\n",
  right: "model M {\n    input x: [?, 5]\n    Dense(8)\n}\n",
});
