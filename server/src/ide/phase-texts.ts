// What a phase is, in words: the line of a lens, the table of layers, the estimate of memory. It never decides anything.
import type { Analysis } from "../analysis/analysis.ts";
import { isQuantized } from "../layers/quantization.ts";
import { logicalSizeOf } from "../model/training/flags.ts";
import {
  type Conflict,
  changesSince,
  type LayerState,
  layerStates,
  normCounts,
} from "../model/training/layer-states.ts";
import { bytesAt, largestBatch, memoryOfPhase, sampleBytes } from "../model/training/memory.ts";
import type { Phase } from "../model/training/training.ts";
import { addCounts, bytesText, type Count, countText, multiplyCounts, sumCounts } from "../tensor/count.ts";
import { many, shareText } from "./amounts.ts";

/** Keras's batch size where a `fit` gives none. */
const defaultBatch = 32;

/** `7,119,429 of 14,755,653 parameters train`. */
export function trainsText(phase: Phase): string {
  if (phase.stops) return "stops with an error: nothing trains";
  const { trainable, total } = logicalCounts(phase);
  if (trainable === 0n) return `none of ${countText(total)} parameters trains`;
  if (trainable === total) return `all ${countText(total)} parameters train`;
  const share = shareText(trainable, total);
  return `${countText(trainable)} of ${countText(total)} parameters train${share ? ` (${share})` : ""}`;
}

/** What trains and all there is: of quantized layers the parameters they stand for, not the numbers stored. */
export function logicalCounts({ trainable, nonTrainable, snapshot }: Phase): {
  readonly trainable: Count;
  readonly total: Count;
} {
  return snapshot.cells.some(({ weight }) => isQuantized(weight))
    ? { trainable: logicalSizeOf(snapshot.trains), total: logicalSizeOf(snapshot.cells) }
    : { trainable, total: addCounts(trainable, nonTrainable) };
}

/** The parts of a phase's line: what trains, what is new, BatchNormalization, the optimizer. */
export function phaseParts(phase: Phase): readonly string[] {
  if (phase.stops) return [trainsText(phase)];
  return [
    trainsText(phase),
    ...changeParts(phase),
    ...unheededParts(phase),
    ...normParts(phase),
    ...optimizerParts(phase),
  ];
}

function changeParts({ snapshot }: Phase): readonly string[] {
  const changes = changesSince(snapshot);
  if (!changes) return [];
  const { begin, stop } = changes;
  if (begin.length === 0 && stop.length === 0) return ["same layers as before"];
  return [
    ...(begin.length > 0 ? [`+ ${shortList(begin)}`] : []),
    ...(stop.length > 0 ? [`− ${shortList(stop)}`] : []),
  ];
}

/** Layers whose flag says one thing while another happens. */
function unheededParts({ snapshot }: Phase): readonly string[] {
  const unheeded = layerStates(snapshot)
    .filter(({ instance, conflict }) => !instance.run && conflict !== undefined)
    .map(({ path }) => path);
  return unheeded.length === 0
    ? []
    : [`⚠ the ${unheeded.length === 1 ? "flag" : "flags"} of ${shortList(unheeded)} not heeded`];
}

/** `block5_conv1, block5_conv2`; `12 layers` where they are many. */
const shortList = (names: readonly string[]): string =>
  names.length <= 2 ? names.join(", ") : many(names.length, "layer");

function normParts({ snapshot }: Phase): readonly string[] {
  const { batch, moving } = normCounts(snapshot);
  if (batch === 0 && moving === 0) return [];
  if (moving === 0) return ["BatchNormalization: batch statistics, moving ones updated"];
  if (batch === 0) return ["BatchNormalization: moving statistics, kept"];
  return [`BatchNormalization: ${batch} on batch statistics, ${moving} on moving ones, kept`];
}

function optimizerParts({ snapshot: { optimizer } }: Phase): readonly string[] {
  const { name, state, slots } = optimizer;
  if (state === "new") return [];
  if (state === "kept") return [slots > 0 ? `${name} goes on` : `${name} (no state)`];
  return [`${name} starts anew`];
}

/** The memory of a phase at its batch size, in one line; nothing where it is not known. */
export function memoryLine(analysis: Analysis, phase: Phase): string | undefined {
  const memory = memoryOfPhase(phase.snapshot);
  const batch = phase.snapshot.batch ?? defaultBatch;
  const total = bytesText(bytesAt(memory, batch));
  if (total === "?") return undefined;
  const { deviceMemory } = analysis.settings;
  const most = deviceMemory === undefined ? undefined : largestBatch(memory, deviceMemory);
  const fits =
    most === undefined
      ? ""
      : most === 0n
        ? `; not even one sample fits ${bytesText(deviceMemory!)}`
        : `; at most ${countText(most)} in ${bytesText(deviceMemory!)}`;
  return `about ${total} at batch ${batch}${fits}`;
}

/** The estimate with its formula, as Markdown. */
export function memoryText(analysis: Analysis, phase: Phase): string {
  const memory = memoryOfPhase(phase.snapshot);
  const given = phase.snapshot.batch;
  const batch = given ?? defaultBatch;
  const { optimizer } = phase.snapshot;
  const perSample = sampleBytes(memory);
  const saved =
    countText(memory.activations) === countText(memory.allActivations)
      ? ""
      : ` (all layers: ${bytesText(memory.allActivations)}; what lies before the first layer that trains is not kept)`;
  const lines = [
    `**Memory, an estimate** at batch ${batch}${given === undefined ? ", Keras's default" : ""}: **${bytesText(bytesAt(memory, batch))}**`,
    `= weights ${bytesText(memory.weights)} + gradients ${bytesText(memory.gradients)} + ${optimizer.name} ${bytesText(memory.optimizer)} (${memory.slots} for each weight) + ${batch} × ${bytesText(perSample)} for a sample = ${bytesText(multiplyCounts(perSample, BigInt(batch)))}`,
    `A sample: activations kept for the way back ${bytesText(memory.activations)}${saved}, and ${bytesText(memory.passing)} that pass through the largest other layer`,
  ];
  const { deviceMemory } = analysis.settings;
  if (deviceMemory !== undefined) {
    const most = largestBatch(memory, deviceMemory);
    if (most !== undefined)
      lines.push(
        most === 0n
          ? `Not even one sample fits ${bytesText(deviceMemory)}.`
          : `Largest batch in ${bytesText(deviceMemory)}: **${countText(most)}**, before what the framework needs besides.`,
      );
  }
  return lines.join("  \n");
}

const rowLimit = 32;

/** The layers with their state in a phase, as a Markdown table; nested models that are of one piece take one row. */
export function layerTable(phase: Phase): string {
  const rows = runsOf(rowsOf(layerStates(phase.snapshot)));
  const shown = rows.slice(0, rowLimit).map(runText);
  const more = rows.length > rowLimit ? [`| and ${many(rows.length - rowLimit, "more line")} | | | |`] : [];
  return ["| layer | trains | flag | in this phase |", "|:--|--:|:--|:--|", ...shown, ...more].join("\n");
}

/** Layers with weights; what a nested model of one piece holds is left out. */
function rowsOf(states: readonly LayerState[]): readonly LayerState[] {
  const rows: LayerState[] = [];
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    if (state.effect === "none" && state.statistics === undefined) continue;
    rows.push(state);
    if (!state.instance.run) continue;
    let end = i + 1;
    while (end < states.length && states[end]!.depth > state.depth) end++;
    if (ofOnePiece(state, states.slice(i + 1, end))) i = end - 1;
  }
  return rows;
}

function ofOnePiece(holder: LayerState, inside: readonly LayerState[]): boolean {
  if (holder.effect === "partly" || holder.conflict) return false;
  const norms = new Set(inside.flatMap(({ statistics }) => statistics ?? []));
  return (
    norms.size <= 1 &&
    inside.every(
      ({ effect, flag, conflict }) =>
        effect === "none" || (effect === holder.effect && flag === holder.flag && !conflict),
    )
  );
}

/** Neighbours that differ in their names only, three or more of them, share a row. */
function runsOf(rows: readonly LayerState[]): readonly (readonly LayerState[])[] {
  const runs: LayerState[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && !row.instance.run && !last[0]!.instance.run && alike(last[0]!, row)) last.push(row);
    else runs.push([row]);
  }
  return runs.flatMap((run) => (run.length < 3 ? run.map((row) => [row]) : [run]));
}

const alike = (a: LayerState, b: LayerState): boolean =>
  a.depth === b.depth &&
  a.effect === b.effect &&
  a.flag === b.flag &&
  JSON.stringify(a.conflict) === JSON.stringify(b.conflict) &&
  (a.effect !== "frozen" || a.gradient === b.gradient) &&
  (a.gradient === "lost") === (b.gradient === "lost") &&
  (a.statistics === b.statistics || a.statistics === undefined || b.statistics === undefined);

function runText(run: readonly LayerState[]): string {
  const [first] = run;
  const last = run.at(-1)!;
  const indent = "&nbsp;&nbsp;".repeat(first!.depth);
  const name =
    run.length === 1 ? `\`${first!.path}\`` : `\`${first!.path}\` … \`${last.path}\` (${run.length} layers)`;
  const trains = sumCounts(run.map((state) => state.trains));
  const total = sumCounts(run.map((state) => state.total));
  const amount =
    countText(trains) === countText(total) ? countText(total) : `${countText(trains)} of ${countText(total)}`;
  const norm = run.find(({ statistics }) => statistics !== undefined) ?? first!;
  return `| ${indent}${name} | ${amount} | ${first!.flag ? "True" : "False"} | ${effectText(norm)} |`;
}

const effects = { trains: "trains", partly: "❄ partly", frozen: "❄ frozen", none: "nothing to train" };

/** What happens to a layer, and why its flag does not say so. */
export function effectText(state: LayerState): string {
  const parts = [effects[state.effect]];
  if (state.conflict) parts.push(conflictText(state.flag, state.conflict));
  if (state.statistics === "batch") parts.push("batch statistics, moving ones updated");
  if (state.statistics === "moving") parts.push("moving statistics, kept");
  if (state.gradient === "lost") parts.push("**no gradient comes to it**");
  if (state.effect === "frozen" && state.gradient === "passes") parts.push("passes gradients on");
  return parts.join("; ");
}

function conflictText(flag: boolean, conflict: Conflict): string {
  switch (conflict.kind) {
    case "held":
      return `**flag True, but frozen by ${conflict.by}**`;
    case "late":
      return `**flag ${flag ? "True, but turned on" : "False, but turned off"} after the model was compiled**`;
    case "inside":
      return `**flag False, but ${many(conflict.layers, "layer")} inside ${conflict.layers === 1 ? "trains" : "train"}**`;
  }
}
