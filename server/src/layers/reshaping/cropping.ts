// Cropping1D, 2D and 3D: the ends of each axis cut off. They never cut channels.
import shapeNegativeDim from "../../diagnostics/shape-negative-dim.ts";
import { dimText, isNumber, isUnknown, subtract } from "../../tensor/dim.ts";
import { optional } from "../argument-types.ts";
import { defineLayer, type LayerDefinition, type LayerExample, type RuleSite, refuse } from "../define.ts";
import { floatingOutput, joinChannels, spatialNames } from "../rules.ts";
import { dataFormat, imageAxes, joinSums, openOutput, type SpatialRank } from "../windows.ts";
import { type Sides, sides } from "./sides.ts";

interface CroppingArguments {
  readonly cropping: readonly Sides[];
  /** Cropping1D has none: its steps come first. */
  readonly data_format?: string | null;
}

function cropped(site: RuleSite, rank: SpatialRank) {
  const { cropping, data_format = null } = site.args as unknown as CroppingArguments;
  const axes = imageAxes(site, rank, data_format);
  const names = spatialNames(rank);
  const out = axes.spatial.map((n, i) => subtract(n, cropping[i]![0] + cropping[i]![1]));
  const empty = out.findIndex((n) => isNumber(n) && n <= 0);
  if (empty >= 0) {
    const [before, after] = cropping[empty]!;
    const facts = {
      layer: site.layer,
      axis: names[empty]!,
      size: dimText(axes.spatial[empty]!),
      needs: `more than ${before + after} (${before} + ${after} are cut off)`,
      same: false,
    };
    refuse(shapeNegativeDim, facts, { assume: openOutput(site, rank, data_format, axes.channels) });
  }
  const sums = out.map((n, i) => {
    const [before, after] = cropping[i]!;
    if (isUnknown(n) || before + after === 0) return undefined;
    return `${dimText(axes.spatial[i]!)} − ${before} − ${after} = ${dimText(n)}`;
  });
  return {
    outputs: [floatingOutput(site, joinChannels(axes, out, axes.channels))],
    weights: [],
    macs: 0n,
    flops: 0n,
    notes: joinSums(names, sums),
  };
}

function croppingLayer(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const end = rank === 2 ? 0 : 1;
  const ends = Array.from({ length: rank }, (): Sides => [end, end]);
  const written = `(${end}, ${end})`;
  return defineLayer({
    name: `Cropping${rank}D`,
    family: "reshaping",
    summary: `Cuts ${rank === 1 ? "steps off both ends of a sequence" : rank === 2 ? "the edges off an image" : "the faces off a volume"}.`,
    details: `Each axis of n becomes \`n − before − after\`, and at least 1 must be left. U-Nets without padding crop what they carry over to the
size that comes back. No weights; moving data costs no FLOPs.`,
    pytorch: "torch.nn.functional.pad",
    parameters: {
      cropping: optional(
        sides(rank),
        ends,
        rank === 1
          ? "How many steps are cut off: one number for both ends, or `(before, after)`."
          : "What is cut off: one number for everything, one for each axis, or `(before, after)` for each axis.",
        {
          defaultText: rank === 1 ? written : `(${Array.from({ length: rank }, () => written).join(", ")})`,
        },
      ),
      ...(rank === 1 ? {} : { data_format: dataFormat }),
    },
    infer: (site) => cropped(site, rank),
    examples,
  });
}

export default [
  croppingLayer(1, [
    { net: "Cropping1D(2)", inputs: [[10, 8]], output: [6, 8], params: 0 },
    { net: "Cropping1D((0, 1))", inputs: [[null, 8]], output: [null, 8], params: 0 },
  ]),
  croppingLayer(2, [
    { net: "Cropping2D(4)", inputs: [[64, 64, 16]], output: [56, 56, 16], params: 0 },
    { net: "Cropping2D(((2, 2), (4, 4)))", inputs: [[28, 28, 3]], output: [24, 20, 3], params: 0 },
  ]),
  croppingLayer(3, [
    { net: "Cropping3D()", inputs: [[8, 16, 16, 3]], output: [6, 14, 14, 3], params: 0 },
    { net: "Cropping3D((0, 2, 2))", inputs: [[8, 16, 16, 3]], output: [8, 12, 12, 3], params: 0 },
  ]),
];
