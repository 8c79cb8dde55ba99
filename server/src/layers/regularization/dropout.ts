// Dropout: random values set to zero while training. It never changes a shape.

import { differ } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { int, listOf, nullable, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { fullText } from "../operations/operation.ts";
import { atRunTime } from "../rules.ts";
import { noCost, rate, seed, unchanged } from "./regularization.ts";

export default defineLayer({
  name: "Dropout",
  family: "regularization",
  usual: true,
  summary:
    "While training, sets a random share of the values to zero and enlarges the others to make up for it.",
  details: `The values that stay are divided by \`1 - rate\`, so that sums keep their size; in \`predict\` and \`evaluate\` nothing happens.
A size of 1 in \`noise_shape\` drops whole slices: \`noise_shape=(None, 1, None)\` drops the same features at every step.

${noCost}`,
  pytorch: "torch.nn.Dropout",
  parameters: {
    rate,
    noise_shape: optional(
      nullable(listOf(nullable(int({ min: 1 })))),
      null,
      "The shape of the random mask, the batch included; 1 shares one decision along an axis, None takes the input's size.",
    ),
    seed,
  },
  infer(site) {
    const { noise_shape: noise } = site.args;
    const full = fullShape(site.input);
    const fits =
      noise === null ||
      (noise.length <= full.length &&
        noise.every((n, i) => n === null || n === 1 || !differ(n, full[i + full.length - noise.length]!)));
    if (fits) return unchanged(site);
    const problem = `has a \`noise_shape\` of [${noise.map((n) => n ?? "?").join(", ")}] for ${fullText(full)}`;
    const advice = "state 1 or the same size for each axis, the batch first";
    return { ...unchanged(site), reports: [atRunTime(site, problem, { argument: "noise_shape", advice })] };
  },
  examples: [
    { net: "Dropout(0.5)", inputs: [[128]], output: [128], params: 0 },
    { net: "Dropout(0.2, noise_shape=(None, 1, None))", inputs: [[10, 8]], output: [10, 8], params: 0 },
  ],
});
