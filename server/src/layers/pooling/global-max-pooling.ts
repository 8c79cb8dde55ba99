// GlobalMaxPooling1D, 2D and 3D: the largest value of each channel over all positions. They never mix channels.
import { defineLayer, type LayerDefinition, type LayerExample } from "../define.ts";
import type { SpatialRank } from "../windows.ts";
import { globalParameters, globalPooling } from "./global-pooling.ts";
import { noWeights } from "./pooling.ts";

function globalMaxPooling(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const one = rank === 1 ? "sequence" : rank === 2 ? "image" : "volume";
  return defineLayer({
    name: `GlobalMaxPooling${rank}D`,
    aliases: [`GlobalMaxPool${rank}D`],
    family: "pooling",
    summary: `Keeps the largest value of each channel over the whole ${one}.`,
    details: `One number a channel is left: whether a filter found its pattern anywhere, not where. The size of the ${one} may vary.

${noWeights}`,
    pytorch: `torch.nn.AdaptiveMaxPool${rank}d(1)`,
    parameters: globalParameters,
    infer: (site) => globalPooling(site, rank),
    examples,
  });
}

export default [
  globalMaxPooling(1, [
    { net: "GlobalMaxPooling1D()", inputs: [[null, 128]], output: [128], params: 0 },
    { net: "GlobalMaxPooling1D(keepdims=True)", inputs: [[10, 128]], output: [1, 128], params: 0 },
  ]),
  globalMaxPooling(2, [
    { net: "GlobalMaxPooling2D()", inputs: [[7, 7, 512]], output: [512], params: 0 },
    {
      net: "GlobalMaxPooling2D(data_format=channels_first)",
      inputs: [[512, 7, 7]],
      output: [512],
      params: 0,
    },
  ]),
  globalMaxPooling(3, [
    { net: "GlobalMaxPooling3D()", inputs: [[4, 7, 7, 32]], output: [32], params: 0 },
    { net: "GlobalMaxPooling3D(keepdims=True)", inputs: [[4, 7, 7, 32]], output: [1, 1, 1, 32], params: 0 },
  ]),
];
