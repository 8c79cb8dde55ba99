// Weights that are to train and get no gradient: layers beside the way to an output, behind an operation nothing comes
// back through, before outputs without a loss. It never changes the state.
import { report } from "../../diagnostics/define.ts";
import trainNoGradient, { type GradientEnd } from "../../diagnostics/train-no-gradient.ts";
import { problemAt, type Related } from "../frame.ts";
import type { FilePlace, Instance } from "../graph.ts";
import { namesOf, reachable, sourceName } from "../wiring.ts";
import { lineBefore } from "./cures.ts";
import { type Cell, sizeOf } from "./flags.ts";
import type { FlatNode } from "./flat-graph.ts";
import { gradientsOf, isRegularized } from "./gradients.ts";
import { type Compiled, countsOf, nameOf, runOf, type Session } from "./session.ts";
import { layerNames, type Outcome } from "./steps.ts";
import type { Target } from "./training.ts";

/** Layers no output depends on: they are no part of the Keras model. */
export function beside(session: Session, model: Instance): void {
  const run = runOf(session.frame, model);
  if (!run || run.outputs.length === 0) return;
  const used = reachable(run);
  for (const instance of run.instances) {
    if (
      used.has(instance) ||
      !instance.trainable ||
      instance.kind === "model" ||
      !(instance.built?.weights ?? []).some((weight) => weight.trainable)
    )
      continue;
    problemAt(
      session.frame,
      report(trainNoGradient, {
        model: model.className,
        layers: [namesOf(run).get(instance)?.name ?? instance.className],
        parameters: countsOf(session, instance, session.flags.trainable(instance)).part,
        end: { kind: "unreached" },
        nothing: undefined,
      }),
      instance.place,
    );
  }
}

/** What Keras does where no weight gets a gradient (`_filter_empty_gradients` in base_optimizer.py; JAX has zeros). */
const whereNone: Readonly<Record<Target, string>> = {
  "keras3-tensorflow":
    "Keras 3 on TensorFlow stops with a ValueError, “No gradients provided for any variable”",
  "keras3-torch": "Keras 3 on PyTorch stops with an error",
  "keras3-jax": "Keras 3 on JAX runs through all epochs and changes nothing, without a word",
  keras2: "Keras 2 stops with a ValueError, “No gradients provided for any variable”",
};

/**
 * Whether Keras stops because no weight that trains gets a gradient. JAX takes zeros for it and goes on. What is unknown,
 * such as the loss of a model without one, stops nothing.
 */
export function stopsWithoutGradient(
  session: Session,
  { model, options }: Compiled,
  outcome: Outcome,
): boolean {
  const run = runOf(session.frame, model);
  if (session.target === "keras3-jax" || !run || outcome.trains.size === 0) return false;
  const { ended } = gradientsOf(run, outcome.trains, options.losses);
  return [...outcome.trains].every(
    (cell) =>
      ended.has(cell.instance) &&
      (ended.get(cell.instance) !== undefined || options.losses !== undefined) &&
      !isRegularized(cell),
  );
}

/** Weights that train by their flags and get no gradient, told once for each place the gradient ends at. */
export function withoutGradient(
  session: Session,
  model: Instance,
  compiled: Compiled,
  outcome: Outcome,
  place: FilePlace,
): void {
  const run = runOf(session.frame, model);
  if (!run || run.outputs.length === 0 || outcome.trains.size === 0) return;
  const { losses } = compiled.options;
  const { ended } = gradientsOf(run, outcome.trains, losses);
  const groups = new Map<FlatNode | undefined, Set<Cell>>();
  for (const cell of outcome.trains) {
    if (!ended.has(cell.instance) || isRegularized(cell)) continue;
    const end = ended.get(cell.instance);
    const cells = groups.get(end) ?? new Set();
    groups.set(end, cells.add(cell));
  }
  const lost = [...groups.values()].reduce((n, cells) => n + cells.size, 0);
  for (const [end, cells] of groups) {
    const why: GradientEnd = end
      ? { kind: "blocked", by: nameOfEnd(end) }
      : {
          kind: "no-loss",
          outputs: run.outputs.flatMap((output, i) =>
            losses?.has(i) ? [] : [output.name ?? sourceName(run, output.ref)],
          ),
        };
    // Without a loss anywhere, or with an output of whole numbers: nothing is known to be wrong with the layers.
    if (!end && losses === undefined) continue;
    const layers = [...new Set([...cells].map(({ instance }) => instance))];
    const related: Related[] = layers
      .slice(0, 3)
      .map((instance) => ({ place: instance.place, message: "gets no gradient" }));
    const all = lost === outcome.trains.size;
    const at = all ? place : (end?.node.place ?? compiled.place);
    const paths = layers.map((instance) => namesOf(run).get(instance)?.path ?? "");
    const usable = !all && paths.every((path) => /^[A-Za-z_][\w.]*$/.test(path));
    const prefix = session.model === model ? "" : `${nameOf(session, model)}.`;
    const line = usable
      ? lineBefore(
          session,
          compiled.place.statement,
          `freeze ${paths.map((path) => `${prefix}${path}`).join(", ")}`,
        )
      : undefined;
    problemAt(
      session.frame,
      report(trainNoGradient, {
        model: nameOf(session, model),
        layers: layerNames(session, model, cells),
        parameters: sizeOf(cells),
        end: why,
        nothing: all ? whereNone[session.target] : undefined,
        edits: line ? [line] : undefined,
      }),
      at.file === session.frame.file ? at : place,
      [...related, { place, message: `\`${nameOf(session, model)}\` is trained here` }],
    );
  }
}

/** An operation by the function people write, a layer by its name. */
function nameOfEnd({ instance }: FlatNode): string {
  const written = instance.definition?.functions?.[0];
  return instance.kind === "operation" && written
    ? `\`ops.${written}\``
    : `\`${instance.label ?? instance.className}\``;
}
