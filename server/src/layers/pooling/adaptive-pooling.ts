// Adaptive pooling layers: a fixed number of windows, however large the input. They have no weights.
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import { shapeText } from "../../tensor/tensor-type.ts";
import { nullable, option, optional, perAxis, required } from "../argument-types.ts";
import {
  defineLayer,
  type Inference,
  type LayerDefinition,
  type LayerExample,
  type LocatedReport,
  type RuleSite,
} from "../define.ts";
import { expectAtLeast, floatingOutput, joinChannels } from "../rules.ts";
import { axisNames, channelsFirst, type SpatialRank } from "../windows.ts";
import { noWeights } from "./pooling.ts";

interface AdaptiveArguments {
  readonly output_size: readonly number[];
  readonly data_format: string | null;
}

/**
 * `[…sizes, channels]` to `[…output_size, channels]`. Keras compares nothing when the model is built: an input with other
 * axes fails with the first batch.
 */
function adaptivePooling(site: RuleSite, rank: SpatialRank): Inference {
  const { output_size, data_format } = site.args as unknown as AdaptiveArguments;
  const first = channelsFirst(data_format);
  expectAtLeast(site, first ? 1 : 0, "channels");
  const { shape, batch } = site.input;
  const channels = (first ? shape[0] : shape.at(-1)) ?? batch!;
  return {
    outputs: [floatingOutput(site, joinChannels({ first }, output_size, channels))],
    weights: [],
    macs: 0n,
    flops: 0n,
    notes: ["The size of the output is fixed, so inputs of different sizes give the same shape."],
    reports: problems(site, rank, output_size, axisNames(rank, data_format)),
  };
}

function problems(
  site: RuleSite,
  rank: SpatialRank,
  outputSize: readonly number[],
  names: readonly string[],
): readonly LocatedReport[] {
  const { shape } = site.input;
  if (shape.length !== rank + 1) {
    const problem = `takes ${rank + 1} axes (${names.join(", ")}) and gets ${shapeText(shape)}`;
    return [{ report: report(shapeAtRunTime, { layer: site.layer, problem }) }];
  }
  if (!outputSize.includes(0)) return [];
  const problem = "has an `output_size` of 0, which leaves nothing";
  return [
    {
      report: report(shapeAtRunTime, { layer: site.layer, problem, advice: "use 1 or more" }),
      argument: "output_size",
    },
  ];
}

function adaptive(kind: "Average" | "Max", rank: SpatialRank, example: LayerExample): LayerDefinition {
  const name = `Adaptive${kind}Pooling${rank}D`;
  const ones = rank === 1 ? "1" : `(${Array.from({ length: rank }, () => 1).join(", ")})`;
  const input = rank === 1 ? [null, 3] : rank === 2 ? [null, null, 3] : [null, null, null, 3];
  return defineLayer({
    name,
    family: "pooling",
    summary:
      kind === "Max"
        ? "Splits each axis into a fixed number of windows and keeps the largest value of each."
        : "Splits each axis into a fixed number of windows and averages each.",
    details: `The windows are as large as the input asks for, and overlap where it does not divide, so \`output_size\` alone decides the shape.
An \`output_size\` of 1 is Global${kind}Pooling${rank}D that keeps its axes.

${noWeights}`,
    pytorch: `torch.nn.Adaptive${kind === "Max" ? "Max" : "Avg"}Pool${rank}d`,
    parameters: {
      output_size: required(
        perAxis(rank, { min: 0 }),
        rank === 1
          ? "How many steps come out."
          : "The size that comes out: one number for all axes, or one for each.",
      ),
      data_format: optional(
        nullable(option(["channels_last", "channels_first"])),
        null,
        "Whether the channels are the last axis (the usual) or the first.",
        { defaultText: '"channels_last"' },
      ),
    },
    infer: (site) => adaptivePooling(site, rank),
    examples: [
      example,
      {
        net: `${name}(${ones})`,
        inputs: [input],
        output: [...Array.from({ length: rank }, () => 1), 3],
        params: 0,
      },
    ],
  });
}

export default (["Average", "Max"] as const).flatMap((kind) => [
  adaptive(kind, 1, { net: `Adaptive${kind}Pooling1D(4)`, inputs: [[10, 8]], output: [4, 8], params: 0 }),
  adaptive(kind, 2, {
    net: `Adaptive${kind}Pooling2D((7, 7))`,
    inputs: [[10, 13, 8]],
    output: [7, 7, 8],
    params: 0,
  }),
  adaptive(kind, 3, {
    net: `Adaptive${kind}Pooling3D(2)`,
    inputs: [[4, 8, 8, 3]],
    output: [2, 2, 2, 3],
    params: 0,
  }),
]);
