// Parameter lists nobody can keep in mind. It never counts weights.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly kind: string;
  readonly name: string;
  readonly count: number;
  readonly limit: number;
}>({
  code: "style-too-many-parameters",
  severity: "warning",
  summary: "A block, model or layer has more parameters than the limit (6).",
  message: ({ kind, name, count, limit }) =>
    `${kind} \`${name}\` has ${count} parameters, more than ${limit}; fix some of them as constants, or split it into blocks that take fewer`,
  why: "A long list of parameters usually means that one block does several things. These are hyperparameters, chosen before training; they are not the weights that training finds. The limit is the setting `netlens.maxParameters`.",
  wrong:
    "block [!b!](a, b, c, d, e, f, g) {\n    input x: [n]\n    Dense(a + b + c + d + e + f + g)\n}\n\nmodel M {\n    input x: [5]\n    b(1, 1, 1, 1, 1, 1, 1)\n}\n",
  right:
    "block b(a, b, c) {\n    input x: [n]\n    Dense(a + b + c)\n}\n\nmodel M {\n    input x: [5]\n    b(1, 1, 1)\n}\n",
});
