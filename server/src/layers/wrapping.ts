// Layers inside layers: their names, their weights and their refusals as seen from the outside. It never reads the
// rule of the inner layer; it applies it.

import type { TensorType } from "../tensor/tensor-type.ts";
import { type Inference, type LocatedReport, Refusal, Undecided, type Weight } from "./define.ts";
import { snakeCase } from "./instance.ts";
import type { LayerValue, Value } from "./value.ts";

/** The name of an inner layer in the paths of its weights: `lstm_cell` of `lstm_cell/kernel`. */
export const innerName = (layer: LayerValue): string =>
  layer.label ?? snakeCase(layer.definition?.classInside ?? layer.className);

/** Whether `trainable=False` in the call that made the layer holds its weights back. */
const isFrozen = (layer: LayerValue): boolean =>
  layer.args?.parsed.trainable === false && layer.definition?.trainableReachesWeights !== false;

/** The weights of an inner layer under its name, frozen where the layer was made so. */
export const innerWeights = (
  layer: LayerValue,
  weights: readonly Weight[],
  name = innerName(layer),
): readonly Weight[] =>
  weights.map((weight) => ({
    ...weight,
    name: `${name}/${weight.name}`,
    ...(isFrozen(layer) ? { frozen: true } : {}),
  }));

/** Reports of an inner layer: its arguments have no place in the outer call. */
export const innerReports = (inference: Inference): readonly LocatedReport[] =>
  (inference.reports ?? []).map(({ report }) => ({ report }));

/**
 * Applies an inner layer. Where it refuses or cannot decide, the outer layer stops for the same reason, and `outer` makes
 * its outputs from the best guess of the inner ones.
 */
export function applyInner(
  layer: LayerValue,
  inputs: readonly TensorType[],
  outer: (outputs: readonly TensorType[]) => readonly TensorType[],
  call?: ReadonlyMap<string, Value>,
): Inference {
  try {
    return layer.apply(inputs, call);
  } catch (problem) {
    if (problem instanceof Refusal) {
      const reports = problem.reports.map(({ report }) => ({ report }));
      throw new Refusal(reports, problem.assume && outer(problem.assume));
    }
    if (problem instanceof Undecided)
      throw new Undecided(problem.reason, problem.assume && outer(problem.assume));
    throw problem;
  }
}
