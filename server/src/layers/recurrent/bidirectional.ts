// Bidirectional: a recurrent layer that reads forwards and a copy that reads backwards. It never shares their weights.

import argConflict from "../../diagnostics/arg-conflict.ts";
import argType from "../../diagnostics/arg-type.ts";
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import { sumCounts } from "../../tensor/count.ts";
import { differ, dimText, multiply } from "../../tensor/dim.ts";
import { isRanked, type TensorType, withDtype } from "../../tensor/tensor-type.ts";
import { anything, layer, nullable, option, optional, required } from "../argument-types.ts";
import { defineLayer, type Inference, type LocatedReport, type RuleSite, refuse } from "../define.ts";
import { times } from "../rules.ts";
import type { LayerValue } from "../value.ts";
import { applyInner, innerName, innerReports, innerWeights } from "../wrapping.ts";
import { recurrentCall } from "./arguments.ts";
import { expectOneSequence } from "./recurrence.ts";

type Flag = "go_backwards" | "return_sequences" | "return_state" | "stateful";

const flag = (inner: LayerValue, name: Flag): boolean => inner.args?.parsed[name] === true;

/** Refuses what is no recurrent layer: only those can be turned round. */
function expectRecurrent(site: RuleSite, argument: string, inner: LayerValue): void {
  if (inner.args && "go_backwards" in inner.args.parsed) return;
  const expected = "a recurrent layer, such as LSTM(64)";
  refuse(
    argType,
    { callee: site.layer, argument, expected, found: inner.className, near: undefined },
    { argument },
  );
}

/** Refuses two layers that cannot go together: one must read backwards, and both must give the same kind of output. */
function expectPair(site: RuleSite, forward: LayerValue, backward: LayerValue | null): void {
  const { layer } = site;
  if (backward === null) {
    if (!flag(forward, "go_backwards")) return;
    const problem = `wraps a ${forward.className} with \`go_backwards=True\``;
    refuse(
      argConflict,
      { callee: layer, problem, advice: "leave it out: the copy reads backwards" },
      { argument: "layer" },
    );
  }
  if (flag(forward, "go_backwards") === flag(backward, "go_backwards")) {
    const problem = "needs one layer for each direction, and both read the same way";
    refuse(
      argConflict,
      { callee: layer, problem, advice: "give the backward layer `go_backwards=True`" },
      { argument: "backward_layer" },
    );
  }
  for (const name of ["stateful", "return_sequences", "return_state"] as const) {
    if (flag(forward, name) === flag(backward, name)) continue;
    refuse(
      argConflict,
      { callee: layer, problem: `has layers that differ in \`${name}\`` },
      { argument: "backward_layer" },
    );
  }
}

/** A name without the prefix it gets anyway. */
const plain = (name: string, prefix: string): string =>
  name.startsWith(prefix) ? name.slice(prefix.length) : name;

export default defineLayer({
  name: "Bidirectional",
  family: "recurrent",
  usual: true,
  summary: "Reads a sequence both ways with two copies of a recurrent layer, and merges what they give.",
  details: `The layer is copied: one copy reads from the start, one from the end, each with weights of its own, so the parameters double.
\`merge_mode\` says how the two outputs become one: side by side (\`concat\`, the last axis doubles), \`sum\`, \`mul\`, their mean (\`ave\`), or
not at all (\`None\`: two outputs). With \`return_state=True\` the states of the forward copy follow, then those of the backward copy.

Multiply-adds: those of both copies. FLOPs: theirs, and for each number of the output 1 for \`sum\` and \`mul\`, 2 for \`ave\`.`,
  pytorch: "torch.nn.LSTM(bidirectional=True)",
  takes: "one-or-list",
  parameters: {
    layer: required(layer, "The recurrent layer, made but not applied: `LSTM(64)`."),
    merge_mode: optional(
      nullable(option(["concat", "sum", "mul", "ave"])),
      "concat",
      "How the two outputs become one; None gives both.",
    ),
    weights: optional(anything, null, "Weights to start with."),
    backward_layer: optional(
      nullable(layer),
      null,
      "A layer of your own for the way back; left out, a copy of `layer`.",
    ),
  },
  call: recurrentCall,
  trainableReachesWeights: false,
  infer(site) {
    const { layer, merge_mode, backward_layer } = site.args;
    expectRecurrent(site, "layer", layer);
    if (backward_layer) expectRecurrent(site, "backward_layer", backward_layer);
    expectPair(site, layer, backward_layer);
    const merged = (outputs: readonly TensorType[]) =>
      mergedOutputs(site, outputs, flag(layer, "return_state"));
    expectOneSequence(site, merged([]));
    const forward = applyInner(layer, [site.input], merged);
    const back = backward_layer
      ? applyInner(backward_layer, [site.input], () => merged(forward.outputs))
      : forward;
    const name = innerName(layer);
    const ahead: LayerValue = { ...layer, label: `forward_${plain(name, "forward_")}` };
    const behind = backward_layer ?? { ...layer, label: `backward_${plain(name, "backward_")}` };
    const outputs = merged(forward.outputs);
    const each = merge_mode === "ave" ? 2n : merge_mode === "sum" || merge_mode === "mul" ? 1n : 0n;
    const size = outputs[0] && isRanked(outputs[0]) ? times(...outputs[0].shape) : 0n;
    return {
      outputs,
      several: merge_mode === null || flag(layer, "return_state"),
      weights: [...innerWeights(ahead, forward.weights), ...innerWeights(behind, back.weights)],
      macs: sumCounts([forward.macs, back.macs]),
      flops: sumCounts([forward.flops, back.flops, each === 0n ? 0n : times(each, size)]),
      ...both(forward, back, backward_layer !== null),
      notes: [
        "Two layers with weights of their own, one for each direction.",
        ...widthNotes(merge_mode, forward),
      ],
      reports: [
        ...innerReports(forward),
        ...(backward_layer ? innerReports(back) : []),
        ...widthReports(site, forward, back),
      ],
      wraps: [ahead, behind],
    };
  },
  examples: [
    { net: "Bidirectional(LSTM(4))", inputs: [[5, 3]], output: [8], params: 256 },
    {
      net: 'Bidirectional(GRU(4, return_sequences=True), merge_mode="sum")',
      inputs: [[5, 3]],
      output: [5, 4],
      params: 216,
    },
  ],
});

/** Keras takes the shape of the forward output for both ways, whatever the backward layer gives. */
function mergedOutputs(
  site: RuleSite,
  outputs: readonly TensorType[],
  states: boolean,
): readonly TensorType[] {
  const mode = site.args.merge_mode as string | null;
  const [output, ...more] = outputs.map((type) => withDtype(type, site.computeDtype));
  if (output === undefined) return [];
  const doubled = isRanked(output)
    ? [...output.shape.slice(0, -1), multiply(2, output.shape.at(-1) ?? 1)]
    : output.shape;
  const merged =
    mode === null ? [output, output] : [mode === "concat" ? { ...output, shape: doubled } : output];
  return states ? [...merged, ...more, ...more] : merged;
}

function both(
  forward: Inference,
  back: Inference,
  own: boolean,
): Pick<Inference, "formula"> | Record<never, never> {
  if (forward.formula === undefined || back.formula === undefined) return {};
  return {
    formula: own
      ? `${forward.formula} + ${back.formula}`
      : `2·${/ [+] /.test(forward.formula.replace(/\([^()]*\)/g, "")) ? `(${forward.formula})` : forward.formula}`,
  };
}

function widthNotes(mode: string | null, forward: Inference): readonly string[] {
  const width =
    forward.outputs[0] && isRanked(forward.outputs[0]) ? forward.outputs[0].shape.at(-1) : undefined;
  if (mode !== "concat" || width === undefined) return [];
  return [`Side by side the two outputs are 2·${dimText(width)} = ${dimText(multiply(2, width))} wide.`];
}

/** Two ways of different width: Keras counts with the forward one, and the data will not fit. */
function widthReports(site: RuleSite, forward: Inference, back: Inference): readonly LocatedReport[] {
  const [a, b] = [forward.outputs[0], back.outputs[0]];
  if (!a || !b || !isRanked(a) || !isRanked(b) || site.args.merge_mode === null) return [];
  const [ahead, behind] = [a.shape.at(-1), b.shape.at(-1)];
  if (ahead === undefined || behind === undefined || !differ(ahead, behind)) return [];
  const problem = `merges outputs of width ${dimText(ahead)} and ${dimText(behind)}`;
  const advice = "give both layers the same number of units";
  return [
    { report: report(shapeAtRunTime, { layer: site.layer, problem, advice }), argument: "backward_layer" },
  ];
}
