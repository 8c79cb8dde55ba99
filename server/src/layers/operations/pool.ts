// Pooling as operations. They never count FLOPs: pooling is not counted, as for the layers.

import { fullShape } from "../../tensor/tensor-type.ts";
import { int, listOf, nullable, optional, required } from "../argument-types.ts";
import { type ArgumentType, type LayerDefinition, Mismatch } from "../define.ts";
import { isSequence } from "../value.ts";
import { dataFormat, tensor } from "./operands.ts";
import { gives, operation, refuseRank, reshaped } from "./operation.ts";
import { apart, paddingOf, paddingType, perAxis, sizesType, slide, together } from "./windows.ts";

const inputs = required(tensor, "The images, the batch first.");
const data_format = optional(dataFormat, null, "Whether channels come last or first; None is last.");

const pool = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn, `nn.${fn}`],
    summary,
    details: "Pooling is not counted as FLOPs.",
    pytorch,
    parameters: {
      inputs,
      pool_size: required(
        sizesType,
        "The size of the window: one number, or one for each axis of the image.",
      ),
      strides: optional(
        nullable(sizesType),
        null,
        "How far the window moves; None moves it by its own size.",
      ),
      padding: optional(paddingType, "valid", '`"valid"` or `"same"`.'),
      data_format,
    },
    infer(site) {
      const { inputs: x, pool_size, strides, data_format: format } = site.args;
      const padding = paddingOf(site, site.args.padding.toLowerCase(), ["valid", "same"]);
      const shape = fullShape(x);
      if (shape.length < 2) refuseRank(site, "at least one axis (channels)", x, "inputs");
      const { batch, spatial, channels } = apart(shape, format);
      const window = perAxis(site, pool_size, spatial.length, "pool_size");
      const by = strides === null ? window : perAxis(site, strides, spatial.length, "strides");
      return gives(reshaped(x, together(batch, slide(site, spatial, window, by, padding), channels, format)));
    },
    examples: [
      { net: `ops.${fn}(2)`, inputs: [[8, 9, 3]], output: [4, 4, 3], params: 0 },
      {
        net: `ops.${fn}((2, 3), strides=1, padding="same")`,
        inputs: [[8, 9, 3]],
        output: [8, 9, 3],
        params: 0,
      },
    ],
  });

const sizes = listOf(int({ min: 0 }));
/** Keras joins it to a shape, so a list or a number does not do. */
const tuple: ArgumentType<readonly number[]> = {
  text: "a tuple of sizes",
  parse: (value) =>
    isSequence(value) && value.kind === "tuple"
      ? sizes.parse(value)
      : new Mismatch("type", "a tuple of sizes, such as (4, 4)"),
};

const adaptive = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn, `nn.${fn}`],
    summary,
    details: `With channels last Keras declares a shape that keeps axes of the image it should replace; this follows it. With channels
first, and in the layer, the shape is right. Pooling is not counted as FLOPs.`,
    pytorch,
    parameters: {
      inputs,
      output_size: required(tuple, "The size of the image after it, as a tuple."),
      data_format,
    },
    infer(site) {
      const { inputs: x, output_size, data_format: format } = site.args;
      const shape = fullShape(x);
      if (shape.length < 2) refuseRank(site, "at least one axis (channels)", x, "inputs");
      const pooled =
        format === "channels_first"
          ? [...shape.slice(0, 2), ...output_size]
          : [
              ...(output_size.length === 0 ? [] : shape.slice(0, -output_size.length)),
              ...output_size,
              shape.at(-1)!,
            ];
      return gives(reshaped(x, pooled));
    },
    examples: [
      {
        net: `ops.${fn}((4, 4), data_format="channels_first")`,
        inputs: [[3, 8, 9]],
        output: [3, 4, 4],
        params: 0,
      },
    ],
  });

export default [
  pool("MaxPool", "max_pool", "The largest element of each window.", "torch.nn.functional.max_pool2d"),
  pool("AveragePool", "average_pool", "The average of each window.", "torch.nn.functional.avg_pool2d"),
  adaptive(
    "AdaptiveMaxPool",
    "adaptive_max_pool",
    "The largest elements of windows that leave a given size.",
    "torch.nn.functional.adaptive_max_pool2d",
  ),
  adaptive(
    "AdaptiveAveragePool",
    "adaptive_average_pool",
    "Averages of windows that leave a given size.",
    "torch.nn.functional.adaptive_avg_pool2d",
  ),
];
