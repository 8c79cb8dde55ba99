// One argument given two values. It never chooses between them.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly callee: string; readonly argument: string }>({
  code: "arg-twice",
  severity: "error",
  summary: "A call gives the same argument twice.",
  message: ({ callee, argument }) => `${callee} gets \`${argument}\` twice; leave one of them out`,
  why: "As in Python, a parameter takes one value, by position or by name.",
  wrong: "model M {\n    input x: [5]\n    Dense(8, [!units!]=4)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
});
