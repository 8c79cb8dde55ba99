// Conv1D: filters slid along a sequence. It never looks beyond its window.
import { option, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { convolution } from "./convolution.ts";
import { adapter, dilationRate, filters, groups, kernelAndBias, kernelSize, strides } from "./parameters.ts";

export default defineLayer({
  name: "Conv1D",
  aliases: ["Convolution1D"],
  family: "convolution",
  usual: true,
  summary: "Slides filters along a sequence: every output step is a weighted sum of the steps around it.",
  details: `Each filter is a kernel of \`kernel_size · channels\` weights and a bias, the same at every step, so the length of the sequence
changes the work and not the parameters: \`(kernel_size · channels / groups + 1) · filters\`. Without padding a sequence of n steps
becomes \`⌊(n − reach) / strides⌋ + 1\`, where the reach is \`(kernel_size − 1) · dilation_rate + 1\`; with \`same\` and \`causal\` it becomes
\`⌈n / strides⌉\`.

Multiply-adds: at every output position, one for each number of the kernel. FLOPs: two a multiply-add and one for each bias
added; the activation is not counted.`,
  pytorch: "torch.nn.Conv1d",
  parameters: {
    filters,
    kernel_size: kernelSize(1),
    strides: strides(1),
    padding: optional(
      option(["valid", "same", "causal"], { anyCase: true }),
      "valid",
      "`valid` uses only what is there; `same` adds zeros on both sides; `causal` adds them before the first step, so that no output sees the future.",
    ),
    data_format: dataFormat,
    dilation_rate: dilationRate(1),
    groups,
    ...kernelAndBias,
    ...adapter,
  },
  lora: "kernel",
  infer: (site) => convolution(site, 1),
  examples: [
    { net: "Conv1D(32, 3)", inputs: [[100, 8]], output: [98, 32], params: 800 },
    { net: "Conv1D(64, 3)", inputs: [[null, 512]], output: [null, 64], params: 98368 },
    {
      net: "Conv1D(16, 2, padding=causal, dilation_rate=4)",
      inputs: [[50, 16]],
      output: [50, 16],
      params: 528,
    },
  ],
});
