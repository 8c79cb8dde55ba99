// DepthwiseConv1D: a filter of its own for each channel. It never mixes channels.
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { depthwiseConvolution } from "./depthwise.ts";
import {
  activation,
  activityRegularizer,
  biasConstraint,
  biasInitializer,
  biasRegularizer,
  constraint,
  depthMultiplier,
  dilationRate,
  initializer,
  kernelSize,
  padding,
  regularizer,
  strides,
  useBias,
} from "./parameters.ts";

export default defineLayer({
  name: "DepthwiseConv1D",
  family: "convolution",
  summary: "Filters each channel by itself; steps are combined, channels are not.",
  details: `The light part of a separable convolution: \`kernel · channels · depth_multiplier\` weights and a bias for each output channel, where
a full convolution would need \`kernel · channels · filters\`. A \`Conv1D(filters, 1)\` often follows to mix the channels.

Multiply-adds: at every output position, one for each number of the kernel. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv1d",
  parameters: {
    kernel_size: kernelSize(1),
    strides: strides(1),
    padding,
    depth_multiplier: depthMultiplier,
    data_format: dataFormat,
    dilation_rate: dilationRate(1),
    activation,
    use_bias: useBias,
    depthwise_initializer: initializer("glorot_uniform", "How the kernel starts."),
    bias_initializer: biasInitializer,
    depthwise_regularizer: regularizer("A penalty on the kernel, added to the loss."),
    bias_regularizer: biasRegularizer,
    activity_regularizer: activityRegularizer,
    depthwise_constraint: constraint("Keeps the kernel within bounds after each step."),
    bias_constraint: biasConstraint,
  },
  infer: (site) => depthwiseConvolution(site, 1),
  examples: [
    { net: "DepthwiseConv1D(3)", inputs: [[100, 8]], output: [98, 8], params: 32 },
    {
      net: "DepthwiseConv1D(5, depth_multiplier=2, padding=same)",
      inputs: [[null, 8]],
      output: [null, 16],
      params: 96,
    },
  ],
});
