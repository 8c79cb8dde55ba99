// Arguments that are allowed each by itself and not together. It never checks one argument alone.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly callee: string;
  /** What excludes what, as a clause with the values. */
  readonly problem: string;
  readonly advice?: string | undefined;
}>({
  code: "arg-conflict",
  severity: "error",
  summary: "Two arguments exclude each other.",
  message: ({ callee, problem, advice }) => `${callee} ${problem}${advice ? `; ${advice}` : ""}`,
  why: "Keras refuses some arguments together, though each is fine by itself.",
  wrong: 'model M {\n    input x: [8]\n    Dense(4, kernel_constraint="non_neg", lora_rank=[!2!])\n}\n',
  right: "model M {\n    input x: [8]\n    Dense(4, lora_rank=2)\n}\n",
});
