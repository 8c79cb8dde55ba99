// Conv2DTranspose: an image made larger with learned filters. It never shrinks.
import { defineLayer } from "../define.ts";
import { dataFormat } from "../windows.ts";
import { dilationRate, filters, kernelAndBias, kernelSize, padding, strides } from "./parameters.ts";
import { outputPadding, transposedConvolution, transposedSizes } from "./transposed.ts";

export default defineLayer({
  name: "Conv2DTranspose",
  aliases: ["Convolution2DTranspose"],
  family: "convolution",
  usual: true,
  summary: "Makes an image larger: every value is spread over a window, and what overlaps is added.",
  details: `A learned way to make images larger: the second half of autoencoders, U-Nets and image generators. The kernel is that of
a convolution from the output to the input, \`[…kernel_size, filters, channels]\`, and with the bias there are
\`(kernel · channels + 1) · filters\` parameters.

${transposedSizes}`,
  pytorch: "torch.nn.ConvTranspose2d",
  parameters: {
    filters,
    kernel_size: kernelSize(2),
    strides: {
      ...strides(2),
      doc: "How far the windows of neighbouring values lie apart; 2 doubles the size.",
    },
    padding: {
      ...padding,
      doc: "`valid` keeps all that the windows reach; `same` cuts the output to the size times the stride.",
    },
    output_padding: outputPadding(2),
    data_format: dataFormat,
    dilation_rate: dilationRate(2),
    ...kernelAndBias,
  },
  infer: (site) => transposedConvolution(site, 2),
  examples: [
    {
      net: "Conv2DTranspose(64, 2, strides=2)",
      inputs: [[14, 14, 128]],
      output: [28, 28, 64],
      params: 32832,
    },
    {
      net: "Conv2DTranspose(3, 3, strides=2, padding=same)",
      inputs: [[16, 16, 8]],
      output: [32, 32, 3],
      params: 219,
    },
    { net: "Conv2DTranspose(1, 3, strides=2)", inputs: [[7, 7, 4]], output: [15, 15, 1], params: 37 },
    {
      net: "Conv2DTranspose(1, 3, strides=2, padding=same, output_padding=0)",
      inputs: [[7, 7, 4]],
      output: [13, 13, 1],
      params: 37,
    },
  ],
});
