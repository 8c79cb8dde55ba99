// `compile`, `fit` and `train_on_batch`: what they remember, and which weights change on the target. It never reads arguments.
import { report } from "../../diagnostics/define.ts";
import trainOptimizerReset from "../../diagnostics/train-optimizer-reset.ts";
import type { Count } from "../../tensor/count.ts";
import { problemAt } from "../frame.ts";
import type { FilePlace, Instance } from "../graph.ts";
import { namesOf } from "../wiring.ts";
import { checkFit } from "./check-fit.ts";
import type { Cell } from "./flags.ts";
import {
  type Compiled,
  type CompileOptions,
  countsOf,
  nameOf,
  noteState,
  runOf,
  type Session,
  settleStates,
} from "./session.ts";
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
}

/** A model is compiled: the flags of this moment are kept, the training function and the optimizer's state are dropped. */
export function compileModel(
  session: Session,
  model: Instance,
  place: FilePlace,
  options: CompileOptions,
): Compiled {
  settleStates(session);
  const compiled: Compiled = {
    model,
    place,
    options,
    snapshot: session.flags.trainable(model),
    built: undefined,
    changes: new Set(),
    used: false,
  };
  const old = session.compiled.get(model);
  if (
    old?.built &&
    options.slots > 0 &&
    old.place.statement.text === place.statement.text &&
    equalSets(old.snapshot, compiled.snapshot) &&
    equalSets(old.built, compiled.snapshot)
  ) {
    problemAt(session.frame, report(trainOptimizerReset, { optimizer: options.optimizer }), place, [
      { place: old.place, message: "compiled here before" },
    ]);
  }
  session.compiled.set(model, compiled);
  const use = session.compileUses.get(place.statement);
  if (!use) session.compileUses.set(place.statement, { place, used: false });
  noteState(session, place.statement, 0, model);
  return compiled;
}

/** Which weights change on the target (facts measured on Keras 3 with each backend; Keras 2 keeps what was compiled). */
export function outcomeOf(session: Session, compiled: Compiled): Outcome {
  const flags = session.flags.trainable(compiled.model);
  const first = compiled.built === undefined;
  const known = compiled.built ?? flags;
  const result = (trains: ReadonlySet<Cell>, stops = false): Outcome => ({
    trains: stops ? new Set() : trains,
    flags,
    first,
    stops,
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

export const equalSets = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean =>
  a.size === b.size && [...a].every((x) => b.has(x));

/** A model is trained. */
export function fitModel(session: Session, model: Instance, place: FilePlace, kind: Phase["kind"]): void {
  settleStates(session);
  session.fits++;
  if (!session.fitUses.has(place.statement)) session.fitUses.set(place.statement, { model, place });
  const compiled = session.compiled.get(model);
  const outcome = compiled ? outcomeOf(session, compiled) : undefined;
  checkFit(session, model, place, compiled, outcome);
  if (!compiled || !outcome) {
    noteState(session, place.statement, 0, model);
    return;
  }
  compiled.used = true;
  const use = session.compileUses.get(compiled.place.statement);
  if (use) use.used = true;
  if (!outcome.stops) {
    compiled.built ??= outcome.flags;
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
  notePhase(session, model, place, kind, compiled, outcome, counts);
}

function notePhase(
  session: Session,
  model: Instance,
  place: FilePlace,
  kind: Phase["kind"],
  compiled: Compiled,
  outcome: Outcome,
  counts: { readonly part: Count; readonly rest: Count },
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
