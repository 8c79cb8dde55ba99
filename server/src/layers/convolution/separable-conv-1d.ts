// SeparableConv1D: a filter for each channel, then a mix of the channels at each step. It adds one bias, after both.
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
  name: "SeparableConv1D",
  aliases: ["SeparableConvolution1D"],
  family: "convolution",
  summary:
    "A light convolution in two parts: each channel is filtered by itself, then the channels are mixed.",
  details: `The depthwise kernel has \`kernel · channels · depth_multiplier\` weights, the pointwise one \`channels · depth_multiplier · filters\`,
and each filter a bias. A full convolution does both at once and needs \`kernel · channels · filters\`.

Multiply-adds: at every output position, one for each number of both kernels. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv1d",
  parameters: {
    filters,
    kernel_size: kernelSize(1),
    strides: strides(1),
    padding,
    data_format: dataFormat,
    dilation_rate: dilationRate(1),
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
  infer: (site) => separableConvolution(site, 1),
  examples: [
    { net: "SeparableConv1D(16, 3)", inputs: [[100, 8]], output: [98, 16], params: 168 },
    {
      net: "SeparableConv1D(16, 3, depth_multiplier=2)",
      inputs: [[null, 8]],
      output: [null, 16],
      params: 320,
    },
  ],
});
