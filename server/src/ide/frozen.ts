// Whether a layer's weights change in the end: by the last phase of the trainings of its model, else by its own flag.
// It never works out a phase.
import type { Analysis } from "../analysis/analysis.ts";
import { layersOf, weightsOf } from "../model/costs.ts";
import type { Instance, ModelRun } from "../model/graph.ts";
import type { Phase, Training } from "../model/training/training.ts";
import { namesOf } from "../model/wiring.ts";

/** The last phase of the last training section of a model. */
export function lastPhase(
  analysis: Analysis,
  run: ModelRun,
): { readonly training: Training; readonly phase: Phase } | undefined {
  for (const training of analysis.trainings.toReversed()) {
    if (training.run?.part.statement !== run.part.statement) continue;
    const phase = training.phases.at(-1);
    if (phase) return { training, phase };
  }
  return undefined;
}

export type Frozen = "all" | "partly" | "no";

/** How much of a layer or nested model is held back. A layer with nothing to train is not called frozen. */
export function frozenOf(analysis: Analysis, run: ModelRun | undefined, instance: Instance): Frozen {
  const weights = weightsOf(instance);
  if (!weights.some(({ weight }) => weight.trainable)) return "no";
  const last = run && lastPhase(analysis, run);
  if (!last) {
    const held = weights.filter(({ weight, trainable }) => weight.trainable && !trainable).length;
    const able = weights.filter(({ weight }) => weight.trainable).length;
    return held === 0 ? "no" : held === able ? "all" : "partly";
  }
  const changing = new Set(last.phase.layers);
  const leaves = leavesOf(run, instance, "").filter(({ able }) => able);
  const held = leaves.filter(({ names }) => !names.some((name) => changing.has(name))).length;
  return held === 0 ? "no" : held === leaves.length ? "all" : "partly";
}

interface Leaf {
  /** The ways a summary may name it. */
  readonly names: readonly string[];
  readonly able: boolean;
}

function leavesOf(run: ModelRun, instance: Instance, prefix: string): readonly Leaf[] {
  const own = namesOf(run).get(instance);
  const name = own?.name ?? instance.className;
  const inner = instance.run;
  if (inner) return layersOf(inner).flatMap((layer) => leavesOf(inner, layer, `${prefix}${name}.`));
  const able = (instance.built?.weights ?? []).some((weight) => weight.trainable);
  return [{ names: [name, `${prefix}${name}`, `${prefix}${own?.path ?? name}`], able }];
}
