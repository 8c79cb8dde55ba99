// Attention: scores between queries and keys weigh the values, without projections. It never has heads.

import { countText, sumCounts } from "../../tensor/count.ts";
import { dimText, isUnknown } from "../../tensor/dim.ts";
import { bool, option, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { times, trainable, twice } from "../rules.ts";
import { seed } from "./heads.ts";
import { dropout, scoreShapes, scoresCall } from "./score-attention.ts";

export default defineLayer({
  name: "Attention",
  family: "attention",
  summary: "Each query step gets a mixture of the values, in parts given by its likeness to the keys.",
  details: `Takes a list: \`[query, value]\`, or \`[query, value, key]\`. With \`score_mode="dot"\` the score of a pair is the product of query and key,
with \`"concat"\` the sum of \`tanh(query + key)\`. Softmax over the keys turns the scores of a query into parts of 1, and the output is
the values mixed in these parts: \`[queries, value features]\`. There are no kernels; \`use_scale\` and \`"concat"\` add one number each.

Multiply-adds: \`queries · keys · features\` for dot scores, none for concat, and \`queries · keys · value features\` for the mixture.
FLOPs: two a multiply-add, one a score for each of the scaling numbers; softmax and tanh are not counted.`,
  takes: { list: 2, most: 3 },
  parameters: {
    use_scale: optional(bool, false, "Multiplies the scores by one trained number."),
    score_mode: optional(option(["dot", "concat"]), "dot", "How a query and a key make a score."),
    dropout,
    seed,
  },
  call: scoresCall,
  infer(site) {
    const { use_scale, score_mode } = site.args;
    const made = scoreShapes(site);
    const dot = score_mode === "dot" && made.query.length > 1 ? times(made.pairs, made.query.at(-1)!) : 0n;
    const macs = sumCounts([dot, made.weighing]);
    const weights = [
      ...(use_scale ? [trainable(site, "scale", [])] : []),
      ...(score_mode === "concat" ? [trainable(site, "concat_score_weight", [])] : []),
    ];
    return {
      outputs: made.outputs,
      several: site.call.return_attention_scores,
      weights,
      macs,
      flops: twice(macs, times(BigInt(weights.length), made.pairs)),
      ...(weights.length > 0 ? { formula: weights.map(() => "1").join(" + ") } : {}),
      notes: [
        `The output has the steps of the query and the ${dimText(made.value.at(-1)!)} features of the value.`,
        ...(isUnknown(made.pairs)
          ? []
          : [
              `There is a score for each step of the query and of the key: ${countText(made.pairs)} numbers.`,
            ]),
        ...(weights.length === 0 ? ["No parameters: scores come from the tensors themselves."] : []),
      ],
      reports: made.reports,
    };
  },
  examples: [
    {
      net: "Attention()",
      inputs: [
        [5, 8],
        [7, 8],
      ],
      output: [5, 8],
      params: 0,
    },
    {
      net: "Attention(use_scale=True)",
      inputs: [
        [5, 8],
        [7, 8],
      ],
      output: [5, 8],
      params: 1,
    },
    {
      net: 'Attention(score_mode="concat")',
      inputs: [
        [5, 8],
        [7, 8],
        [7, 8],
      ],
      output: [5, 8],
      params: 1,
    },
  ],
});
