// `compile`, `fit` and `train_on_batch`: what they remember, and which weights change on the target. It never reads arguments.
import { report } from "../../diagnostics/define.ts";
import trainOptimizerReset from "../../diagnostics/train-optimizer-reset.ts";
import type { Count } from "../../tensor/count.ts";
import { problemAt } from "../frame.ts";
import type { FilePlace, Instance } from "../graph.ts";
import { namesOf } from "../wiring.ts";
import { checkFit, hasNoLoss } from "./check-fit.ts";
import { stopsWithoutGradient } from "./check-gradients.ts";
import type { Cell } from "./flags.ts";
import {
  type BuiltOptimizer,
  type Compiled,
  type CompileOptions,
  countsOf,
  nameOf,
  noteState,
  runOf,
  type Session,
  settleStates,
} from "./session.ts";
import { frozenNorms, type Snapshot, takeSnapshot } from "./snapshot.ts";
import type { Phase } from "./training.ts";

/** What happens in one `fit`. */
export interface Outcome {
  /** Weights that change. */
  readonly trains: ReadonlySet<Cell>;
  /** What the flags say now. */
  readonly flags: ReadonlySet<Cell>;
  /** The first `fit` since `compile`. */
  readonly first: boolean;
  /** Keras stops here with a ValueError. */
  readonly stops: boolean;
  /** The stop comes from an optimizer that was built for other weights. */
  readonly foreign?: BuiltOptimizer | undefined;
}

/** A model is compiled: the flags of this moment are kept, the training function and the optimizer's state are dropped. */
export function compileModel(
  session: Session,
  model: Instance,
  place: FilePlace,
  options: CompileOptions,
): Compiled {
  settleStates(session);
  const old = session.compiled.get(model);
  const compiled: Compiled = {
    model,
    place,
    options,
    snapshot: session.flags.trainable(model),
    built: undefined,
    norms: frozenNorms(session, model),
    builtNorms: undefined,
    reset: old?.built !== undefined && old.options.slots > 0 && !sameOptimizer(old.options, options),
    changes: new Set(),
    used: false,
  };
  if (
    old?.built &&
    compiled.reset &&
    old.place.statement.text === place.statement.text &&
    equalSets(old.snapshot, compiled.snapshot) &&
    equalSets(old.built, compiled.snapshot)
  ) {
    problemAt(
      session.frame,
      report(trainOptimizerReset, {
        optimizer: options.optimizer,
        looped: old.place.statement === place.statement,
      }),
      place,
      [{ place: old.place, message: "compiled here before" }],
    );
  }
  session.compiled.set(model, compiled);
  const use = session.compileUses.get(place.statement);
  if (!use) session.compileUses.set(place.statement, { place, used: false });
  noteState(session, place.statement, 0, model);
  return compiled;
}

/** The same optimizer, made once and given to both: it goes on where it was. */
const sameOptimizer = (a: CompileOptions, b: CompileOptions): boolean =>
  a.made !== undefined && a.made === b.made;

/** Which weights change on the target (facts measured on Keras 3 with each backend; Keras 2 keeps what was compiled). */
export function outcomeOf(session: Session, compiled: Compiled): Outcome {
  const flags = session.flags.trainable(compiled.model);
  const first = compiled.built === undefined;
  const known = compiled.built ?? flags;
  const foreign = foreignOptimizer(session, compiled, flags);
  const result = (trains: ReadonlySet<Cell>, stops = false): Outcome => ({
    trains: stops || foreign ? new Set() : trains,
    flags,
    first,
    stops: stops || foreign !== undefined,
    foreign,
  });
  switch (session.target) {
    case "keras2":
      return result(compiled.snapshot);
    case "keras3-tensorflow":
      return result(known);
    case "keras3-jax":
      return result(known, !equalSets(known, flags));
    case "keras3-torch":
      return result(
        flags,
        [...flags].some((cell) => !known.has(cell)),
      );
  }
}

/**
 * An optimizer that has trained knows the weights it was built for. With others Keras 3 stops (`apply` in
 * base_optimizer.py); on JAX also with fewer, since its state goes with the list of weights. Keras 2 made a state for new
 * weights as they came, until 2.11.
 */
function foreignOptimizer(
  session: Session,
  { built, options }: Compiled,
  trains: ReadonlySet<Cell>,
): BuiltOptimizer | undefined {
  const known = options.made && built === undefined ? session.optimizers.get(options.made) : undefined;
  if (!known || session.target === "keras2") return undefined;
  const fits =
    session.target === "keras3-jax"
      ? equalSets(trains, known.cells)
      : [...trains].every((cell) => known.cells.has(cell));
  return fits ? undefined : known;
}

export const equalSets = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean =>
  a.size === b.size && [...a].every((x) => b.has(x));

/** A model is trained. */
export function fitModel(
  session: Session,
  model: Instance,
  place: FilePlace,
  kind: Phase["kind"],
  batch: number | undefined,
): void {
  settleStates(session);
  session.fits++;
  if (!session.fitUses.has(place.statement)) session.fitUses.set(place.statement, { model, place });
  const compiled = session.compiled.get(model);
  const wanted = compiled ? outcomeOf(session, compiled) : undefined;
  checkFit(session, model, place, compiled, wanted);
  const outcome: Outcome | undefined =
    compiled && wanted
      ? stopsWithoutGradient(session, compiled, wanted)
        ? { ...wanted, trains: new Set(), stops: true }
        : withoutLoss(session, compiled, wanted)
      : wanted;
  if (!compiled || !outcome) {
    noteState(session, place.statement, 0, model);
    return;
  }
  compiled.used = true;
  const use = session.compileUses.get(compiled.place.statement);
  if (use) use.used = true;
  const before = session.last.get(model);
  const snapshot = takeSnapshot(session, compiled, outcome, before?.cells, batch);
  if (!outcome.stops) {
    compiled.built ??= outcome.flags;
    compiled.builtNorms ??= frozenNorms(session, model);
    const { made } = compiled.options;
    if (made && !session.optimizers.has(made))
      session.optimizers.set(made, { cells: outcome.trains, place: compiled.place });
    for (const cell of outcome.trains) session.trained.add(cell);
    session.last.set(model, { cells: outcome.trains, compiled });
  }
  const counts = countsOf(session, model, outcome.trains);
  const state = session.states.get(place.statement);
  session.states.set(place.statement, {
    trainable: counts.part,
    total: counts.total,
    changed: state?.changed ?? 0,
  });
  notePhase(session, model, place, kind, compiled, outcome, counts, snapshot);
}

/** What becomes of a fit without any loss: on JAX all gradients are 0, and only weight decay changes something. */
function withoutLoss(session: Session, compiled: Compiled, wanted: Outcome): Outcome {
  if (!hasNoLoss(session, compiled)) return wanted;
  const runs = session.target === "keras3-jax";
  const trains = runs && compiled.options.decays ? wanted.trains : new Set<Cell>();
  return { ...wanted, trains, stops: wanted.stops || !runs };
}

function notePhase(
  session: Session,
  model: Instance,
  place: FilePlace,
  kind: Phase["kind"],
  compiled: Compiled,
  outcome: Outcome,
  counts: { readonly part: Count; readonly rest: Count },
  snapshot: () => Snapshot,
): void {
  const trains = [...outcome.trains].map((cell) => cell.id).join(",");
  const key = `${idOf(place.statement)}:${idOf(compiled.place.statement)}:${idOf(model)}:${outcome.stops}:${trains}`;
  if (session.seenPhases.has(key)) return;
  session.seenPhases.add(key);
  session.phases.push({
    kind,
    model: nameOf(session, model) === "model" ? model.className : nameOf(session, model),
    compile: compiled.place.statement,
    fit: place.statement,
    trainable: counts.part,
    nonTrainable: counts.rest,
    layers: layerNames(session, model, outcome.trains),
    stops: outcome.stops,
    snapshot: snapshot(),
  });
}

const ids = new WeakMap<object, number>();
let next = 0;
/** A number for an object, for keys. */
export function idOf(object: object): number {
  const known = ids.get(object);
  if (known !== undefined) return known;
  ids.set(object, ++next);
  return next;
}

/** The names of the layers some weights belong to, in the order of the summary. */
export function layerNames(session: Session, model: Instance, cells: ReadonlySet<Cell>): readonly string[] {
  const changing = new Set([...cells].map((cell) => cell.instance));
  const names: string[] = [];
  const walk = (instance: Instance): void => {
    const run = runOf(session.frame, instance);
    if (!run) return;
    const named = namesOf(run);
    for (const inner of run.instances) {
      if (changing.delete(inner)) names.push(named.get(inner)?.name ?? inner.className);
      else walk(inner);
    }
  };
  walk(model);
  return names;
}
