// MaxPooling1D, 2D and 3D: the largest value of each window. They never mix channels.
import { optional, perAxis } from "../argument-types.ts";
import { defineLayer, type LayerDefinition, type LayerExample } from "../define.ts";
import type { SpatialRank } from "../windows.ts";
import { afterPoolSize, noWeights, pooling, poolingSizes, poolSizeDoc } from "./pooling.ts";

function maxPooling(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const twos = Array.from({ length: rank }, () => 2);
  return defineLayer({
    name: `MaxPooling${rank}D`,
    aliases: [`MaxPool${rank}D`],
    family: "pooling",
    usual: true,
    summary: "Keeps the largest value of each window, channel by channel.",
    details: `Makes the ${rank === 1 ? "sequence shorter" : "picture smaller"} and keeps the strongest answer of each filter, wherever in the window it was.
${poolingSizes}

${noWeights}`,
    pytorch: `torch.nn.MaxPool${rank}d`,
    parameters: {
      pool_size: optional(perAxis(rank), twos, poolSizeDoc, {
        defaultText: rank === 1 ? "2" : `(${twos.join(", ")})`,
      }),
      ...afterPoolSize(rank),
    },
    infer: (site) => pooling(site, rank),
    examples,
  });
}

export default [
  maxPooling(1, [
    { net: "MaxPooling1D()", inputs: [[100, 8]], output: [50, 8], params: 0 },
    { net: "MaxPooling1D(3, strides=1, padding=same)", inputs: [[null, 8]], output: [null, 8], params: 0 },
  ]),
  maxPooling(2, [
    { net: "MaxPooling2D()", inputs: [[224, 224, 64]], output: [112, 112, 64], params: 0 },
    { net: "MaxPooling2D(2)", inputs: [[7, 7, 512]], output: [3, 3, 512], params: 0 },
    {
      net: "MaxPooling2D(3, strides=2, padding=same)",
      inputs: [[112, 112, 64]],
      output: [56, 56, 64],
      params: 0,
    },
  ]),
  maxPooling(3, [
    { net: "MaxPooling3D()", inputs: [[16, 64, 64, 8]], output: [8, 32, 32, 8], params: 0 },
    { net: "MaxPooling3D((1, 2, 2))", inputs: [[16, 64, 64, 8]], output: [16, 32, 32, 8], params: 0 },
  ]),
];
