// Files that need each other to be worked out. It never guesses an order.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly name: string }>({
  code: "import-cycle",
  severity: "error",
  summary: "Constants need each other.",
  message: ({ name }) => `\`${name}\` needs itself to be worked out`,
  why: "Constants are worked out when they are needed; a circle has no beginning.",
  wrong: "const a = b + 1\nconst b = [!a!] + 1\n\nmodel M {\n    input x: [5]\n    Dense(a)\n}\n",
  right: "const b = 1\nconst a = b + 1\n\nmodel M {\n    input x: [5]\n    Dense(a)\n}\n",
});
