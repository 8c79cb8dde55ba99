// GlobalAveragePooling1D, 2D and 3D: the mean of each channel over all positions. They never mix channels.
import { maskCall } from "../argument-types.ts";
import { defineLayer, type LayerDefinition, type LayerExample } from "../define.ts";
import type { SpatialRank } from "../windows.ts";
import { globalParameters, globalPooling } from "./global-pooling.ts";
import { noWeights } from "./pooling.ts";

function globalAveragePooling(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const one = rank === 1 ? "sequence" : rank === 2 ? "image" : "volume";
  const flattened =
    rank === 2
      ? "`[7, 7, 512]` gives 512 features, where Flatten gives 25,088"
      : "`[4, 7, 7, 32]` gives 32 features, where Flatten gives 6,272";
  return defineLayer({
    name: `GlobalAveragePooling${rank}D`,
    aliases: [`GlobalAvgPool${rank}D`],
    family: "pooling",
    usual: true,
    summary: `Averages each channel over the whole ${one}.`,
    details: `One number a channel is left, whatever the size of the ${one}. ${
      rank === 1
        ? "Masked steps are left out of the mean."
        : `Before a classifier it
takes the place of Flatten, and the Dense layer after it stays small: ${flattened}.`
    }

${noWeights}`,
    pytorch: `torch.nn.AdaptiveAvgPool${rank}d(1)`,
    parameters: globalParameters,
    ...(rank === 1 ? { call: maskCall } : {}),
    infer: (site) => globalPooling(site, rank),
    examples,
  });
}

export default [
  globalAveragePooling(1, [
    { net: "GlobalAveragePooling1D()", inputs: [[null, 64]], output: [64], params: 0 },
    { net: "GlobalAveragePooling1D(keepdims=True)", inputs: [[10, 64]], output: [1, 64], params: 0 },
  ]),
  globalAveragePooling(2, [
    { net: "GlobalAveragePooling2D()", inputs: [[7, 7, 512]], output: [512], params: 0 },
    { net: "GlobalAveragePooling2D(keepdims=True)", inputs: [[7, 7, 512]], output: [1, 1, 512], params: 0 },
    {
      net: "GlobalAveragePooling2D(data_format=channels_first)",
      inputs: [[512, 7, 7]],
      output: [512],
      params: 0,
    },
  ]),
  globalAveragePooling(3, [
    { net: "GlobalAveragePooling3D()", inputs: [[4, 7, 7, 32]], output: [32], params: 0 },
    {
      net: "GlobalAveragePooling3D(keepdims=True)",
      inputs: [[4, 7, 7, 32]],
      output: [1, 1, 1, 32],
      params: 0,
    },
  ]),
];
