// MultiHeadAttention: every query step weighs all value steps, in several heads at once. It never masks shapes.

import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import { countText, elements, sumCounts } from "../../tensor/count.ts";
import { type Dim, differ, dimText, isUnknown, multiply } from "../../tensor/dim.ts";
import { fromFullShape, fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required, size } from "../argument-types.ts";
import { openAxis, type Projection, projection } from "../core/einsum-projection.ts";
import { defineLayer, type LocatedReport, type RuleSite, type Weight } from "../define.ts";
import { countWeights, floatingOutput, productText, times, twice } from "../rules.ts";
import {
  dropout,
  expectDropout,
  expectSameSteps,
  flashAttention,
  headsCall,
  penalties,
  refuseAxis,
  scoreMacs,
  seed,
  slidingWindow,
  useBias,
  useGate,
} from "./heads.ts";

/** Equations as Keras builds them: `abc,cde->abde` splits features into heads, `abcd,cde->abe` joins them. */
function equation(free: number, bound: number, out: number): readonly [equation: string, bias: string] {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const kept = letters.slice(0, free);
  const summed = letters.slice(free, free + bound);
  const made = letters.slice(free + bound, free + bound + out);
  return [`${kept}${summed},${summed}${made}->${kept}${made}`, made];
}

const open = (count: number): readonly Dim[] => Array.from({ length: Math.max(0, count) }, () => openAxis);

const under = (name: string, made: Projection): readonly Weight[] =>
  made.weights.map((weight) => ({ ...weight, name: `${name}/${weight.name}` }));

/** The axes attention goes over, as indices that count the batch. */
function attentionAxes(site: RuleSite, axes: readonly number[] | null, valueRank: number): readonly number[] {
  if (axes === null) return Array.from({ length: Math.max(0, valueRank - 2) }, (_, i) => i + 1);
  // Keras counts them in the value once its features are split into heads.
  const rank = valueRank + 1;
  return axes.map((axis) => {
    const full = axis >= 0 ? axis : rank - 1 + axis;
    if (full >= rank || full < -rank) refuseAxis(site, "attention_axes", axis, rank);
    return full < 0 ? full + rank : full;
  });
}

export default defineLayer({
  name: "MultiHeadAttention",
  namesInside: { used: ["Softmax", "Dropout"] },
  family: "attention",
  usual: true,
  summary: "Lets every step of the query look at all steps of the value, in `num_heads` heads at once.",
  details: `Query, key and value are projected to \`num_heads\` heads of \`key_dim\` features (\`value_dim\` for the value), each by a kernel
\`[features, heads, key_dim]\` with a bias. Every head makes a score for each pair of a query step and a key step, turns the scores
of a query into parts of 1, and adds the values up in these parts. A last kernel \`[heads, value_dim, features]\` joins the heads.
For self-attention give the same tensor twice: \`[x, x] -> MultiHeadAttention(8, 64)\`; without a key, the value is the key.

Multiply-adds: the four projections, the scores (\`heads · queries · values · key_dim\`) and their product with the values
(\`heads · queries · values · value_dim\`). FLOPs: two a multiply-add, one for each bias added, one for each number a gate multiplies; softmax is not counted.`,
  pytorch: "torch.nn.MultiheadAttention",
  takes: { tensors: ["query", "value", "key?"] },
  parameters: {
    num_heads: required(size(), "How many heads look at once."),
    key_dim: required(size(), "The width of a query and of a key in each head."),
    value_dim: optional(
      nullable(size()),
      null,
      "The width of a value in each head; left out, that of the key.",
    ),
    dropout,
    use_bias: useBias,
    output_shape: optional(
      nullable(either(size({ min: 0 }), listOf(size()))),
      null,
      "The size of the output's last axis, or several sizes; left out, that of the query.",
    ),
    attention_axes: optional(
      nullable(either(int(), listOf(int()))),
      null,
      "The axes attention goes over, the batch counted; left out, all between batch and features.",
    ),
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
    const { num_heads: heads, key_dim: width, use_bias, output_shape, attention_axes, use_gate } = site.args;
    const valueWidth = site.args.value_dim ?? width;
    const given = (
      Array.isArray(output_shape) ? output_shape : output_shape === null ? [] : [output_shape]
    ) as readonly Dim[];
    const own = given.length === 1 && given[0] === 0 ? [] : given;
    const [queryType, valueType, keyType = valueType] = site.inputs as readonly [
      RankedTensor,
      RankedTensor,
      RankedTensor?,
    ];
    const [query, value, key] = [fullShape(queryType), fullShape(valueType), fullShape(keyType)];
    const output = floatingOutput(
      site,
      own.length > 0 ? [...queryType.shape.slice(0, -1), ...own] : queryType.shape,
    );
    // Keras states the length of the query for both axes of the scores.
    const scores = fromFullShape([query[0]!, heads, query[1]!, query[1]!], site.computeDtype);
    const outputs = site.call.return_attention_scores ? [output, scores] : [output];
    expectDropout(site, outputs);
    expectSameSteps(site, value, key, outputs);

    const project = (shape: readonly Dim[], what: string, last: Dim): Projection => {
      const [letters, bias] = equation(shape.length - 1, 1, 2);
      return projection(
        site,
        letters,
        [...open(shape.length - 2), heads, last],
        use_bias ? bias : null,
        shape,
        what,
      );
    };
    const parts: (readonly [string, Projection])[] = [
      ["query", project(query, "the query", width)],
      ["key", project(key, "the key", width)],
      ...(use_gate ? [["gate", project(query, "the gate", valueWidth)] as const] : []),
      ["value", project(value, "the value", valueWidth)],
    ];
    const axes = attentionAxes(
      site,
      typeof attention_axes === "number" ? [attention_axes] : attention_axes,
      value.length,
    );
    const wide = own.length > 0 ? own : [query.at(-1)!];
    const [letters, bias] = equation(query.length - 1, 2, wide.length);
    const joined = [...query.slice(0, -1), heads, valueWidth];
    parts.push([
      "attention_output",
      projection(
        site,
        letters,
        [...open(query.length - 2), ...wide],
        use_bias ? bias : null,
        joined,
        "the output",
      ),
    ]);

    const pairs = times(
      heads,
      ...query.slice(1, -1),
      ...axes.filter((a) => a > 0 && a < value.length - 1).map((a) => value[a]!),
    );
    const attention = scoreMacs(pairs, width, valueWidth);
    const gate = use_gate ? times(heads, valueWidth, ...query.slice(1, -1)) : 0n;
    const weights = parts.flatMap(([name, made]) => under(name, made));
    return {
      outputs,
      several: site.call.return_attention_scores,
      weights,
      macs: sumCounts([...parts.map(([, made]) => made.macs), attention]),
      flops: sumCounts([...parts.map(([, made]) => made.flops), twice(attention, gate)]),
      formula: parts.map(([, made]) => made.formula).join(" + "),
      notes: [
        `${dimText(heads)} heads of ${dimText(width)} make ${dimText(heads)}·${dimText(width)} = ${dimText(multiply(heads, width))} features for queries and keys; ${parts.length} projections have ${countText(countWeights(weights))} parameters: ${parts.map(([name, made]) => `${name} ${made.formula}`).join(", ")}.`,
        ...matrixNotes(heads, query, key),
        ...scoreNotes(outputs.length > 1, heads, query, value),
      ],
      reports: flashReports(site),
    };
  },
  examples: [
    {
      net: "MultiHeadAttention(num_heads=2, key_dim=4)",
      inputs: [
        [5, 16],
        [7, 16],
      ],
      output: [5, 16],
      params: 552,
    },
    {
      net: "MultiHeadAttention(8, 64)",
      inputs: [
        [10, 512],
        [10, 512],
      ],
      output: [10, 512],
      params: 1050624,
    },
    {
      net: "MultiHeadAttention(2, 4, use_bias=False, output_shape=6)",
      inputs: [
        [5, 8],
        [7, 8],
      ],
      output: [5, 6],
      params: 240,
    },
  ],
});

/** How many scores there are, for sequences. */
function matrixNotes(heads: Dim, query: readonly Dim[], key: readonly Dim[]): readonly string[] {
  if (query.length !== 3 || key.length !== 3) return [];
  const sizes = [heads, query[1]!, key[1]!];
  const all = sizes.some(isUnknown) ? "" : `: ${productText(sizes)} = ${countText(elements(sizes))} numbers`;
  return [
    `The scores of a head are ${dimText(query[1]!)}×${dimText(key[1]!)}, one for each step and each step it looks at${all}.`,
  ];
}

function scoreNotes(
  asked: boolean,
  heads: Dim,
  query: readonly Dim[],
  value: readonly Dim[],
): readonly string[] {
  if (!asked || query.length !== 3 || value.length !== 3 || !differ(query[1]!, value[1]!)) return [];
  const shape = [heads, query[1]!, value[1]!].map(dimText).join(", ");
  return [`Keras states the length of the query twice for the scores; with data they are [${shape}].`];
}

function flashReports(site: RuleSite): readonly LocatedReport[] {
  const { flash_attention } = site.args as { flash_attention: boolean | null };
  const { return_attention_scores } = site.call as { return_attention_scores: boolean };
  if (!flash_attention || !return_attention_scores) return [];
  const problem = "cannot give scores with flash attention";
  return [
    { report: report(shapeAtRunTime, { layer: site.layer, problem, advice: "leave one of the two out" }) },
  ];
}
