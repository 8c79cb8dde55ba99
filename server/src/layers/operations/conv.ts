// Convolutions with a kernel that is a tensor. They never make weights; the layers do.

import { addCounts } from "../../tensor/count.ts";
import {
  add,
  type Dim,
  differ,
  dimText,
  isNumber,
  maximum,
  modulo,
  multiply,
  subtract,
} from "../../tensor/dim.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required } from "../argument-types.ts";
import type { RuleSite } from "../define.ts";
import { times, twice } from "../rules.ts";
import { arrayLike, dataFormat, tensor } from "./operands.ts";
import {
  failsLater,
  fullText,
  gives,
  knownSize,
  operation,
  perSample,
  refuseRank,
  refuseSize,
  reshaped,
} from "./operation.ts";
import {
  apart,
  dilations,
  paddingOf,
  paddingType,
  perAxis,
  type Sizes,
  sizesType,
  slide,
  together,
} from "./windows.ts";

const common = {
  strides: optional(sizesType, 1, "How far the kernel moves: one number, or one for each axis of the image."),
  padding: optional(
    paddingType,
    "valid",
    '`"valid"` adds nothing, `"same"` keeps the size (divided by the stride).',
  ),
};
const more = {
  data_format: optional(dataFormat, null, "Whether channels come last or first; None is last."),
  dilation_rate: optional(sizesType, 1, "How far the elements of the kernel are apart."),
};
const inputs = required(tensor, "The images, the batch first.");
const kernelDoc = "The kernel, the channels of the input and the filters last.";

interface Window {
  readonly strides: Sizes;
  readonly padding: string;
  readonly data_format: string | null;
  readonly dilation_rate: Sizes;
}

/** The shape of a convolution's result. */
function convolved(
  site: RuleSite,
  x: RankedTensor,
  kernel: RankedTensor,
  filters: Dim,
  args: Window,
): readonly Dim[] {
  const padding = paddingOf(site, args.padding.toLowerCase(), ["valid", "same", "causal"]);
  const [shape, k] = [fullShape(x), fullShape(kernel)];
  if (shape.length < 2) refuseRank(site, "at least one axis (channels)", x, "inputs");
  const { batch, spatial, channels } = apart(shape, args.data_format);
  if (k.length < 2)
    refuseSize(site, `needs a kernel with ${shape.length} axes and gets ${fullText(k)}`, {
      argument: "kernel",
    });
  if (isNumber(channels) && isNumber(k.at(-2)!) && differ(channels, k.at(-2)!)) {
    refuseSize(
      site,
      `has a kernel for ${dimText(k.at(-2)!)} channels, ${fullText(k)}, and an input with ${channels}, ${fullText(shape)}`,
    );
  }
  if (k.length !== shape.length)
    refuseSize(
      site,
      `needs a kernel with ${shape.length} axes for ${fullText(shape)} and gets ${fullText(k)}`,
    );
  const window = k.slice(0, -2).map((dim) => knownSize(site, dim, "the size of the kernel"));
  const strides = perAxis(site, args.strides, spatial.length, "strides");
  const dilation = dilations(site, args.dilation_rate, spatial.length);
  return together(batch, slide(site, spatial, window, strides, padding, dilation), filters, args.data_format);
}

export default [
  operation({
    name: "Conv",
    functions: ["conv", "nn.conv"],
    summary: "Convolves images with a kernel given as a tensor.",
    details:
      "Multiply-adds: the elements of the kernel of one filter, for each element of the result. FLOPs: two a multiply-add.",
    pytorch: "torch.nn.functional.conv2d",
    parameters: { inputs, kernel: required(arrayLike, kernelDoc), ...common, ...more },
    infer(site) {
      const { inputs: x, kernel } = site.args;
      const k = fullShape(kernel);
      const shape = convolved(site, x, kernel, k.at(-1)!, site.args);
      return gives(reshaped(x, shape), { macs: times(perSample(shape), ...k.slice(0, -1)) });
    },
    examples: [
      { net: "ops.conv(ops.ones((3, 3, 3, 4)))", inputs: [[8, 9, 3]], output: [6, 7, 4], params: 0 },
    ],
  }),
  operation({
    name: "DepthwiseConv",
    functions: ["depthwise_conv", "nn.depthwise_conv"],
    summary: "Convolves each channel with kernels of its own.",
    details:
      "Multiply-adds: the size of the window, for each element of the result. FLOPs: two a multiply-add.",
    parameters: {
      inputs,
      kernel: required(arrayLike, "The kernel, the channels of the input and the kernels of each last."),
      ...common,
      ...more,
    },
    infer(site) {
      const { inputs: x, kernel } = site.args;
      const k = fullShape(kernel);
      const filters = k.length < 2 ? 1 : multiply(k.at(-1)!, k.at(-2)!);
      const shape = convolved(site, x, kernel, filters, site.args);
      return gives(reshaped(x, shape), { macs: times(perSample(shape), ...k.slice(0, -2)) });
    },
  }),
  operation({
    name: "SeparableConv",
    functions: ["separable_conv", "nn.separable_conv"],
    summary: "A depthwise convolution, and then a mix of the channels.",
    details:
      "Multiply-adds: those of the depthwise convolution, and channels times filters at each position. FLOPs: two a multiply-add.",
    parameters: {
      inputs,
      depthwise_kernel: required(arrayLike, "The kernel of the depthwise convolution."),
      pointwise_kernel: required(arrayLike, "The kernel that mixes channels."),
      ...common,
      ...more,
    },
    infer(site) {
      const { inputs: x, depthwise_kernel, pointwise_kernel, data_format } = site.args;
      const [d, p] = [fullShape(depthwise_kernel), fullShape(pointwise_kernel)];
      const between = d.length < 2 ? 1 : multiply(d.at(-1)!, d.at(-2)!);
      const middle = convolved(site, x, depthwise_kernel, between, site.args);
      const { batch, spatial } = apart(middle, data_format);
      if (p.length === 0)
        refuseSize(site, "needs a pointwise kernel with axes", { argument: "pointwise_kernel" });
      const shape = together(batch, spatial, p.at(-1)!, data_format);
      const macs = addCounts(times(perSample(middle), ...d.slice(0, -2)), times(perSample(shape), between));
      const misfit = p.length > 1 && differ(p.at(-2)!, between);
      const reports = misfit
        ? [
            failsLater(
              site,
              `makes ${dimText(between)} channels, and its pointwise kernel takes ${dimText(p.at(-2)!)}`,
            ),
          ]
        : [];
      return gives(reshaped(x, shape), { macs, flops: twice(macs), reports });
    },
  }),
  operation({
    name: "ConvTranspose",
    functions: ["conv_transpose", "nn.conv_transpose"],
    summary: "A convolution turned round: images grow by the stride.",
    details:
      "Multiply-adds: the elements of the kernel, for each position of the input. FLOPs: two a multiply-add.",
    pytorch: "torch.nn.functional.conv_transpose2d",
    parameters: {
      inputs,
      kernel: required(arrayLike, "The kernel, the filters and the channels of the input last."),
      ...common,
      output_padding: optional(
        nullable(either(int({ min: 0 }), listOf(int({ min: 0 })))),
        null,
        "What is added on one side of the result.",
      ),
      ...more,
    },
    infer(site) {
      const { inputs: x, kernel, strides, output_padding, data_format, dilation_rate } = site.args;
      const padding = paddingOf(site, site.args.padding.toLowerCase(), ["valid", "same"]);
      const [shape, k] = [fullShape(x), fullShape(kernel)];
      if (shape.length < 2 || k.length < shape.length)
        refuseSize(
          site,
          `needs a kernel with ${shape.length} axes for ${fullText(shape)} and gets ${fullText(k)}`,
        );
      const { batch, spatial, channels } = apart(shape, data_format);
      if (isNumber(channels) && isNumber(k.at(-1)!) && channels !== k.at(-1)) {
        refuseSize(
          site,
          `has a kernel for ${dimText(k.at(-1)!)} channels, ${fullText(k)}, and an input with ${channels}, ${fullText(shape)}`,
        );
      }
      const rank = spatial.length;
      const by = perAxis(site, strides, rank, "strides");
      const dilation = perAxis(site, dilation_rate, rank, "dilation_rate");
      const added =
        output_padding === null ? undefined : perAxis(site, output_padding, rank, "output_padding");
      const grown = spatial.map((size, i): Dim => {
        const effective = add(multiply(subtract(k[i]!, 1), dilation[i]!), 1);
        if (padding === "same" && !added) return multiply(size, by[i]!);
        const steps = multiply(subtract(size, 1), by[i]!);
        if (padding === "same") return add(steps, add(modulo(effective, 2), added![i]!));
        return add(steps, added ? add(effective, added[i]!) : maximum(effective, by[i]!));
      });
      const reports =
        k.length > shape.length
          ? [failsLater(site, `has a kernel with ${k.length} axes for an input with ${shape.length}`)]
          : [];
      return gives(reshaped(x, together(batch, grown, k.at(-2)!, data_format)), {
        macs: times(perSample(shape), ...k.slice(0, -1)),
        reports,
      });
    },
  }),
];
