// SeparableConv2D: a filter for each channel, then a mix of the channels at each pixel. It adds one bias, after both.
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { separableConvolution } from "./depthwise.ts";
import {
  activation,
  activityRegularizer,
  biasConstraint,
  biasInitializer,
  biasRegularizer,
  constraint,
  depthMultiplier,
  dilationRate,
  filters,
  initializer,
  kernelSize,
  padding,
  regularizer,
  strides,
  useBias,
} from "./parameters.ts";

export default defineLayer({
  name: "SeparableConv2D",
  aliases: ["SeparableConvolution2D"],
  family: "convolution",
  usual: true,
  summary:
    "A light convolution in two parts: each channel is filtered by itself, then the channels are mixed.",
  details: `The depthwise kernel has \`kernel · channels · depth_multiplier\` weights, the pointwise one \`channels · depth_multiplier · filters\`,
and each filter a bias. A full convolution does both at once and needs \`kernel · channels · filters\`.

Multiply-adds: at every output position, one for each number of both kernels. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv2d",
  parameters: {
    filters,
    kernel_size: kernelSize(2),
    strides: strides(2),
    padding,
    data_format: dataFormat,
    dilation_rate: dilationRate(2),
    depth_multiplier: depthMultiplier,
    activation,
    use_bias: useBias,
    depthwise_initializer: initializer("glorot_uniform", "How the kernel for each channel starts."),
    pointwise_initializer: initializer("glorot_uniform", "How the kernel that mixes channels starts."),
    bias_initializer: biasInitializer,
    depthwise_regularizer: regularizer("A penalty on the kernel for each channel."),
    pointwise_regularizer: regularizer("A penalty on the kernel that mixes channels."),
    bias_regularizer: biasRegularizer,
    activity_regularizer: activityRegularizer,
    depthwise_constraint: constraint("Keeps the kernel for each channel within bounds."),
    pointwise_constraint: constraint("Keeps the kernel that mixes channels within bounds."),
    bias_constraint: biasConstraint,
  },
  infer: (site) => separableConvolution(site, 2),
  examples: [
    {
      net: "SeparableConv2D(128, 3, padding=same)",
      inputs: [[64, 64, 64]],
      output: [64, 64, 128],
      params: 8896,
    },
    { net: "SeparableConv2D(16, 3, use_bias=False)", inputs: [[8, 8, 4]], output: [6, 6, 16], params: 100 },
  ],
});
