// Values an operator or function cannot take. It never converts in silence.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly what: string; readonly advice?: string | undefined }>({
  code: "value-type",
  severity: "error",
  summary: "An expression combines values that do not fit.",
  message: ({ what, advice }) => `${what}${advice ? `; ${advice}` : ""}`,
  why: "Expressions are Python's: a number and a string cannot be added, and only layers, blocks, models and a few functions can be called.",
  wrong: 'const width = [!"64" + 1!]\n\nmodel M {\n    input x: [5]\n    Dense(width)\n}\n',
  right: "const width = 64 + 1\n\nmodel M {\n    input x: [5]\n    Dense(width)\n}\n",
});
