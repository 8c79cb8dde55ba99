// SpatialDropout1D, 2D and 3D: whole channels dropped while training. They never drop single values.
import { nullable, option, optional } from "../argument-types.ts";
import { defineLayer, type LayerDefinition, type LayerExample } from "../define.ts";
import { dtypeByPosition, nameByPosition } from "../own-name.ts";
import { expectAxes, spatialNames } from "../rules.ts";
import { noCost, rate, seed, unchanged } from "./regularization.ts";

const dataFormat = optional(
  nullable(option(["channels_last", "channels_first"], { anyCase: true })),
  null,
  "Whether channels are the last axis (the default) or the first after the batch.",
);

function spatialDropout(rank: 1 | 2 | 3, examples: readonly LayerExample[]): LayerDefinition {
  const maps = rank === 1 ? "features, at all steps at once" : "channels, at all positions at once";
  return defineLayer({
    name: `SpatialDropout${rank}D`,
    family: "regularization",
    summary: `While training, drops whole ${maps}.`,
    details: `Neighbouring positions are alike, so dropping single values would take away little; this drops a channel everywhere or nowhere.

${noCost}`,
    pytorch: `torch.nn.Dropout${rank}d`,
    parameters: {
      rate,
      ...(rank === 1 ? {} : { data_format: dataFormat }),
      seed,
      name: nameByPosition,
      dtype: dtypeByPosition,
    },
    without: [
      "trainable",
      "activity_regularizer",
      "input_shape",
      "input_dim",
      "batch_input_shape",
      "autocast",
    ],
    infer(site) {
      expectAxes(site, [...spatialNames(rank), rank === 1 ? "features" : "channels"]);
      return unchanged(site);
    },
    examples,
  });
}

export default [
  spatialDropout(1, [
    { net: "SpatialDropout1D(0.2)", inputs: [[10, 8]], output: [10, 8], params: 0 },
    { net: "SpatialDropout1D(0.2)", inputs: [[null, 8]], output: [null, 8], params: 0 },
  ]),
  spatialDropout(2, [
    { net: "SpatialDropout2D(0.2)", inputs: [[16, 16, 8]], output: [16, 16, 8], params: 0 },
    {
      net: 'SpatialDropout2D(0.2, data_format="channels_first")',
      inputs: [[8, 16, 16]],
      output: [8, 16, 16],
      params: 0,
    },
  ]),
  spatialDropout(3, [
    { net: "SpatialDropout3D(0.2)", inputs: [[4, 16, 16, 8]], output: [4, 16, 16, 8], params: 0 },
    { net: "SpatialDropout3D(0.2, seed=1)", inputs: [[2, 3, 4, 5]], output: [2, 3, 4, 5], params: 0 },
  ]),
];
