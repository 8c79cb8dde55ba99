// Conv2D: filters slid over an image. It never mixes images of a batch.
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { convolution } from "./convolution.ts";
import {
  adapter,
  dilationRate,
  filters,
  groups,
  kernelAndBias,
  kernelSize,
  padding,
  strides,
} from "./parameters.ts";

export default defineLayer({
  name: "Conv2D",
  aliases: ["Convolution2D"],
  family: "convolution",
  usual: true,
  summary:
    "Slides filters over an image: every output pixel is a weighted sum of the pixels around it, over all channels.",
  details: `Each filter is a kernel of \`rows · columns · channels\` weights and a bias, the same at every position, so the size of the image
changes the work and not the parameters: \`(rows · columns · channels / groups + 1) · filters\`. Without padding an axis of n becomes
\`⌊(n − reach) / strides⌋ + 1\`, where the reach is \`(kernel_size − 1) · dilation_rate + 1\`; with \`same\` it becomes \`⌈n / strides⌉\`.

Multiply-adds: at every output position, one for each number of the kernel. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv2d",
  parameters: {
    filters,
    kernel_size: kernelSize(2),
    strides: strides(2),
    padding,
    data_format: dataFormat,
    dilation_rate: dilationRate(2),
    groups,
    ...kernelAndBias,
    ...adapter,
  },
  lora: "kernel",
  infer: (site) => convolution(site, 2),
  examples: [
    { net: "Conv2D(64, 3, padding=same)", inputs: [[224, 224, 3]], output: [224, 224, 64], params: 1792 },
    { net: "Conv2D(64, 7, strides=2)", inputs: [[224, 224, 3]], output: [109, 109, 64], params: 9472 },
    {
      net: "Conv2D(32, 3, groups=4, use_bias=False)",
      inputs: [[32, 32, 16]],
      output: [30, 30, 32],
      params: 1152,
    },
    {
      net: "Conv2D(8, 3, data_format=channels_first)",
      inputs: [[3, 32, 32]],
      output: [8, 30, 30],
      params: 224,
    },
  ],
});
