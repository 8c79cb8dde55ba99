// BatchNormalization: every channel brought to mean 0 and variance 1 over the batch. It never mixes channels.
import argRange from "../../diagnostics/arg-range.ts";
import { dimText } from "../../tensor/dim.ts";
import { anything, bool, float, int, nullable, optional } from "../argument-types.ts";
import { defineLayer, type RuleSite, refuse } from "../define.ts";
import { named } from "../named-objects.ts";
import { floatingOutput, state } from "../rules.ts";
import { type Value, valueText } from "../value.ts";
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
  name: "BatchNormalization",
  family: "normalization",
  usual: true,
  summary: "Brings every channel to mean 0 and variance 1 over the batch, then scales and shifts it.",
  details: `While training, mean and variance are those of the batch; \`moving_mean\` and \`moving_variance\` follow them slowly and are
used in \`predict\` and \`evaluate\`. There are four numbers a channel: \`gamma\` and \`beta\` are trained by gradients, the two moving
statistics are not, so half of the parameters count as non-trainable. A frozen layer (\`trainable=False\`) also uses its
moving statistics during \`fit\`.

Multiply-adds: none, since nothing is multiplied with a kernel. FLOPs: 2 for each element (one factor and one offset a channel, into which the
four vectors are folded when the model is used).`,
  pytorch: "torch.nn.BatchNorm2d",
  parameters: {
    axis: optional(int(), -1, "The axis of the channels; the batch is axis 0."),
    momentum: optional(
      float(),
      0.99,
      "How slowly the moving statistics follow: the share of the old value kept at each step.",
    ),
    epsilon: epsilon(0.001),
    ...centerAndScale,
    beta_initializer: betaInitializer,
    gamma_initializer: gammaInitializer,
    moving_mean_initializer: optional(
      named("initializer"),
      { name: "Zeros", value: null },
      "How the moving mean starts.",
      { defaultText: '"zeros"' },
    ),
    moving_variance_initializer: optional(
      named("initializer"),
      { name: "Ones", value: null },
      "How the moving variance starts.",
      { defaultText: '"ones"' },
    ),
    ...penalties,
    renorm: optional(
      bool,
      false,
      "Corrects batch statistics towards the moving ones while training, for small batches.",
    ),
    renorm_clipping: optional(
      nullable(anything),
      null,
      "Bounds for that correction: a dictionary with `rmin`, `rmax`, `dmax`.",
    ),
    renorm_momentum: optional(float(), 0.99, "As `momentum`, for the statistics of `renorm`."),
    synchronized: optional(bool, false, "Whether devices share their batch statistics (TensorFlow only)."),
  },
  infer(site) {
    const { axis, center, scale, renorm } = site.args;
    if (renorm) checkClipping(site, site.args.renorm_clipping);
    const shape = normalizedSizes(site, [axis]);
    const trained = gammaAndBeta(site, shape, { scale, center });
    const moving = [
      "moving_mean",
      "moving_variance",
      ...(renorm ? ["moving_stddev", "renorm_mean", "renorm_stddev"] : []),
    ];
    const weights = [...trained, ...moving.map((name) => state(site, name, shape))];
    const channels = dimText(shape[0]!);
    return {
      outputs: [floatingOutput(site, site.input.shape)],
      weights,
      macs: 0n,
      flops: perElement(site, 2),
      formula: vectorsFormula(weights.length, shape)!,
      notes: [
        trained.length > 0
          ? `${trained.map((w) => `\`${w.name}\``).join(" and ")} of ${channels} each ${trained.length === 1 ? "is" : "are"} trained by gradients.`
          : "Nothing here is trained by gradients.",
        `${moving.map((name) => `\`${name}\``).join(" and ")} of ${channels} each are never trained: they are running averages over the batches seen, not values that a gradient moves.`,
      ],
    };
  },
  examples: [
    { net: "BatchNormalization()", inputs: [[32, 32, 64]], output: [32, 32, 64], params: 256 },
    { net: "BatchNormalization(scale=False)", inputs: [[10]], output: [10], params: 30 },
    { net: "BatchNormalization(axis=1)", inputs: [[3, 8, 8]], output: [3, 8, 8], params: 12 },
  ],
});

const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === "bigint" || typeof value === "number" ? Number(value) : undefined;

function checkClipping(site: RuleSite, clipping: Value): void {
  if (clipping === null) return;
  const expected = clippingProblem(clipping);
  if (expected === undefined) return;
  const facts = {
    callee: site.layer,
    argument: "renorm_clipping",
    found: valueText(clipping),
    near: undefined,
  };
  refuse(argRange, { ...facts, expected }, { argument: "renorm_clipping" });
}

/** What the bounds would have to be, if they are not. */
function clippingProblem(clipping: Value): string | undefined {
  if (typeof clipping !== "object" || clipping?.kind !== "dict")
    return "a dictionary with rmin, rmax and dmax";
  const entries = new Map(clipping.entries.map(([key, value]) => [key, value]));
  if ([...entries.keys()].some((key) => key !== "rmin" && key !== "rmax" && key !== "dmax"))
    return "a dictionary with the keys rmin, rmax and dmax only";
  const [rmin, rmax, dmax] = ["rmin", "rmax", "dmax"].map((key) => numberOf(entries.get(key)));
  if (rmin !== undefined && rmax !== undefined && rmax < rmin)
    return "a dictionary whose rmax is not below its rmin";
  return dmax !== undefined && dmax < 0 ? "a dictionary whose dmax is not negative" : undefined;
}
