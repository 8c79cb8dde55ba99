// Which phase of which training the layers of a model are shown in: the one the user chose, else the last of the model.
// It never works out a phase.
import type { Analysis } from "../analysis/analysis.ts";
import type { Instance, ModelRun } from "../model/graph.ts";
import { type LayerState, layerStates } from "../model/training/layer-states.ts";
import type { Phase, Training } from "../model/training/training.ts";
import { namesOf } from "../model/wiring.ts";

/** A phase by the name of its training section and its number in it, from 1. */
export interface PhaseChoice {
  readonly training: string;
  readonly phase: number;
}

export interface ShownPhase {
  readonly training: Training;
  readonly phase: Phase;
  readonly number: number;
}

const choices = new WeakMap<Analysis, PhaseChoice>();

/** The user's choice for one version of a file; without one the last phase of each model is shown. */
export function choosePhase(analysis: Analysis, choice: PhaseChoice | undefined): void {
  if (choice) choices.set(analysis, choice);
  else choices.delete(analysis);
}

/** All phases of a file, in the order they run. */
export const phasesOf = (analysis: Analysis): readonly ShownPhase[] =>
  analysis.trainings.flatMap((training) =>
    training.phases.map((phase, i) => ({ training, phase, number: i + 1 })),
  );

/** What was chosen, as long as there is such a phase. */
export function chosenPhase(analysis: Analysis): ShownPhase | undefined {
  const choice = choices.get(analysis);
  return (
    choice &&
    phasesOf(analysis).find(
      ({ training, number }) => training.name === choice.training && number === choice.phase,
    )
  );
}

interface Seen extends ShownPhase {
  /** Where the model's layers stand in the model of the phase: nothing in front, or the path of a nested model. */
  readonly prefix: string;
}

/** The phase a model's layers are shown in: the chosen one if the model takes part in it, else its own last. */
export function phaseShown(analysis: Analysis, run: ModelRun): Seen | undefined {
  const chosen = chosenPhase(analysis);
  const prefix = chosen && prefixIn(chosen.phase, run);
  if (chosen && prefix !== undefined) return { ...chosen, prefix };
  const last = phasesOf(analysis).findLast(({ phase }) => isModelOf(phase, run));
  return last && { ...last, prefix: "" };
}

const isModelOf = ({ snapshot }: Phase, run: ModelRun): boolean =>
  snapshot.run === run || snapshot.run?.part.statement === run.part.statement;

function prefixIn(phase: Phase, run: ModelRun): string | undefined {
  if (isModelOf(phase, run)) return "";
  const { statement } = run.part;
  const holder = layerStates(phase.snapshot).find(({ instance }) => instance.part?.statement === statement);
  return holder && `${holder.path}.`;
}

interface Index {
  readonly byInstance: ReadonlyMap<Instance, LayerState>;
  readonly byPath: ReadonlyMap<string, LayerState>;
}

const indexes = new WeakMap<Phase, Index>();

function indexOf(phase: Phase): Index {
  const known = indexes.get(phase);
  if (known) return known;
  const states = layerStates(phase.snapshot);
  const index: Index = {
    byInstance: new Map(states.map((state) => [state.instance, state])),
    byPath: new Map(states.map((state) => [state.path, state])),
  };
  indexes.set(phase, index);
  return index;
}

/**
 * A layer's state in the phase shown: that of the layer itself, or, since a section trains a model it makes for itself, of
 * the layer in the same place there.
 */
export function stateShown(
  analysis: Analysis,
  run: ModelRun,
  instance: Instance,
): { readonly shown: ShownPhase; readonly state: LayerState } | undefined {
  const shown = phaseShown(analysis, run);
  if (!shown) return undefined;
  const { byInstance, byPath } = indexOf(shown.phase);
  const path = namesOf(run).get(instance)?.path;
  const state =
    byInstance.get(instance) ?? (path === undefined ? undefined : byPath.get(`${shown.prefix}${path}`));
  return state && { shown, state };
}

/** `phase 2 of `transfer``, as a part of a sentence. */
export const phaseName = ({ training, number }: ShownPhase): string =>
  training.phases.length === 1 || number === training.phases.length
    ? `the last phase of \`${training.name}\``
    : `phase ${number} of \`${training.name}\``;
