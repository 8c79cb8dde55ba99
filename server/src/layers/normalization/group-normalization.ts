// GroupNormalization: channels normalised group by group within each sample. It never looks at the batch.
import shapeIndivisible from "../../diagnostics/shape-indivisible.ts";
import { dimText, less, modulo } from "../../tensor/dim.ts";
import { int, optional } from "../argument-types.ts";
import { defineLayer, refuse } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
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
  name: "GroupNormalization",
  family: "normalization",
  summary: "Splits the channels into groups and brings each group of each sample to mean 0 and variance 1.",
  details: `Between layer normalisation (\`groups=1\`) and instance normalisation (\`groups=-1\`, a group a channel). Independent of the batch size.
\`gamma\` and \`beta\` have one number a channel, however many groups there are.

Multiply-adds: none. FLOPs for each element: 5 (sum, difference from the mean, square and its sum, division), 1 for \`gamma\`, 1 for \`beta\`.`,
  pytorch: "torch.nn.GroupNorm",
  parameters: {
    groups: optional(
      int({ min: -1 }),
      32,
      "How many groups; it must divide the channels. -1 makes a group of every channel.",
    ),
    axis: optional(int(), -1, "The axis of the channels; the batch is axis 0."),
    epsilon: epsilon(0.001),
    ...centerAndScale,
    beta_initializer: betaInitializer,
    gamma_initializer: gammaInitializer,
    ...penalties,
  },
  infer(site) {
    const { groups, axis, center, scale } = site.args;
    if (groups === 0) refuseArgument(site, "groups", "int ≥ 1, or -1 for a group of every channel", groups);
    const shape = normalizedSizes(site, [axis]);
    const channels = shape[0]!;
    const output = floatingOutput(site, site.input.shape);
    const over = modulo(channels, groups);
    if (groups > 0 && (less(channels, groups) || (typeof over === "number" && over !== 0))) {
      refuse(
        shapeIndivisible,
        {
          layer: site.layer,
          whole: `${dimText(channels)} channels`,
          by: `${groups} groups`,
          advice: "choose `groups` so that it divides the channels",
        },
        { assume: [output] },
      );
    }
    const weights = gammaAndBeta(site, shape, { scale, center });
    const formula = vectorsFormula(weights.length, shape);
    return {
      outputs: [output],
      weights,
      macs: 0n,
      flops: perElement(site, 5 + weights.length),
      ...(formula ? { formula } : {}),
      notes:
        groups > 1 && typeof channels === "number"
          ? [`${channels} channels in ${groups} groups of ${channels / groups}.`]
          : [],
    };
  },
  examples: [
    { net: "GroupNormalization()", inputs: [[8, 8, 64]], output: [8, 8, 64], params: 128 },
    { net: "GroupNormalization(groups=2)", inputs: [[10, 6]], output: [10, 6], params: 12 },
    { net: "GroupNormalization(groups=-1, center=False)", inputs: [[8, 8, 4]], output: [8, 8, 4], params: 4 },
  ],
});
