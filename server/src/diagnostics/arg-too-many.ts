// More positional arguments than parameters. It never drops one in silence.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly callee: string;
  readonly most: number;
  readonly given: number;
  /** The tensors of a block or model stand where its parameters go. */
  readonly tensors?: boolean;
}>({
  code: "arg-too-many",
  severity: "error",
  summary: "A call has more positional arguments than the layer has parameters.",
  message: ({ callee, most, given, tensors }) =>
    `${callee} takes ${most === 0 ? "no positional arguments" : `at most ${most} positional argument${most === 1 ? "" : "s"}`}, and gets ${given}${tensors ? `; tensors stand in parentheses of their own, \`${callee}(…)(x)\`` : ""}`,
  why: "The order of positional arguments is Keras's own; further ones have no meaning.",
  wrong: "model M {\n    input x: [5]\n    Flatten(None, [!3!])\n}\n",
  right: "model M {\n    input x: [5]\n    Flatten(None)\n}\n",
});
