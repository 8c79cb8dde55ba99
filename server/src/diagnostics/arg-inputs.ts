// A block, model or layer applied to the wrong number of tensors. It never fills in.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly callee: string;
  readonly expected: number;
  readonly given: number;
  readonly names: readonly string[];
}>({
  code: "arg-inputs",
  severity: "error",
  summary: "The number of tensors is not the number of inputs.",
  message: ({ callee, expected, given, names }) =>
    `${callee} has ${expected} input${expected === 1 ? "" : "s"}${names.length > 0 ? ` (${names.join(", ")})` : ""} and gets ${given} tensor${given === 1 ? "" : "s"}`,
  why: "A list gives the inputs of a block, model or custom layer in their order.",
  wrong:
    "block pair() {\n    input a: [n]\n    input b: [n]\n    [a, b] -> Add()\n}\n\nmodel M {\n    input x: [5]\n    [!pair()!]\n}\n",
  right:
    "block pair() {\n    input a: [n]\n    input b: [n]\n    [a, b] -> Add()\n}\n\nmodel M {\n    input x: [5]\n    y = x -> Dense(5)\n    [x, y] -> pair()\n}\n",
});
