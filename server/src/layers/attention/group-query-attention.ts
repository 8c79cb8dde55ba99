// GroupQueryAttention: several query heads share one head of keys and values. It never splits the features evenly by itself.
import shapeIndivisible from "../../diagnostics/shape-indivisible.ts";
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import shapeRankMismatch from "../../diagnostics/shape-rank-mismatch.ts";
import { countText, sumCounts } from "../../tensor/count.ts";
import { type Dim, differ, dimText, divideExact } from "../../tensor/dim.ts";
import { fromFullShape, fullShape, type RankedTensor, shapeText } from "../../tensor/tensor-type.ts";
import { required, size } from "../argument-types.ts";
import { openAxis, type Projection, projection } from "../core/einsum-projection.ts";
import { defineLayer, refuse, type Weight } from "../define.ts";
import { countWeights, floatingOutput, times, twice } from "../rules.ts";
import {
  dropout,
  expectDropout,
  expectSameSteps,
  flashAttention,
  headsCall,
  penalties,
  scoreMacs,
  seed,
  slidingWindow,
  useBias,
  useGate,
} from "./heads.ts";

const under = (name: string, made: Projection): readonly Weight[] =>
  made.weights.map((weight) => ({ ...weight, name: `${name}/${weight.name}` }));

export default defineLayer({
  name: "GroupQueryAttention",
  classInside: "GroupedQueryAttention",
  aliases: ["GroupedQueryAttention"],
  namesInside: { used: ["Softmax", "Dropout"] },
  family: "attention",
  summary: "Multi-head attention in which groups of query heads share their keys and values.",
  details: `There are \`num_query_heads\` heads for queries and fewer, \`num_key_value_heads\`, for keys and values; each of these serves
\`num_query_heads / num_key_value_heads\` query heads. With one it is multi-query attention, with as many as query heads it is
MultiHeadAttention. All heads have \`head_dim\` features. The output has the shape of the query.

Multiply-adds: the four projections, the scores (\`query heads · queries · values · head_dim\`) and as many for their product with the
values. FLOPs: two a multiply-add, one for each bias added, one for each number a gate multiplies; softmax is not counted.`,
  takes: { tensors: ["query", "value", "key?"] },
  parameters: {
    head_dim: required(size(), "The width of each head."),
    num_query_heads: required(size({ min: 0 }), "How many heads the query has."),
    num_key_value_heads: required(
      size(),
      "How many heads keys and values have; it must divide those of the query.",
    ),
    dropout,
    use_bias: useBias,
    sliding_window: slidingWindow,
    flash_attention: flashAttention,
    ...penalties,
    use_gate: useGate,
    seed,
  },
  call: headsCall,
  quantize: ["int8", "int4", "float8"],
  trainableReachesWeights: false,
  infer(site) {
    const {
      head_dim: width,
      num_query_heads: heads,
      num_key_value_heads: shared,
      use_bias,
      use_gate,
    } = site.args;
    const [queryType, valueType, keyType = valueType] = site.inputs as readonly [
      RankedTensor,
      RankedTensor,
      RankedTensor?,
    ];
    const [query, value, key] = [fullShape(queryType), fullShape(valueType), fullShape(keyType)];
    const scores = fromFullShape([query[0]!, heads, query[1]!, key[1]!], site.computeDtype);
    const output = floatingOutput(site, queryType.shape);
    const outputs = site.call.return_attention_scores ? [output, scores] : [output];
    if (divideExact(heads, shared) === undefined && typeof heads === "number" && typeof shared === "number") {
      const facts = { layer: site.layer, whole: `${heads} query heads`, by: `${shared} key and value heads` };
      refuse(shapeIndivisible, facts, { argument: "num_key_value_heads", assume: outputs });
    }
    expectDropout(site, outputs);
    for (const type of [queryType, keyType, valueType]) {
      if (type.shape.length >= 2) continue;
      const facts = {
        layer: site.layer,
        expected: "2 axes (steps, features)",
        found: shapeText(type.shape),
        rank: type.shape.length,
      };
      refuse(shapeRankMismatch, facts, { assume: outputs });
    }
    if (differ(query.at(-1)!, value.at(-1)!)) {
      const problem = `gets a query with ${dimText(query.at(-1)!)} features and a value with ${dimText(value.at(-1)!)}`;
      const advice = "Keras wants the last axes equal; MultiHeadAttention takes different ones";
      refuse(shapeMergeMismatch, { layer: site.layer, problem, advice }, { assume: outputs });
    }
    expectSameSteps(site, value, key, outputs);
    const project = (
      equation: string,
      last: readonly Dim[],
      bias: string,
      shape: readonly Dim[],
      what: string,
    ): Projection => projection(site, equation, [openAxis, ...last], use_bias ? bias : null, shape, what);
    const parts: (readonly [string, Projection])[] = [
      ["query", project("bqm,muh->bquh", [heads, width], "uh", query, "the query")],
      ["key", project("bkm,mvh->bkvh", [shared, width], "vh", key, "the key")],
      ...(use_gate
        ? [["gate", project("bqm,muh->bquh", [heads, width], "uh", query, "the gate")] as const]
        : []),
      ["value", project("bkm,mvh->bkvh", [shared, width], "vh", value, "the value")],
      [
        "attention_output",
        project("bquh,uhm->bqm", [query.at(-1)!], "m", [query[0]!, query[1]!, heads, width], "the output"),
      ],
    ];
    const attention = scoreMacs(times(heads, query[1]!, key[1]!), width, width);
    const gate = use_gate ? times(heads, width, query[1]!) : 0n;
    const weights = parts.flatMap(([name, made]) => under(name, made));
    const group = divideExact(heads, shared);
    return {
      outputs,
      several: site.call.return_attention_scores,
      weights,
      macs: sumCounts([...parts.map(([, made]) => made.macs), attention]),
      flops: sumCounts([...parts.map(([, made]) => made.flops), twice(attention, gate)]),
      formula: parts.map(([, made]) => made.formula).join(" + "),
      notes: [
        `Each of the ${dimText(shared)} heads for keys and values serves ${group === undefined ? "several" : dimText(group)} of the ${dimText(heads)} query heads; the projections have ${countText(countWeights(weights))} parameters.`,
      ],
    };
  },
  examples: [
    {
      net: "GroupQueryAttention(4, 4, 2)",
      inputs: [
        [5, 16],
        [5, 16],
      ],
      output: [5, 16],
      params: 816,
    },
    {
      net: "GroupQueryAttention(8, 4, 1, use_bias=False)",
      inputs: [
        [5, 16],
        [7, 16],
      ],
      output: [5, 16],
      params: 1280,
    },
  ],
});
