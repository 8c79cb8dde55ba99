// ReversibleEmbedding: an embedding that also turns vectors back into scores of words. It never does both in one call.

import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import { ceilDivide, type Dim, differ, dimText } from "../../tensor/dim.ts";
import { fromFullShape, fullShape } from "../../tensor/tensor-type.ts";
import { anything, bool, dtype, float, int, nullable, optional, required, size } from "../argument-types.ts";
import { defineLayer, type RuleSite, type Weight } from "../define.ts";
import { loraParameters } from "../lora.ts";
import { quantizationOf } from "../quantization.ts";
import { productText, times, trainable, twice } from "../rules.ts";
import { tableArguments, tableWeights } from "./embedding-table.ts";

export default defineLayer({
  name: "ReversibleEmbedding",
  family: "core",
  summary:
    "An Embedding that also runs backwards: `reverse=True` turns vectors into a score for each of the `input_dim` words.",
  details: `Called plainly it looks vectors up, as Embedding does. Called with \`reverse=True\` it multiplies vectors with the table turned on its
side and gives \`input_dim\` scores, as the last layer of a language model needs. With \`tie_weights=True\`, the default, both ways share
one table; otherwise the way back has a table of its own.

Multiply-adds: none for looking up, \`output_dim · input_dim\` for each vector on the way back. FLOPs: two a multiply-add.`,
  parameters: {
    input_dim: required(size(), "How many different numbers there are: the largest one plus 1."),
    output_dim: required(size(), "The length of the vector for each number."),
    tie_weights: optional(bool, true, "Whether both ways share one table."),
    ...tableArguments,
    mask_zero: optional(bool, false, "Whether 0 is padding that later layers skip."),
    reverse_dtype: optional(nullable(dtype), null, "The dtype of the product on the way back."),
    logit_soft_cap: optional(
      nullable(float()),
      null,
      "Keeps the scores softly between minus and plus this number.",
    ),
    weights: optional(anything, null, "A table to start with.", { keywordOnly: true }),
    lora_rank: { ...loraParameters.lora_rank, keywordOnly: true },
    lora_alpha: { ...loraParameters.lora_alpha, keywordOnly: true },
    quantization_config: { ...loraParameters.quantization_config, keywordOnly: true },
    input_length: optional(nullable(int()), null, "Taken from old code and left unused.", {
      keywordOnly: true,
    }),
  },
  call: { reverse: optional(bool, false, "Turns vectors into scores.") },
  lora: "embeddings",
  quantize: ["int8", "int4"],
  infer(site) {
    const { input_dim: rows, output_dim: width, tie_weights } = site.args;
    const { reverse } = site.call;
    const full = fullShape(site.input);
    const output = reverse ? [...full.slice(0, -1), rows] : [...full, width];
    const macs = reverse ? times(...full.slice(1, -1), width, rows) : 0n;
    const features = full.at(-1);
    const misfit = reverse && features !== undefined && differ(features, width);
    const problem = `takes vectors of ${dimText(width)} numbers on the way back and gets ${dimText(features ?? 0)}`;
    return {
      outputs: [fromFullShape(output, site.computeDtype)],
      weights: tie_weights ? tableWeights(site, rows, width) : untied(site, rows, width),
      macs,
      flops: twice(macs),
      formula: tie_weights ? productText([rows, width]) : `2·${productText([rows, width])}`,
      notes: [tie_weights ? "Both ways share one table." : "The way back has a table of its own."],
      ...(misfit ? { reports: [{ report: report(shapeAtRunTime, { layer: site.layer, problem }) }] } : {}),
    };
  },
  examples: [
    { net: "ReversibleEmbedding(10, 4)", inputs: [[5]], dtype: "int32", output: [5, 4], params: 40 },
    {
      net: "ReversibleEmbedding(10, 4, tie_weights=False)",
      inputs: [[5]],
      dtype: "int32",
      output: [5, 4],
      params: 80,
    },
  ],
});

/** Two tables; in 8 and 4 bits the one for the way back is packed along the vector, and its zeros stay floats. */
function untied(site: RuleSite, rows: Dim, width: Dim): readonly Weight[] {
  const reverse = trainable(site, "reverse_embeddings", [width, rows]);
  const quantization = quantizationOf(site.args);
  if (!quantization || quantization.mode === "float8") return tableWeights(site, rows, width, [reverse]);
  const stored = (name: string, shape: readonly Dim[], dtype = "float32"): Weight => ({
    name,
    shape,
    dtype,
    trainable: false,
  });
  const { mode, block } = quantization;
  const groups = block === undefined || mode === "int8" ? [rows] : [ceilDivide(width, block), rows];
  return [
    ...tableWeights(site, rows, width),
    mode === "int8"
      ? stored("reverse_embeddings", [width, rows], "int8")
      : { ...stored("reverse_embeddings", [ceilDivide(width, 2), rows], "int8"), unpacked: [width, rows] },
    { ...stored("reverse_embeddings_scale", groups), bookkeeping: true },
    ...(groups.length === 2
      ? [{ ...stored("reverse_embeddings_zero", groups), bookkeeping: true as const }]
      : []),
  ];
}
