// DepthwiseConv2D: a filter of its own for each channel. It never mixes channels.
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
  name: "DepthwiseConv2D",
  family: "convolution",
  usual: true,
  summary: "Filters each channel by itself; pixels are combined, channels are not.",
  details: `The light half of what MobileNet and EfficientNet are made of: \`kernel · channels · depth_multiplier\` weights and a bias for each output channel, where
a full convolution would need \`kernel · channels · filters\`. A \`1×1\` convolution often follows to mix the channels.

Multiply-adds: at every output position, one for each number of the kernel. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv2d",
  parameters: {
    kernel_size: kernelSize(2),
    strides: strides(2),
    padding,
    depth_multiplier: depthMultiplier,
    data_format: dataFormat,
    dilation_rate: dilationRate(2),
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
  infer: (site) => depthwiseConvolution(site, 2),
  examples: [
    {
      net: "DepthwiseConv2D(3, padding=same)",
      inputs: [[112, 112, 32]],
      output: [112, 112, 32],
      params: 320,
    },
    {
      net: "DepthwiseConv2D(3, strides=2, use_bias=False)",
      inputs: [[113, 113, 96]],
      output: [56, 56, 96],
      params: 864,
    },
    { net: "DepthwiseConv2D(3, depth_multiplier=2)", inputs: [[8, 8, 4]], output: [6, 6, 8], params: 80 },
  ],
});
