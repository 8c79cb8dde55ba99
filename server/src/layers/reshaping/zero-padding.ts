// ZeroPadding1D, 2D and 3D: zeros around a sequence, an image or a volume. They never repeat what is there.
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import shapeNegativeDim from "../../diagnostics/shape-negative-dim.ts";
import { add, dimText, isNumber, isUnknown } from "../../tensor/dim.ts";
import { optional } from "../argument-types.ts";
import { defineLayer, type LayerDefinition, type LayerExample, type RuleSite, refuse } from "../define.ts";
import { floatingOutput, joinChannels, spatialNames } from "../rules.ts";
import { dataFormat, imageAxes, joinSums, openOutput, type SpatialRank } from "../windows.ts";
import { type Sides, sides } from "./sides.ts";

interface PaddingArguments {
  readonly padding: readonly Sides[];
  readonly data_format: string | null;
}

function padded(site: RuleSite, rank: SpatialRank) {
  const { padding, data_format } = site.args as unknown as PaddingArguments;
  const axes = imageAxes(site, rank, data_format);
  const names = spatialNames(rank);
  const out = axes.spatial.map((n, i) => add(n, padding[i]![0] + padding[i]![1]));
  const below = out.findIndex((n) => isNumber(n) && n < 0);
  if (below >= 0) {
    const facts = {
      layer: site.layer,
      axis: names[below]!,
      size: dimText(axes.spatial[below]!),
      needs: `to take ${-padding[below]![0] - padding[below]![1]} away`,
      same: false,
    };
    refuse(shapeNegativeDim, facts, { assume: openOutput(site, rank, data_format, axes.channels) });
  }
  const sums = out.map((n, i) => {
    const [before, after] = padding[i]!;
    return isUnknown(n) ? undefined : `${before} + ${dimText(axes.spatial[i]!)} + ${after} = ${dimText(n)}`;
  });
  // A single negative number passes when the layer is made.
  const negative = padding.some(([before]) => before < 0);
  const problem = `has a \`padding\` of ${padding[0]![0]}, and zeros cannot be taken away`;
  return {
    outputs: [floatingOutput(site, joinChannels(axes, out, axes.channels))],
    weights: [],
    macs: 0n,
    flops: 0n,
    notes: joinSums(names, sums),
    reports: negative
      ? [
          {
            report: report(shapeAtRunTime, { layer: site.layer, problem, advice: `use Cropping${rank}D` }),
            argument: "padding",
          },
        ]
      : [],
  };
}

function zeroPadding(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const ones = Array.from({ length: rank }, (): Sides => [1, 1]);
  const written = rank === 1 ? "1" : rank === 2 ? "(1, 1)" : "((1, 1), (1, 1), (1, 1))";
  const ends = rank === 1 ? "both ends" : "all sides";
  return defineLayer({
    name: `ZeroPadding${rank}D`,
    family: "reshaping",
    summary: `Puts zeros at ${ends} of ${rank === 1 ? "a sequence" : rank === 2 ? "an image" : "a volume"}.`,
    details: `Each axis of n becomes \`before + n + after\`. With a convolution of \`padding="valid"\` after it, one says exactly where zeros
go, which \`same\` decides by itself. No weights; moving data costs no FLOPs.`,
    pytorch: rank === 1 ? "torch.nn.ConstantPad1d" : `torch.nn.ZeroPad${rank}d`,
    parameters: {
      padding: optional(
        sides(rank, rank === 1 ? 0 : Number.MIN_SAFE_INTEGER),
        ones,
        rank === 1
          ? "How many zeros at each end: one number, or `(before, after)`."
          : "How many zeros: one number for everything, one for each axis, or `(before, after)` for each axis.",
        { defaultText: written },
      ),
      data_format: dataFormat,
    },
    infer: (site) => padded(site, rank),
    examples,
  });
}

export default [
  zeroPadding(1, [
    { net: "ZeroPadding1D(2)", inputs: [[10, 8]], output: [14, 8], params: 0 },
    { net: "ZeroPadding1D((2, 0))", inputs: [[null, 8]], output: [null, 8], params: 0 },
  ]),
  zeroPadding(2, [
    { net: "ZeroPadding2D(3)", inputs: [[224, 224, 3]], output: [230, 230, 3], params: 0 },
    { net: "ZeroPadding2D(((0, 1), (0, 1)))", inputs: [[112, 112, 32]], output: [113, 113, 32], params: 0 },
    { net: "ZeroPadding2D((1, 2))", inputs: [[4, 4, 1]], output: [6, 8, 1], params: 0 },
  ]),
  zeroPadding(3, [
    { net: "ZeroPadding3D()", inputs: [[4, 8, 8, 1]], output: [6, 10, 10, 1], params: 0 },
    { net: "ZeroPadding3D((0, 1, 1))", inputs: [[4, 8, 8, 1]], output: [4, 10, 10, 1], params: 0 },
  ]),
];
