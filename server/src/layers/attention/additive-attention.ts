// AdditiveAttention: scores are sums of tanh(query + key), weighed feature by feature. It never has heads.

import { sumCounts } from "../../tensor/count.ts";
import { dimText } from "../../tensor/dim.ts";
import { bool, option, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { times, trainable, twice, weightSize } from "../rules.ts";
import { seed } from "./heads.ts";
import { dropout, scoreShapes, scoresCall } from "./score-attention.ts";

export default defineLayer({
  name: "AdditiveAttention",
  family: "attention",
  summary: "Attention as Bahdanau made it: the score of a pair is a weighed sum of `tanh(query + key)`.",
  details: `Takes a list: \`[query, value]\`, or \`[query, value, key]\`. With \`use_scale=True\`, the default, one trained number for each feature
weighs the sum. Softmax over the keys turns the scores of a query into parts of 1, and the output is the values mixed in these parts.

Multiply-adds: \`queries · keys · features\` for the weighed sums (none without the scale), \`queries · keys · value features\` for the mixture.
FLOPs: two a multiply-add; softmax, tanh and the additions before it are not counted.`,
  takes: { list: 2, most: 3 },
  parameters: {
    use_scale: optional(bool, true, "Weighs the features in the scores by trained numbers."),
    dropout,
    seed: { ...seed, keywordOnly: true },
    score_mode: optional(option(["dot", "concat"]), "dot", "Taken as by Attention and left unused.", {
      keywordOnly: true,
    }),
  },
  call: scoresCall,
  infer(site) {
    const made = scoreShapes(site);
    const features = made.query.at(-1)!;
    const weights = site.args.use_scale
      ? [trainable(site, "scale", [weightSize(site, features, "the features of the query", made.outputs)])]
      : [];
    const macs = sumCounts([weights.length > 0 ? times(made.pairs, features) : 0n, made.weighing]);
    return {
      outputs: made.outputs,
      several: site.call.return_attention_scores,
      weights,
      macs,
      flops: twice(macs),
      ...(weights.length > 0 ? { formula: dimText(features) } : {}),
      notes:
        weights.length > 0 ? [`\`scale\` has one number for each of the ${dimText(features)} features.`] : [],
      reports: made.reports,
    };
  },
  examples: [
    {
      net: "AdditiveAttention()",
      inputs: [
        [5, 8],
        [7, 8],
      ],
      output: [5, 8],
      params: 8,
    },
    {
      net: "AdditiveAttention(use_scale=False)",
      inputs: [
        [5, 8],
        [7, 8],
      ],
      output: [5, 8],
      params: 0,
    },
  ],
});
