// An argument that has no default was left out. It never guesses a value.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly callee: string;
  readonly missing: readonly string[];
  readonly docs: readonly string[];
}>({
  code: "arg-missing",
  severity: "error",
  summary: "A call leaves out an argument that has no default.",
  message: ({ callee, missing, docs }) =>
    missing.length === 1
      ? `${callee} needs \`${missing[0]}\`: ${docs[0]}`
      : `${callee} needs ${missing.map((name) => `\`${name}\``).join(" and ")}`,
  why: "Without it there is no shape: the number of units, filters or the like has no default in Keras.",
  wrong: "model M {\n    input x: [5]\n    [!Dense()!]\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(3)\n}\n",
});
