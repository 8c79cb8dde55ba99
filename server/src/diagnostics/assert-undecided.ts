// An assertion nobody can check yet. It never counts as passed.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly condition: string; readonly reason: string }>({
  code: "assert-undecided",
  severity: "information",
  summary: "An `assert` depends on something unknown.",
  message: ({ condition, reason }) => `\`${condition}\` cannot be checked: ${reason}`,
  why: "The condition depends on a size that is symbolic or unknown.",
  wrong: "model M {\n    input x: [T, 5]\n    Dense(8)\n    assert [!T > 3!]\n}\n",
  right: "model M {\n    input x: [6, 5]\n    Dense(8)\n    assert x.shape[0] > 3\n}\n",
});
