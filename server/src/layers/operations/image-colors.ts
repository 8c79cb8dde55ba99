// Colours of images as operations. They never change the size of an image.

import valueType from "../../diagnostics/value-type.ts";
import { dimText, isNumber } from "../../tensor/dim.ts";
import { fullShape, isFloating, type RankedTensor } from "../../tensor/tensor-type.ts";
import { optional, required } from "../argument-types.ts";
import type { LayerDefinition, RuleSite } from "../define.ts";
import { refuse } from "../define.ts";
import { dataFormat, tensor } from "./operands.ts";
import { elementwise, operation, refuseRank, refuseSize, reshaped } from "./operation.ts";

const details = "FLOPs: one for each element of the result.";
const parameters = {
  images: required(tensor, "Images, with or without a batch."),
  data_format: optional(dataFormat, null, "Whether channels come last or first; None is last."),
};

/** The shape and where its channels are, which must be as many as allowed. */
function channelsOf(site: RuleSite, x: RankedTensor, format: string | null, allowed: readonly number[]) {
  const shape = fullShape(x);
  if (shape.length !== 3 && shape.length !== 4)
    refuseRank(site, "3 axes (rows, columns, channels)", x, "images");
  const at = shape.length - (format === "channels_first" ? 3 : 1);
  const channels = shape[at]!;
  if (isNumber(channels) && !allowed.includes(channels))
    refuseSize(site, `needs ${[...allowed].reverse().join(" or ")} channels and gets ${dimText(channels)}`);
  return { shape, at };
}

const hues = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [`image.${fn}`],
    summary,
    details,
    parameters,
    infer(site) {
      const { images: x, data_format } = site.args;
      if (fullShape(x).length === 3 || fullShape(x).length === 4) {
        if (!isFloating(x.dtype))
          refuse(valueType, {
            what: `${site.layer} takes floating images, not ${x.dtype}`,
            advice: "convert them with `ops.cast`",
          });
      }
      return elementwise(reshaped(x, channelsOf(site, x, data_format, [3]).shape));
    },
    examples: [{ net: `ops.image.${fn}()`, inputs: [[8, 8, 3]], output: [8, 8, 3], params: 0 }],
  });

export default [
  operation({
    name: "RGBToGrayscale",
    functions: ["image.rgb_to_grayscale"],
    summary: "Colours as shades of grey: one channel is left.",
    details,
    parameters,
    infer(site) {
      const { images: x, data_format } = site.args;
      const { shape, at } = channelsOf(site, x, data_format, [1, 3]);
      return elementwise(
        reshaped(
          x,
          shape.map((dim, i) => (i === at ? 1 : dim)),
        ),
      );
    },
    examples: [{ net: "ops.image.rgb_to_grayscale()", inputs: [[8, 8, 3]], output: [8, 8, 1], params: 0 }],
  }),
  hues("RGBToHSV", "rgb_to_hsv", "Red, green and blue as hue, saturation and value."),
  hues("HSVToRGB", "hsv_to_rgb", "Hue, saturation and value as red, green and blue."),
];
