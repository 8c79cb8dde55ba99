// An assertion that does not hold. It never stops the rest.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly condition: string;
  readonly message: string | undefined;
  readonly values: string | undefined;
}>({
  code: "assert-failed",
  severity: "error",
  summary: "An `assert` is false.",
  message: ({ condition, message, values }) =>
    `${message ?? `\`${condition}\` does not hold`}${values ? ` (${values})` : ""}`,
  why: "Assertions are checked in the editor and by `netlens check`, so a budget or a shape that was promised is held.",
  wrong: "model M {\n    input x: [5]\n    Dense(8)\n}\n\nassert [!params(M) < 40!]\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n\nassert params(M) < 50\n",
});
