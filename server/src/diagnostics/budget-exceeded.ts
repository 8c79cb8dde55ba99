// A model larger or dearer than its project allows. It never counts anything itself.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly model: string;
  readonly what: string;
  readonly count: string;
  readonly over: string;
  readonly limit: string;
}>({
  code: "budget-exceeded",
  severity: "error",
  summary: "A model has more parameters or costs more than the project's budget.",
  message: ({ model, what, count, over, limit }) =>
    `\`${model}\` has ${count} ${what}, ${over} more than the budget of ${limit} in \`netlens.json\`; make it smaller, or change the budget`,
  why: "`budgets` in `netlens.json` gives the models of a project limits, by name or with `*` for all: `params`, `trainable_params`, `macs` and `flops`. They are checked while you type, and by `netlens check`. A limit for one model alone can also stand in its file: `assert params(M) < 5_000_000`.",
  settings: { budgets: { "*": { params: 50 } } },
  wrong: "model [!M!] {\n    input x: [9]\n    Dense(8)\n}\n",
  right: "model M {\n    input x: [9]\n    Dense(5)\n}\n",
});
