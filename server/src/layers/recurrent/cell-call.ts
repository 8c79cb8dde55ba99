// A cell applied by hand to one step: `h, new_h = GRUCell(4)(x, [h])`. It never walks a sequence.
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import type { Dim } from "../../tensor/dim.ts";
import type { TensorType } from "../../tensor/tensor-type.ts";
import { required, trainingCall } from "../argument-types.ts";
import { type Inference, type RuleSite, refuse } from "../define.ts";
import { expectAxes, floatingOutput, weightSize } from "../rules.ts";
import { states } from "./arguments.ts";
import { type CellSizes, type Step, stateProblem } from "./recurrence.ts";

export const cellCall = {
  states: required(states, "The states of the step before, in a list: `[h]`, or `[h, c]` for an LSTM."),
  ...trainingCall,
};

/** The output of one step and the new states, which have the widths of the old ones. */
export function cellStep(
  site: RuleSite,
  sizes: CellSizes,
  stepOf: (features: Dim) => Step & Pick<Inference, "wraps" | "reports">,
): Inference {
  const outputs = [sizes.output, ...sizes.states].map((width) => floatingOutput(site, [width]));
  expectAxes(site, ["features"], { assume: outputs });
  const features = weightSize(site, site.input.shape[0]!, "the number of features (the last axis)", outputs);
  const problem = stateProblem(sizes.states, (site.call as { states: readonly TensorType[] }).states);
  if (problem !== undefined) {
    refuse(shapeMergeMismatch, { layer: site.layer, problem }, { argument: "states", assume: outputs });
  }
  return {
    outputs,
    several: true,
    ...stepOf(features),
    notes: ["One step: the output comes first, then the new states."],
  };
}
