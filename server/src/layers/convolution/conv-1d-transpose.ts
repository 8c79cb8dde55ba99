// Conv1DTranspose: a sequence made larger with learned filters. It never shrinks.
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { dilationRate, filters, kernelAndBias, kernelSize, padding, strides } from "./parameters.ts";
import { outputPadding, transposedConvolution, transposedSizes } from "./transposed.ts";

export default defineLayer({
  name: "Conv1DTranspose",
  aliases: ["Convolution1DTranspose"],
  family: "convolution",
  summary: "Makes a sequence larger: every value is spread over a window, and what overlaps is added.",
  details: `A learned way to make a sequence longer. The kernel is that of
a convolution from the output to the input, \`[…kernel_size, filters, channels]\`, and with the bias there are
\`(kernel · channels + 1) · filters\` parameters.

${transposedSizes}`,
  pytorch: "torch.nn.ConvTranspose1d",
  parameters: {
    filters,
    kernel_size: kernelSize(1),
    strides: {
      ...strides(1),
      doc: "How far the windows of neighbouring values lie apart; 2 doubles the size.",
    },
    padding: {
      ...padding,
      doc: "`valid` keeps all that the windows reach; `same` cuts the output to the size times the stride.",
    },
    output_padding: outputPadding(1),
    data_format: dataFormat,
    dilation_rate: dilationRate(1),
    ...kernelAndBias,
  },
  infer: (site) => transposedConvolution(site, 1),
  examples: [
    {
      net: "Conv1DTranspose(8, 3, strides=2, padding=same)",
      inputs: [[50, 16]],
      output: [100, 8],
      params: 392,
    },
    { net: "Conv1DTranspose(8, 3)", inputs: [[null, 16]], output: [null, 8], params: 392 },
  ],
});
