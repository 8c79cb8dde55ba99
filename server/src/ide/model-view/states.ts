// Whether a layer trains, in the phase that is shown or by its own flag. It never works out a phase.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Instance, ModelRun } from "../../model/graph.ts";
import { layerStates } from "../../model/training/layer-states.ts";
import { phaseShown } from "../phase-choice.ts";
import type { ViewState } from "./view.ts";

export interface States {
  /** `transfer: phase 2`, where a phase is shown. */
  readonly phase: string | undefined;
  /** By the path of a layer in the model; `held` where a model around it is off. */
  of(path: string, instance: Instance, held: boolean): ViewState;
}

export function statesOf(analysis: Analysis, run: ModelRun): States {
  const shown = phaseShown(analysis, run);
  if (!shown) return { phase: undefined, of: (_path, instance, held) => ownState(instance, held) };
  const effects = new Map(layerStates(shown.phase.snapshot).map(({ path, effect }) => [path, effect]));
  return {
    phase: `${shown.training.name}: phase ${shown.number}`,
    of: (path, instance, held) => effects.get(shown.prefix + path) ?? ownState(instance, held),
  };
}

function ownState(instance: Instance, held: boolean): ViewState {
  const able = (instance.built?.weights ?? []).filter(({ trainable }) => trainable);
  if (able.length === 0) return "none";
  if (held || !instance.trainable) return "frozen";
  const off = able.filter(({ frozen }) => frozen === true).length;
  return off === 0 ? "trains" : off === able.length ? "frozen" : "partly";
}

/** The state of a box with boxes in it. */
export function stateOfAll(states: Iterable<ViewState>): ViewState {
  let found: ViewState = "none";
  for (const state of states) {
    if (state === "none" || state === found) continue;
    if (found !== "none" || state === "partly") return "partly";
    found = state;
  }
  return found;
}
