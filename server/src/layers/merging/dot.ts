// Dot: scalar products of two tensors along one axis each, sample by sample. It never mixes samples.
import shapeDimMismatch from "../../diagnostics/shape-dim-mismatch.ts";
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { elements, multiplyCounts, sumCounts, toCount } from "../../tensor/count.ts";
import { type Dim, differ, dimText, isNumber, isUnknown } from "../../tensor/dim.ts";
import { batchSize, fromFullShape, fullShape, shapeText } from "../../tensor/tensor-type.ts";
import { bool, either, int, listOf, optional, required } from "../argument-types.ts";
import { defineLayer, type RuleSite, refuse } from "../define.ts";
import { axisOf } from "../operations/axes.ts";
import { refuseRank } from "../operations/operation.ts";
import { atRunTime, twice } from "../rules.ts";

export default defineLayer({
  name: "Dot",
  functions: ["dot"],
  family: "merging",
  summary: "Multiplies two tensors along one axis of each and sums up: scalar products, sample by sample.",
  details: `The two axes must have equal sizes and disappear; what is left of the second tensor (without the batch) follows what is left of the first.
Two vectors give one number: similarity, with \`normalize=True\` the cosine of their angle.

Multiply-adds: the size of the axis for each element of the result. FLOPs: two a multiply-add, and 3 for each element of both tensors
where they are normalised.`,
  pytorch: "torch.bmm",
  takes: { list: 2, most: 2 },
  parameters: {
    axes: required(
      either(int(), listOf(int(), 2)),
      "The axis of both tensors, or one for each; the batch is axis 0.",
    ),
    normalize: optional(
      bool,
      false,
      "Brings both to length 1 along the axis first, so that the result is a cosine.",
    ),
  },
  infer(site) {
    const { axes, normalize } = site.args;
    if (site.inputs.length !== 2)
      refuse(shapeMergeMismatch, {
        layer: site.layer,
        problem: `takes exactly 2 tensors and gets ${site.inputs.length}`,
      });
    const [first, second] = site.inputs as readonly [typeof site.input, typeof site.input];
    for (const input of [first, second])
      if (input.batch === null || input.shape.length === 0) refuseRank(site, "at least 1 axis", input);
    const [a, b] = [fullShape(first), fullShape(second)];
    const [left, right] = typeof axes === "number" ? [axes, axes] : [axes[0]!, axes[1]!];
    const [i, j] = [axisOf(site, left, a.length, "axes"), axisOf(site, right, b.length, "axes")];
    expectEqual(
      site,
      { size: a[i]!, axis: left, shape: first.shape },
      { size: b[j]!, axis: right, shape: second.shape },
    );
    const restA = a.filter((_, at) => at !== i);
    const restB = b.filter((_, at) => at !== j).slice(1);
    const shape = [...restA, ...restB];
    const output = fromFullShape(shape.length === 1 ? [...shape, 1] : shape, site.computeDtype);
    const macs = multiplyCounts(elements(output.shape), toCount(isNumber(a[i]!) ? a[i]! : b[j]!));
    const batch = i === 0 || j === 0;
    return {
      outputs: [output],
      ...(batch
        ? { reports: [atRunTime(site, "cannot multiply along the batch, axis 0", { argument: "axes" })] }
        : {}),
      weights: [],
      macs,
      flops: twice(
        macs,
        normalize ? multiplyCounts(3n, sumCounts([elements(first.shape), elements(second.shape)])) : 0n,
      ),
    };
  },
  examples: [
    { net: "Dot(axes=1)", inputs: [[16], [16]], output: [1], params: 0 },
    {
      net: "Dot(axes=(2, 1))",
      inputs: [
        [4, 6],
        [6, 5],
      ],
      output: [4, 5],
      params: 0,
    },
    {
      net: "Dot(axes=-1, normalize=True)",
      inputs: [
        [10, 8],
        [5, 8],
      ],
      output: [10, 5],
      params: 0,
    },
  ],
});

interface Side {
  readonly size: Dim;
  readonly axis: number;
  readonly shape: readonly Dim[];
}

/** Keras takes two open sizes, but not an open one with a known one. */
function expectEqual(site: RuleSite, a: Side, b: Side): void {
  const openWithKnown =
    isUnknown(a.size) !== isUnknown(b.size) &&
    ![a.size, b.size].some((dim) => isUnknown(dim) && dim.consequence);
  if (!openWithKnown && !differ(a.size, b.size)) return;
  const text = (side: Side): string =>
    `${side.size === batchSize ? "the batch" : dimText(side.size)} (axis ${side.axis} of ${shapeText(side.shape)})`;
  refuse(shapeDimMismatch, {
    layer: site.layer,
    problem: `multiplies ${text(a)} with ${text(b)}, which must have equal sizes`,
    advice: "axes are counted with the batch as 0",
  });
}
