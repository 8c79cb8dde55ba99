// A choice that depends on something unknown. It never takes a branch by guess.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly what: string; readonly unknown: string; readonly reason: string }>(
  {
    code: "value-undecided",
    severity: "error",
    summary: "A condition, a count or a range depends on a size that is not known.",
    message: ({ what, unknown, reason }) =>
      `${what} depends on \`${unknown}\`, which is not known while the graph is built: ${reason}; give it a value or a default`,
    why: "The graph is built before data comes, so what is built cannot depend on a size that only data has.",
    wrong: "model M {\n    input x: [T, 8]\n    if [!T > 4!] { Dense(3) }\n}\n",
    right: "model M {\n    input x: [6, 8]\n    Dense(3)\n}\n",
  },
);
