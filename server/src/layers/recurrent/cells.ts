// Cells as the layers around them see them: how wide their states are, and one step of a list of them. It never reads
// anything of a cell but its class and its widths.
import argRange from "../../diagnostics/arg-range.ts";
import { type Count, sumCounts } from "../../tensor/count.ts";
import type { Dim } from "../../tensor/dim.ts";
import { type ArgumentType, Mismatch, type RuleSite, refuse, Undecided, type Weight } from "../define.ts";
import { floatingOutput } from "../rules.ts";
import type { LayerValue, Value } from "../value.ts";
import { applyInner, innerReports, innerWeights } from "../wrapping.ts";
import type { CellSizes, Step } from "./recurrence.ts";

const stateCounts: ReadonlyMap<string, number> = new Map([
  ["SimpleRNNCell", 1],
  ["GRUCell", 1],
  ["LSTMCell", 2],
]);
const stack = "StackedRNNCells";

/** A cell, made but not applied. */
export const cell: ArgumentType<LayerValue> = {
  text: "a cell, such as LSTMCell(64)",
  parse(value: Value) {
    if (typeof value !== "object" || value?.kind !== "layer") return new Mismatch("type", cell.text);
    // A layer of the user's own may be a cell; what its states are is not known here.
    const known =
      value.definition === undefined || value.className === stack || stateCounts.has(value.className);
    return known ? value : new Mismatch("type", cell.text);
  },
};

/** The widths of a cell's states and of its output; refuses an empty list of cells. */
export function cellSizes(site: RuleSite, value: LayerValue): CellSizes {
  const args = value.args?.parsed;
  if (value.className === stack && args) return stackSizes(site, args.cells as readonly LayerValue[]);
  const count = stateCounts.get(value.className);
  const units = args?.units as Dim | undefined;
  if (count === undefined || units === undefined) {
    throw new Undecided(`the states of ${value.className} are not known`);
  }
  return { states: Array.from({ length: count }, () => units), output: units };
}

/** The states of cells one above the other, and the output of the last. */
export function stackSizes(site: RuleSite, cells: readonly LayerValue[]): CellSizes {
  if (cells.length === 0) {
    const argument = "cell" in site.args ? "cell" : "cells";
    const expected = "at least one cell";
    refuse(argRange, { callee: site.layer, argument, expected, found: "[]", near: undefined }, { argument });
  }
  const all = cells.map((each) => cellSizes(site, each));
  return { states: all.flatMap((each) => each.states), output: all.at(-1)!.output };
}

export interface Stepped extends Step {
  readonly reports: ReturnType<typeof innerReports>;
  readonly wraps: readonly LayerValue[];
}

/** One step of a cell: its weights under its name. */
export function stepCell(site: RuleSite, value: LayerValue, features: Dim): Stepped {
  const { states } = cellSizes(site, value);
  const tensors = states.map((width): Value => ({ kind: "tensor", type: floatingOutput(site, [width]) }));
  const call = new Map<string, Value>([["states", { kind: "list", items: tensors }]]);
  const inner = applyInner(value, [floatingOutput(site, [features])], (outputs) => outputs, call);
  return {
    weights: innerWeights(value, inner.weights),
    macs: inner.macs,
    flops: inner.flops,
    formula: inner.formula ?? "",
    reports: innerReports(inner),
    wraps: [value],
  };
}

/** One step through cells one above the other: each reads the output of the one below. */
export function stepCells(site: RuleSite, cells: readonly LayerValue[], features: Dim): Stepped {
  const weights: Weight[] = [];
  const macs: Count[] = [];
  const flops: Count[] = [];
  const formulas: string[] = [];
  const reports: Stepped["reports"][number][] = [];
  let width = features;
  for (const each of cells) {
    const one = stepCell(site, each, width);
    weights.push(...one.weights);
    macs.push(one.macs);
    flops.push(one.flops);
    formulas.push(one.formula);
    reports.push(...one.reports);
    width = cellSizes(site, each).output;
  }
  return {
    weights,
    macs: sumCounts(macs),
    flops: sumCounts(flops),
    formula: formulas.join(" + "),
    reports,
    wraps: cells,
  };
}
