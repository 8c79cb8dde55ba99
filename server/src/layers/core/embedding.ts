// Embedding: a row of a trained table for each whole number. It never checks the numbers, which come with the data.
import { dimText } from "../../tensor/dim.ts";
import { fromFullShape, fullShape } from "../../tensor/tensor-type.ts";
import { anything, bool, int, nullable, optional, required, size } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { loraParameters } from "../lora.ts";
import { productText } from "../rules.ts";
import { tableArguments, tableWeights } from "./embedding-table.ts";

export default defineLayer({
  name: "Embedding",
  family: "core",
  usual: true,
  summary: "Turns each whole number (a word, a category) into a trained vector of `output_dim` numbers.",
  details: `The weights are a table with one row for each of the \`input_dim\` numbers from 0 to \`input_dim - 1\`; the layer looks rows up and
multiplies nothing. The output has one axis more than the input. With \`mask_zero=True\` the number 0 means "nothing here", and
recurrent layers skip it; the table keeps its row.

Multiply-adds and FLOPs: none, it is a look-up.`,
  pytorch: "torch.nn.Embedding",
  parameters: {
    input_dim: required(size(), "How many different numbers there are: the largest one plus 1."),
    output_dim: required(size(), "The length of the vector for each number."),
    ...tableArguments,
    mask_zero: optional(bool, false, "Whether 0 is padding that later layers skip."),
    weights: optional(anything, null, "A table to start with."),
    ...loraParameters,
    input_length: optional(nullable(int()), null, "Taken from old code and left unused.", {
      keywordOnly: true,
    }),
  },
  lora: "embeddings",
  quantize: ["int8", "int4"],
  infer(site) {
    const { input_dim, output_dim } = site.args;
    return {
      outputs: [fromFullShape([...fullShape(site.input), output_dim], site.computeDtype)],
      weights: tableWeights(site, input_dim, output_dim),
      macs: 0n,
      flops: 0n,
      formula: productText([input_dim, output_dim]),
      notes: [
        `A table of ${dimText(input_dim)} rows with ${dimText(output_dim)} numbers each; looking up multiplies nothing.`,
      ],
    };
  },
  examples: [
    { net: "Embedding(10_000, 128)", inputs: [[20]], dtype: "int32", output: [20, 128], params: 1280000 },
    {
      net: "Embedding(10, 4, mask_zero=True)",
      inputs: [[null]],
      dtype: "int32",
      output: [null, 4],
      params: 40,
    },
    { net: "Embedding(10, 4, lora_rank=2)", inputs: [[5]], dtype: "int32", output: [5, 4], params: 68 },
  ],
});
