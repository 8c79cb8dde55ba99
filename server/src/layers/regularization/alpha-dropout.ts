// AlphaDropout: dropout that keeps mean and variance, for networks with selu. It never changes a shape.
import { int, listOf, nullable, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { noCost, rate, seed, unchanged } from "./regularization.ts";

export default defineLayer({
  name: "AlphaDropout",
  family: "regularization",
  summary:
    "While training, sets random values to the lowest value of `selu`, so that mean and variance stay as they were.",
  details: `Goes with \`activation=selu\` and \`kernel_initializer=lecun_normal\`, which keep a network normalised by themselves.

${noCost}`,
  pytorch: "torch.nn.AlphaDropout",
  parameters: {
    rate,
    noise_shape: optional(
      nullable(listOf(nullable(int()))),
      null,
      "The shape of the random mask, the batch included; None takes the input's size.",
    ),
    seed,
  },
  infer: (site) => unchanged(site),
  examples: [
    { net: "AlphaDropout(0.1)", inputs: [[64]], output: [64], params: 0 },
    { net: "AlphaDropout(0.1, seed=1)", inputs: [[10, 8]], output: [10, 8], params: 0 },
  ],
});
