// RMSNormalization: features divided by their root mean square. It never subtracts a mean.
import { either, int, listOf, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { floatingOutput, trainable } from "../rules.ts";
import { epsilon, normalizedSizes, perElement, vectorsFormula } from "./normalization.ts";

export default defineLayer({
  name: "RMSNormalization",
  family: "normalization",
  summary:
    "Divides the features of each sample by their root mean square, then multiplies them by a trained factor.",
  details: `Like layer normalisation without the mean and without \`beta\`: cheaper, and what many language models use. \`scale\` has one number for
each position of the normalised axes.

Multiply-adds: none. FLOPs for each element: 4 (square and its sum, division, \`scale\`).`,
  pytorch: "torch.nn.RMSNorm",
  parameters: {
    axis: optional(
      either(int(), listOf(int())),
      -1,
      "The axis, or axes, that are normalised together; the batch is axis 0.",
    ),
    epsilon: epsilon(1e-6),
  },
  infer(site) {
    const { axis } = site.args;
    const shape = normalizedSizes(site, typeof axis === "number" ? [axis] : [...axis].sort((a, b) => a - b));
    return {
      outputs: [floatingOutput(site, site.input.shape)],
      weights: [trainable(site, "scale", shape)],
      macs: 0n,
      flops: perElement(site, 4),
      formula: vectorsFormula(1, shape)!,
    };
  },
  examples: [
    { net: "RMSNormalization()", inputs: [[10, 16]], output: [10, 16], params: 16 },
    { net: "RMSNormalization(axis=1)", inputs: [[4, 6]], output: [4, 6], params: 4 },
  ],
});
