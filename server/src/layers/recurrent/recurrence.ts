// What recurrent layers share: states, outputs, and the weights of one step. It never knows a particular cell.

import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import stateNeedsBatch from "../../diagnostics/state-needs-batch.ts";
import type { Count } from "../../tensor/count.ts";
import { add, type Dim, differ, dimText, isUnknown, multiply } from "../../tensor/dim.ts";
import { isRanked, shapeText, type TensorType } from "../../tensor/tensor-type.ts";
import {
  type Inference,
  type LocatedReport,
  type RuleSite,
  refuse,
  Undecided,
  type Weight,
} from "../define.ts";
import {
  expectAtLeast,
  expectAxes,
  floatingOutput,
  follows,
  times,
  trainable,
  twice,
  weightSize,
} from "../rules.ts";

/** One step of a cell. */
export interface Step {
  readonly weights: readonly Weight[];
  /** For one sample and one step. */
  readonly macs: Count;
  readonly flops: Count;
  readonly formula: string;
  /** Where the parameters come from, in words. */
  readonly notes?: readonly string[];
}

/**
 * The weights of a cell with `gates` parts of `units` each: one kernel for the input, one for the state, and `biases` rows
 * of bias.
 */
export function step(site: RuleSite, gates: number, features: Dim, width: Dim, biases: 0 | 1 | 2): Step {
  const columns = multiply(width, gates);
  const bias = biases === 0 ? [] : [trainable(site, "bias", biases === 1 ? [columns] : [2, columns])];
  const macs = times(columns, add(features, width));
  const terms = [dimText(features), dimText(width), ...(biases === 0 ? [] : [`${biases}`])].join(" + ");
  return {
    weights: [
      trainable(site, "kernel", [features, columns]),
      trainable(site, "recurrent_kernel", [width, columns]),
      ...bias,
    ],
    macs,
    flops: twice(macs, times(columns, biases)),
    formula: `${gates === 1 ? "" : `${gates}·`}(${terms})·${dimText(width)}`,
    notes: [gateNote(gates, features, width, biases)],
  };
}

function gateNote(gates: number, features: Dim, width: Dim, biases: 0 | 1 | 2): string {
  const seen = `${dimText(features)} features of the input and ${dimText(width)} of the state before`;
  const bias = ["", ", with a bias", ", with two biases"][biases]!;
  return gates === 1
    ? `The kernels see ${seen}${bias}, and make ${dimText(width)}.`
    : `Each of the ${gates} gates sees ${seen}${bias}, and makes ${dimText(width)}.`;
}

/** The widths a cell gives to the layer around it. */
export interface CellSizes {
  /** One for each state tensor. */
  readonly states: readonly Dim[];
  readonly output: Dim;
}

/** The output of a layer with this cell, and its last states where they are asked for. */
export const sequenceOutputs = (site: RuleSite, sizes: CellSizes, steps: Dim): readonly TensorType[] => {
  const { return_sequences, return_state } = site.args as {
    return_sequences: boolean;
    return_state: boolean;
  };
  return [
    floatingOutput(site, return_sequences ? [steps, sizes.output] : [sizes.output]),
    ...(return_state ? sizes.states.map((width) => floatingOutput(site, [width])) : []),
  ];
};

/** What a sequence needs of its cell: weights under their final names, and the cost of one step. */
export type StepOf = (features: Dim) => Step & Pick<Inference, "wraps" | "reports">;

/**
 * A layer that applies a cell to every step: `[steps, features]` to `[units]`, or to `[steps, units]`. RNN checks no rank
 * beyond the two axes it reads (`anyRank`).
 */
export function sequence(site: RuleSite, sizes: CellSizes, stepOf: StepOf, anyRank = false): Inference {
  const guess = sequenceOutputs(site, sizes, follows(`the input of ${site.layer} has an error`));
  expectOneSequence(site, guess);
  if (anyRank) expectAtLeast(site, 2, "steps, features");
  else expectAxes(site, ["steps", "features"], { assume: guess });
  const steps = site.input.shape[0]!;
  const outputs = sequenceOutputs(site, sizes, steps);
  const features = weightSize(
    site,
    site.input.shape.at(-1)!,
    "the number of features (the last axis)",
    outputs,
  );
  expectBatch(site, outputs);
  const one = stepOf(features);
  const args = site.args as { return_sequences: boolean; return_state: boolean };
  const given = (site.call as { initial_state: readonly TensorType[] | null }).initial_state;
  return {
    outputs,
    several: args.return_state,
    weights: one.weights,
    macs: times(steps, one.macs),
    flops: times(steps, one.flops),
    formula: one.formula,
    notes: [
      ...(one.notes ?? []),
      `The same weights are used at each of the ${dimText(steps)} steps, so the length of the sequence changes the work, never the parameters.`,
      ...(args.return_sequences
        ? []
        : ["Only the output of the last step is given; `return_sequences=True` gives all."]),
      ...(args.return_state
        ? [
            `After the output come ${sizes.states.length} states of width ${sizes.states.map(dimText).join(", ")}.`,
          ]
        : []),
    ],
    reports: [...(one.reports ?? []), ...(given ? stateReports(site, sizes.states, given) : [])],
    ...(one.wraps ? { wraps: one.wraps } : {}),
  };
}

/** Keras 3 takes states by `initial_state=` only, never in a list with the sequence. */
export function expectOneSequence(site: RuleSite, assume: readonly TensorType[]): void {
  if (site.inputs.length === 1) return;
  const problem = `takes one sequence and gets ${site.inputs.length} tensors`;
  refuse(
    shapeMergeMismatch,
    { layer: site.layer, problem, advice: "give the states apart: `initial_state=[h, c]`" },
    { assume },
  );
}

/** Refuses `stateful=True` where the batch size is left open. */
export function expectBatch(site: RuleSite, assume: readonly TensorType[]): void {
  const { stateful } = site.args as { stateful: boolean };
  const { batch } = site.input;
  if (!stateful || batch === null || !isUnknown(batch)) return;
  if (batch.consequence) throw new Undecided(batch.reason, assume);
  refuse(stateNeedsBatch, { layer: site.layer }, { argument: "stateful", assume });
}

/** What is wrong with the states given to a cell or a layer, as a clause. */
export function stateProblem(sizes: readonly Dim[], given: readonly TensorType[]): string | undefined {
  const some = (n: number): string => `${n} state${n === 1 ? "" : "s"}`;
  if (given.length !== sizes.length) return `keeps ${some(sizes.length)} and gets ${given.length}`;
  for (const [i, type] of given.entries()) {
    if (!isRanked(type)) continue;
    const width = type.shape[0];
    if (width === undefined || type.shape.length !== 1 || differ(width, sizes[i]!)) {
      return `keeps a state of shape [${dimText(sizes[i]!)}] and gets one of ${shapeText(type.shape)}`;
    }
  }
  return undefined;
}

function stateReports(
  site: RuleSite,
  sizes: readonly Dim[],
  given: readonly TensorType[],
): readonly LocatedReport[] {
  const problem = stateProblem(sizes, given);
  if (problem === undefined) return [];
  const advice = "the states must come from a layer of the same kind and width";
  return [
    { report: report(shapeAtRunTime, { layer: site.layer, problem, advice }), argument: "initial_state" },
  ];
}
