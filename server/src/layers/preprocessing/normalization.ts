// Normalization: features brought to mean 0 and variance 1 with statistics of the data set. It is never trained.
import argRange from "../../diagnostics/arg-range.ts";
import shapeDimMismatch from "../../diagnostics/shape-dim-mismatch.ts";
import { elements, multiplyCounts } from "../../tensor/count.ts";
import { type Dim, differ, dimText, product } from "../../tensor/dim.ts";
import { fullShape, type RankedTensor, shapeText } from "../../tensor/tensor-type.ts";
import { bool, either, int, listOf, nullable, optional } from "../argument-types.ts";
import { defineLayer, type RuleSite, refuse } from "../define.ts";
import { normalizedSizes } from "../normalization/normalization.ts";
import { axesOf } from "../operations/axes.ts";
import { arrayLike } from "../operations/operands.ts";
import { refuseArgument } from "../operations/operation.ts";
import { floatingOutput, productText, state } from "../rules.ts";

export default defineLayer({
  name: "Normalization",
  family: "preprocessing",
  summary:
    "Subtracts the mean of each feature and divides by its standard deviation, both taken from the data set.",
  details: `Either \`mean\` and \`variance\` are given, and there are no weights, or \`adapt(data)\` measures them before training: then they are
stored, one of each for every kept position of \`axis\`, with a counter. Gradients never change them.

FLOPs: 2 for each element (one subtraction, one division).`,
  parameters: {
    axis: optional(
      nullable(either(int(), listOf(int()))),
      -1,
      "The axis, or axes, that keep statistics of their own; None takes one for all values. The batch is axis 0.",
    ),
    mean: optional(nullable(arrayLike), null, "The mean, or one for each feature; goes with `variance`."),
    variance: optional(nullable(arrayLike), null, "The variance, or one for each feature; goes with `mean`."),
    invert: optional(bool, false, "Turns it round: from normalised values back to the original ones."),
  },
  infer(site) {
    const { axis, mean, variance } = site.args;
    const axes = axis === null ? [] : typeof axis === "number" ? [axis] : axis;
    checkStatistics(site, mean, variance, axes.length);
    const at = axesOf(site, axes, fullShape(site.input).length).toSorted((a, b) => a - b);
    const shape = normalizedSizes(site, at);
    if (mean === null && at.some((d, i) => d === at[i + 1]) && product(shape) !== 1)
      refuseArgument(site, "axis", "different axes", axis);
    if (mean !== null) expectFits(site, fullShape(mean), shape);
    const size = product(shape);
    return {
      outputs: [floatingOutput(site, site.input.shape)],
      weights:
        mean !== null
          ? []
          : [state(site, "mean", shape), state(site, "variance", shape), state(site, "count", [], "int32")],
      macs: 0n,
      flops: multiplyCounts(2n, elements(site.input.shape)),
      ...(mean !== null ? {} : { formula: `2·${productText([size])} + 1` }),
      notes:
        mean !== null
          ? []
          : [
              `Mean and variance of ${dimText(size)} each, and a counter: measured by \`adapt\`, never trained.`,
            ],
    };
  },
  examples: [
    { net: "Normalization()", inputs: [[10]], output: [10], params: 21 },
    { net: "Normalization(axis=None)", inputs: [[10]], output: [10], params: 3 },
    { net: "Normalization(mean=0.5, variance=0.25)", inputs: [[28, 28, 1]], output: [28, 28, 1], params: 0 },
  ],
});

/** Mean and variance come together and have the same shape, with no more axes than are kept. */
function checkStatistics(
  site: RuleSite,
  mean: RankedTensor | null,
  variance: RankedTensor | null,
  kept: number,
): void {
  const stop = (argument: string, expected: string, found: string): never =>
    refuse(argRange, { callee: site.layer, argument, expected, found, near: undefined }, { argument });
  if (mean === null && variance === null) return;
  if (mean === null) stop("variance", "given together with `mean`", "given alone");
  else if (variance === null) stop("mean", "given together with `variance`", "given alone");
  else {
    const [m, v] = [fullShape(mean), fullShape(variance)];
    if (m.length !== v.length || m.some((dim, i) => differ(dim, v[i]!)))
      stop("variance", `of the shape of \`mean\`, ${shapeText(m)}`, `of shape ${shapeText(v)}`);
    if (m.length > kept)
      stop(
        "mean",
        `a list with at most ${kept} ${kept === 1 ? "axis" : "axes"}, as many as \`axis\` names`,
        `of shape ${shapeText(m)}`,
      );
  }
}

function expectFits(site: RuleSite, mean: readonly Dim[], kept: readonly Dim[]): void {
  const wrong = mean.findIndex((dim, i) => dim !== 1 && differ(dim, kept[kept.length - mean.length + i]!));
  if (wrong < 0) return;
  refuse(
    shapeDimMismatch,
    {
      layer: site.layer,
      problem: `has ${dimText(mean[wrong]!)} means for an axis of size ${dimText(kept[kept.length - mean.length + wrong]!)}`,
    },
    { argument: "mean" },
  );
}
