// A block or model that uses itself without end. It never runs to the end of memory.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly name: string; readonly limit: number }>({
  code: "recursion",
  severity: "error",
  summary: "Blocks or models use each other deeper than the limit.",
  message: ({ name, limit }) =>
    `\`${name}\` uses itself more than ${limit} deep; end the recursion with an \`if\``,
  why: "A block may use itself as long as it ends; the limit keeps the analysis finite.",
  wrong: "block b() {\n    [!b()!]\n}\n\nmodel M {\n    input x: [5]\n    b()\n}\n",
  right: "block b() {\n    Dense(3)\n}\n\nmodel M {\n    input x: [5]\n    b()\n}\n",
});
