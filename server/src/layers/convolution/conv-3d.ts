// Conv3D: filters slid through a volume. It never mixes volumes of a batch.
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
  name: "Conv3D",
  aliases: ["Convolution3D"],
  family: "convolution",
  usual: true,
  summary:
    "Slides filters through a volume or a video: every output voxel is a weighted sum of those around it.",
  details: `Each filter is a kernel of \`planes · rows · columns · channels\` weights and a bias, the same at every position:
\`(planes · rows · columns · channels / groups + 1) · filters\` parameters. Without padding an axis of n becomes
\`⌊(n − reach) / strides⌋ + 1\`, where the reach is \`(kernel_size − 1) · dilation_rate + 1\`; with \`same\` it becomes \`⌈n / strides⌉\`.

Multiply-adds: at every output position, one for each number of the kernel. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv3d",
  parameters: {
    filters,
    kernel_size: kernelSize(3),
    strides: strides(3),
    padding,
    data_format: dataFormat,
    dilation_rate: dilationRate(3),
    groups,
    ...kernelAndBias,
    ...adapter,
  },
  lora: "kernel",
  infer: (site) => convolution(site, 3),
  examples: [
    { net: "Conv3D(16, 3)", inputs: [[16, 64, 64, 1]], output: [14, 62, 62, 16], params: 448 },
    {
      net: "Conv3D(8, (1, 3, 3), padding=same)",
      inputs: [[16, 64, 64, 3]],
      output: [16, 64, 64, 8],
      params: 224,
    },
  ],
});
