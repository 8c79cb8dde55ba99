// Whether a layer's weights change: in the phase that is shown, else by its own flag. It never works out a phase.
import type { Analysis } from "../analysis/analysis.ts";
import { weightsOf } from "../model/costs.ts";
import type { Instance, ModelRun } from "../model/graph.ts";
import { stateShown } from "./phase-choice.ts";

export type Frozen = "all" | "partly" | "no";

/** How much of a layer or nested model is held back. A layer with nothing to train is not called frozen. */
export function frozenOf(analysis: Analysis, run: ModelRun | undefined, instance: Instance): Frozen {
  const found = run && stateShown(analysis, run, instance);
  if (found) {
    const { effect } = found.state;
    return effect === "frozen" ? "all" : effect === "partly" ? "partly" : "no";
  }
  const able = weightsOf(instance).filter(({ weight }) => weight.trainable);
  const held = able.filter(({ trainable }) => !trainable).length;
  return held === 0 ? "no" : held === able.length ? "all" : "partly";
}
