// Conv3DTranspose: a volume made larger with learned filters. It never shrinks.
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { dilationRate, filters, kernelAndBias, kernelSize, padding, strides } from "./parameters.ts";
import { outputPadding, transposedConvolution, transposedSizes } from "./transposed.ts";

export default defineLayer({
  name: "Conv3DTranspose",
  aliases: ["Convolution3DTranspose"],
  family: "convolution",
  summary: "Makes a volume larger: every value is spread over a window, and what overlaps is added.",
  details: `A learned way to make volumes larger. The kernel is that of
a convolution from the output to the input, \`[…kernel_size, filters, channels]\`, and with the bias there are
\`(kernel · channels + 1) · filters\` parameters.

${transposedSizes}`,
  pytorch: "torch.nn.ConvTranspose3d",
  parameters: {
    filters,
    kernel_size: kernelSize(3),
    strides: {
      ...strides(3),
      doc: "How far the windows of neighbouring values lie apart; 2 doubles the size.",
    },
    padding: {
      ...padding,
      doc: "`valid` keeps all that the windows reach; `same` cuts the output to the size times the stride.",
    },
    data_format: dataFormat,
    output_padding: outputPadding(3),
    dilation_rate: dilationRate(3),
    ...kernelAndBias,
  },
  infer: (site) => transposedConvolution(site, 3),
  examples: [
    { net: "Conv3DTranspose(4, 2, strides=2)", inputs: [[4, 8, 8, 16]], output: [8, 16, 16, 4], params: 516 },
    {
      net: "Conv3DTranspose(4, 3, use_bias=False)",
      inputs: [[4, 8, 8, 2]],
      output: [6, 10, 10, 4],
      params: 216,
    },
  ],
});
