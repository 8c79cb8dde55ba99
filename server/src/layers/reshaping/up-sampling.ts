// UpSampling1D, 2D and 3D: every value repeated, or pixels between pixels worked out. They never learn how.
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import { type Dim, dimText, isUnknown, multiply } from "../../tensor/dim.ts";
import { int, optional, perAxis, wordOf } from "../argument-types.ts";
import {
  type ArgumentType,
  defineLayer,
  type Inference,
  type LayerDefinition,
  type LayerExample,
  Mismatch,
  type RuleSite,
} from "../define.ts";
import { floatingOutput, joinChannels, spatialNames } from "../rules.ts";
import { dataFormat, imageAxes, joinSums, type SpatialRank } from "../windows.ts";

const interpolations = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"];

const interpolationText = interpolations.map((name) => `"${name}"`).join(" or ");

/** Keras takes any word here and looks it up with the first batch. */
const interpolation: ArgumentType<string> = {
  text: interpolationText,
  options: () => interpolations,
  parse(value) {
    const word = wordOf(value);
    if (word !== undefined) return word.toLowerCase();
    return typeof value === "object" && value?.kind === "unknown"
      ? new Mismatch("undecided", value.reason)
      : new Mismatch("type", interpolationText);
  },
};

interface UpSamplingArguments {
  readonly size: number | readonly number[];
  /** UpSampling1D has neither. */
  readonly data_format?: string | null;
  readonly interpolation?: string;
}

function upSampled(site: RuleSite, rank: SpatialRank): Inference {
  const args = site.args as unknown as UpSamplingArguments;
  const axes = imageAxes(site, rank, args.data_format ?? null);
  const factors = typeof args.size === "number" ? [args.size] : args.size;
  const out = axes.spatial.map((n, i) => multiply(n, factors[i]!));
  const sum = (n: Dim, i: number) => {
    if (isUnknown(out[i]!) || factors[i] === 1) return undefined;
    const of = dimText(n).includes(" ") ? `(${dimText(n)})` : dimText(n);
    return `${of}·${factors[i]} = ${dimText(out[i]!)}`;
  };
  const word = args.interpolation ?? "nearest";
  const facts = {
    layer: site.layer,
    problem: `knows no \`interpolation\` called "${word}"`,
    advice: `use ${interpolations.join(", ")}`,
  };
  return {
    outputs: [floatingOutput(site, joinChannels(axes, out, axes.channels))],
    weights: [],
    macs: 0n,
    flops: 0n,
    notes: joinSums(spatialNames(rank), axes.spatial.map(sum)),
    reports: interpolations.includes(word)
      ? []
      : [{ report: report(shapeAtRunTime, facts), argument: "interpolation" }],
  };
}

function upSampling(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const twos = Array.from({ length: rank }, () => 2);
  const doc = "How many times as long each axis becomes: one number for all, or one for each.";
  return defineLayer({
    name: `UpSampling${rank}D`,
    family: "reshaping",
    usual: true,
    summary: `Makes ${rank === 1 ? "a sequence longer by repeating every step" : rank === 2 ? "an image larger by repeating rows and columns" : "a volume larger by repeating planes, rows and columns"}.`,
    details: `Each axis of n becomes \`n · size\`. Conv${rank}DTranspose does the same with learned weights; this layer has none, and a convolution
often follows it. Repeating and interpolating are not counted as FLOPs.`,
    pytorch: "torch.nn.Upsample",
    parameters:
      rank === 1
        ? { size: optional(int({ min: 1 }), 2, "How many times each step is repeated.") }
        : {
            size: optional(perAxis(rank), twos, doc, { defaultText: `(${twos.join(", ")})` }),
            data_format: dataFormat,
            ...(rank === 2
              ? {
                  interpolation: optional(
                    interpolation,
                    "nearest",
                    "`nearest` repeats pixels; the others blend neighbours.",
                  ),
                }
              : {}),
          },
    infer: (site) => upSampled(site, rank),
    examples,
  });
}

export default [
  upSampling(1, [
    { net: "UpSampling1D(3)", inputs: [[10, 8]], output: [30, 8], params: 0 },
    { net: "UpSampling1D()", inputs: [[null, 8]], output: [null, 8], params: 0 },
  ]),
  upSampling(2, [
    { net: "UpSampling2D()", inputs: [[14, 14, 64]], output: [28, 28, 64], params: 0 },
    {
      net: "UpSampling2D((2, 3), interpolation=bilinear)",
      inputs: [[8, 8, 3]],
      output: [16, 24, 3],
      params: 0,
    },
  ]),
  upSampling(3, [
    { net: "UpSampling3D()", inputs: [[4, 8, 8, 3]], output: [8, 16, 16, 3], params: 0 },
    { net: "UpSampling3D((1, 2, 2))", inputs: [[4, 8, 8, 3]], output: [4, 16, 16, 3], params: 0 },
  ]),
];
