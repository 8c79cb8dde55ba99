// Patches of images as vectors of channels. They never learn anything; a convolution with a kernel does.

import { multiply, product } from "../../tensor/dim.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required, string } from "../argument-types.ts";
import type { Inference, RuleSite } from "../define.ts";
import { dataFormat, tensor } from "./operands.ts";
import { gives, knownSize, operation, refuseArgument, refuseRank, reshaped } from "./operation.ts";
import { apart, dilations, paddingOf, perAxis, type Sizes, sizesType, slide, together } from "./windows.ts";

const more = {
  size: required(either(int({ min: 1 }), listOf(int({ min: 1 }))), "The size of a patch."),
  strides: optional(nullable(sizesType), null, "How far patches are apart; None puts them side by side."),
  dilation_rate: optional(sizesType, 1, "How far the elements of a patch are apart."),
  padding: optional(string, "valid", '`"valid"` or `"same"`.'),
  data_format: optional(dataFormat, null, "Whether channels come last or first; None is last."),
};
const details =
  "The elements of a patch become channels: `rows · columns · channels`. Moving data costs no FLOPs.";

interface Patches {
  readonly strides: Sizes | null;
  readonly dilation_rate: Sizes;
  readonly padding: string;
  readonly data_format: string | null;
}

function patches(
  site: RuleSite,
  x: RankedTensor,
  window: readonly number[],
  args: Patches,
  argument: string,
): Inference {
  const rank = window.length;
  const full = fullShape(x);
  // A single image or volume has no batch.
  const single = full.length === rank + 1;
  const shape = single ? [1, ...full] : full;
  if (shape.length !== rank + 2)
    refuseRank(
      site,
      `${rank + 1} axes (${rank === 2 ? "rows, columns" : "planes, rows, columns"}, channels)`,
      x,
      argument,
    );
  const { batch, spatial, channels } = apart(shape, args.data_format);
  const depth = multiply(product(window), knownSize(site, channels, "the number of channels"));
  const padding = paddingOf(site, args.padding, ["valid", "same", "causal"]);
  const strides = args.strides === null ? window : perAxis(site, args.strides, rank, "strides");
  const image = slide(site, spatial, window, strides, padding, dilations(site, args.dilation_rate, rank));
  const found = together(batch, image, depth, args.data_format);
  return gives(reshaped(x, single ? found.slice(1) : found));
}

export default [
  operation({
    name: "ExtractPatches",
    functions: ["image.extract_patches"],
    summary: "Patches of images as vectors of channels.",
    details,
    pytorch: "torch.nn.functional.unfold",
    parameters: { images: required(tensor, "Images, with or without a batch."), ...more },
    infer(site) {
      const { images, size } = site.args;
      if (typeof size !== "number" && size.length !== 2 && size.length !== 3)
        refuseArgument(site, "size", "one number, or 2 or 3 of them", size);
      return patches(site, images, typeof size === "number" ? [size, size] : size, site.args, "images");
    },
    examples: [{ net: "ops.image.extract_patches(4)", inputs: [[8, 8, 3]], output: [2, 2, 48], params: 0 }],
  }),
  operation({
    name: "ExtractPatches",
    functions: ["image.extract_patches_3d"],
    summary: "Patches of volumes as vectors of channels.",
    details,
    parameters: { volumes: required(tensor, "Volumes, with or without a batch."), ...more },
    infer(site) {
      const { volumes, size } = site.args;
      if (typeof size !== "number" && size.length !== 3)
        refuseArgument(site, "size", "one number, or 3 of them", size);
      return patches(
        site,
        volumes,
        typeof size === "number" ? [size, size, size] : size,
        site.args,
        "volumes",
      );
    },
    examples: [
      { net: "ops.image.extract_patches_3d(2)", inputs: [[4, 4, 4, 1]], output: [2, 2, 2, 8], params: 0 },
    ],
  }),
];
