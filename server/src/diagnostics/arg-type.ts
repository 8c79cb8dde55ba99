// A value of the wrong kind. It never checks ranges.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly callee: string;
  readonly argument: string;
  readonly expected: string;
  readonly found: string;
  readonly near: string | undefined;
}>({
  code: "arg-type",
  severity: "error",
  summary: "An argument has a value of the wrong kind.",
  message: ({ callee, argument, expected, found }) =>
    `\`${argument}\` of ${callee} takes ${expected}, not \`${found}\``,
  why: "A value of another kind stops Keras when the layer is made or built.",
  wrong: 'model M {\n    input x: [5]\n    Dense([!"eight"!])\n}\n',
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
});
