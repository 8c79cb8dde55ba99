// LayerNormalization: each sample brought to mean 0 and variance 1 by itself. It never looks at the batch.
import { dimText } from "../../tensor/dim.ts";
import { bool, either, int, listOf, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { floatingOutput } from "../rules.ts";
import {
  betaInitializer,
  centerAndScale,
  epsilon,
  gammaAndBeta,
  gammaInitializer,
  normalizedSizes,
  penalties,
  perElement,
  vectorsFormula,
} from "./normalization.ts";

export default defineLayer({
  name: "LayerNormalization",
  family: "normalization",
  usual: true,
  summary:
    "Brings the features of each sample (each step of a sequence) to mean 0 and variance 1, then scales and shifts them.",
  details: `Mean and variance are taken over \`axis\` for every sample by itself, so it works the same in training and in use, whatever the
batch. \`gamma\` and \`beta\` have one number for each position of the normalised axes.

Multiply-adds: none. FLOPs for each element: 5 (sum, difference from the mean, square and its sum, division), 1 for \`gamma\`, 1 for \`beta\`.`,
  pytorch: "torch.nn.LayerNorm",
  parameters: {
    axis: optional(
      either(int(), listOf(int())),
      -1,
      "The axis, or axes, that are normalised together; the batch is axis 0.",
    ),
    epsilon: epsilon(0.001),
    ...centerAndScale,
    beta_initializer: betaInitializer,
    gamma_initializer: gammaInitializer,
    ...penalties,
    rms_scaling: optional(bool, false, "An old way to leave out mean and `beta`; use RMSNormalization.", {
      keywordOnly: true,
    }),
  },
  infer(site) {
    const { axis, center, scale, rms_scaling } = site.args;
    const axes = typeof axis === "number" ? [axis] : [...axis].sort((a, b) => a - b);
    const wanted = { scale: scale || rms_scaling, center: center && !rms_scaling };
    const shape = normalizedSizes(site, axes, wanted.scale || wanted.center);
    const weights = gammaAndBeta(site, shape, wanted);
    const formula = vectorsFormula(weights.length, shape);
    return {
      outputs: [floatingOutput(site, site.input.shape)],
      weights,
      macs: 0n,
      flops: perElement(site, 5 + weights.length),
      ...(formula ? { formula } : {}),
      notes: weights.map(
        (w) =>
          `\`${w.name}\`: ${shape.map(dimText).join("·") || "1"}, one for each position of the normalised axes.`,
      ),
    };
  },
  examples: [
    { net: "LayerNormalization()", inputs: [[10, 16]], output: [10, 16], params: 32 },
    { net: "LayerNormalization(axis=[1, 2])", inputs: [[4, 6]], output: [4, 6], params: 48 },
    { net: "LayerNormalization(center=False)", inputs: [[8]], output: [8], params: 8 },
  ],
});
