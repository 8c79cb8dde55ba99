// EinsumDense: a product with a kernel along the axes an equation names. It never reorders what the equation does not.
import type { Dim } from "../../tensor/dim.ts";
import { fromFullShape, fullShape } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required, size, string } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { loraParameters } from "../lora.ts";
import { openAxis, projection } from "./einsum-projection.ts";
import { activation, kernelBounds, kernelStart } from "./kernel-arguments.ts";

export default defineLayer({
  name: "EinsumDense",
  family: "core",
  summary:
    "A dense layer for any axes: the equation says which are kept, which are summed over and which are new.",
  details: `Each letter is an axis, the first one the batch: in \`abc,cd->abd\` the input has a batch \`a\`, steps \`b\` and features \`c\`; the kernel
\`cd\` sums the features and gives \`d\` new ones. The sizes of new axes come from \`output_shape\`, written without the batch; \`None\`
leaves a size open, and it stays unknown even where the input knows it, so write the number where you can.

Multiply-adds: the product of the sizes of all different letters but the batch. FLOPs: two a multiply-add and one for each bias added.`,
  parameters: {
    equation: required(string, "Input, kernel and output by letters: `abc,cd->abd`, or `...x,xy->...y`."),
    output_shape: required(
      either(size({ min: 0 }), listOf(nullable(size({ min: 0 })))),
      "The output's sizes without the batch; None for one that is left open.",
    ),
    activation,
    bias_axes: optional(
      nullable(string),
      null,
      "The letters of the output that have a bias of their own; none for no bias.",
    ),
    ...kernelStart,
    ...kernelBounds,
    lora_rank: loraParameters.lora_rank,
    lora_alpha: loraParameters.lora_alpha,
    gptq_unpacked_column_size: optional(
      nullable(int()),
      null,
      "Set by Keras when a quantized layer is loaded.",
    ),
    quantization_config: loraParameters.quantization_config,
  },
  lora: "kernel",
  quantize: ["int8", "int4", "float8"],
  infer(site) {
    const { equation, output_shape, bias_axes } = site.args;
    const partial = (Array.isArray(output_shape) ? output_shape : [output_shape]) as readonly (Dim | null)[];
    const made = projection(
      site,
      equation,
      partial.map((dim) => dim ?? openAxis),
      bias_axes,
      fullShape(site.input),
    );
    return {
      outputs: [fromFullShape(made.output, site.computeDtype)],
      weights: made.weights,
      macs: made.macs,
      flops: made.flops,
      formula: made.formula,
    };
  },
  examples: [
    {
      net: 'EinsumDense("ab,bc->ac", output_shape=64, bias_axes="c")',
      inputs: [[32]],
      output: [64],
      params: 2112,
    },
    {
      net: 'EinsumDense("abc,cde->abde", output_shape=(None, 4, 16), bias_axes="de")',
      inputs: [[10, 64]],
      output: [null, 4, 16],
      params: 4160,
    },
    { net: 'EinsumDense("...x,xy->...y", output_shape=6)', inputs: [[5, 4]], output: [5, 6], params: 24 },
  ],
});
