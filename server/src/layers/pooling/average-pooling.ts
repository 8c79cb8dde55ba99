// AveragePooling1D, 2D and 3D: the mean of each window. They never mix channels.
import { perAxis, required } from "../argument-types.ts";
import { defineLayer, type LayerDefinition, type LayerExample } from "../define.ts";
import type { SpatialRank } from "../windows.ts";
import { afterPoolSize, noWeights, pooling, poolingSizes, poolSizeDoc } from "./pooling.ts";

function averagePooling(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  return defineLayer({
    name: `AveragePooling${rank}D`,
    aliases: [`AvgPool${rank}D`],
    family: "pooling",
    usual: true,
    summary: "Replaces each window by its mean, channel by channel.",
    details: `Makes the ${rank === 1 ? "sequence shorter" : "picture smaller"} by averaging neighbours; padding does not count in the mean. Keras gives
\`pool_size\` no default here, though MaxPooling${rank}D has one.
${poolingSizes}

${noWeights}`,
    pytorch: `torch.nn.AvgPool${rank}d`,
    parameters: { pool_size: required(perAxis(rank), poolSizeDoc), ...afterPoolSize(rank) },
    infer: (site) => pooling(site, rank),
    examples,
  });
}

export default [
  averagePooling(1, [
    { net: "AveragePooling1D(2)", inputs: [[100, 8]], output: [50, 8], params: 0 },
    { net: "AveragePooling1D(3, strides=2, padding=same)", inputs: [[9, 8]], output: [5, 8], params: 0 },
  ]),
  averagePooling(2, [
    { net: "AveragePooling2D(2)", inputs: [[28, 28, 6]], output: [14, 14, 6], params: 0 },
    { net: "AveragePooling2D((2, 4))", inputs: [[28, 28, 6]], output: [14, 7, 6], params: 0 },
  ]),
  averagePooling(3, [
    { net: "AveragePooling3D(2)", inputs: [[16, 64, 64, 8]], output: [8, 32, 32, 8], params: 0 },
    { net: "AveragePooling3D((2, 1, 1))", inputs: [[16, 7, 7, 8]], output: [8, 7, 7, 8], params: 0 },
  ]),
];
