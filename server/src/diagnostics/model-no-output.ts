// A body that gives no tensor. It never makes one up.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly model: string }>({
  code: "model-no-output",
  severity: "warning",
  summary: "A model or block ends without a tensor.",
  message: ({ model }) => `${model} gives no tensor: end it with a layer, or say \`output …\``,
  why: "The output is what `output` says, or the value of the last statement that gives a tensor.",
  wrong: "model [!M!] {\n    input a: [5]\n    input b: [5]\n}\n",
  right: "model M {\n    input a: [5]\n    input b: [5]\n    [a, b] -> Add() -> Dense(3)\n}\n",
});
