// The state of one training section while it runs: flags, compiled models, phases. It never evaluates an expression.
import type { BoundArguments } from "../../layers/define.ts";
import type { Value } from "../../layers/value.ts";
import type { Statement } from "../../syntax/tree.ts";
import { type Count, isExact } from "../../tensor/count.ts";
import type { Frame } from "../frame.ts";
import type { FilePlace, Instance, ModelRun } from "../graph.ts";
import { instanceOf, isLayer } from "../references.ts";
import { standalone } from "../running.ts";
import { type Cell, type Change, type Flags, logicalSizeOf, newFlags, sizeOf } from "./flags.ts";
import type { Phase, StatementState, Target } from "./training.ts";

/** What `compile` was given, as far as training depends on it. */
export interface CompileOptions {
  readonly optimizer: string;
  /** Unknown where a schedule or the data decides. */
  readonly rate: number | undefined;
  /** How many copies of each weight the optimizer keeps. */
  readonly slots: number;
  /** Whether it makes weights smaller besides following the gradient. */
  readonly decays: boolean;
  /** The optimizer as a value, where one was made: given to a second `compile` it is the same one. */
  readonly made: object | undefined;
  /** The outputs that have a loss, by their place; all of them where it is left out. */
  readonly losses: ReadonlySet<number> | undefined;
  /** Whether no loss was given at all. */
  readonly lossless: boolean;
}

/** A model as its last `compile` left it. */
export interface Compiled {
  readonly model: Instance;
  readonly place: FilePlace;
  readonly options: CompileOptions;
  /** What trained by the flags at `compile`. */
  readonly snapshot: ReadonlySet<Cell>;
  /** What trained by the flags at the first `fit` since; the training function and the optimizer know these. */
  built: ReadonlySet<Cell> | undefined;
  /** The BatchNormalization layers that were frozen at `compile`, and at the first `fit` since. */
  readonly norms: ReadonlySet<Instance>;
  builtNorms: ReadonlySet<Instance> | undefined;
  /** Whether the `compile` before had an optimizer with a state, which is lost. */
  readonly reset: boolean;
  /** Statements that set flags since, in order. */
  readonly changes: Set<Statement>;
  used: boolean;
}

/** An optimizer made by itself, with the weights it was built for. */
export interface BuiltOptimizer {
  readonly cells: ReadonlySet<Cell>;
  readonly place: FilePlace;
}

/** A flag statement, all times it ran taken together. */
export interface FlagUse {
  readonly place: FilePlace;
  readonly value: boolean;
  changed: number;
  /** Whether anything with weights was meant. */
  weights: boolean;
  /** The number of phases when it ran last. */
  phases: number;
}

/** A `compile`, with what followed it. */
export interface CompileUse {
  readonly place: FilePlace;
  used: boolean;
}

export interface Session {
  readonly target: Target;
  readonly frame: Frame;
  /** The `training` statement; the frame's is the one that runs. */
  readonly section: Statement;
  /** The model in `for`. */
  readonly model: Instance | undefined;
  /** The arguments of layers that got an adapter or were quantized here. */
  readonly adapted: Map<Instance, BoundArguments>;
  readonly flags: Flags;
  readonly compiled: Map<Instance, Compiled>;
  readonly phases: Phase[];
  readonly states: Map<Statement, StatementState>;
  /** Statements whose totals are out of date. */
  readonly stale: Set<Statement>;
  readonly flagUses: Map<Statement, FlagUse>;
  readonly compileUses: Map<Statement, CompileUse>;
  /** Every `fit`, in the order they ran first, with the model it trains. */
  readonly fitUses: Map<Statement, { readonly model: Instance; readonly place: FilePlace }>;
  /** Weights that some phase has trained. */
  readonly trained: Set<Cell>;
  /** What trained in a model's last phase, for what changes in the next. */
  readonly last: Map<Instance, { readonly cells: ReadonlySet<Cell>; readonly compiled: Compiled }>;
  /** Optimizers that have trained, by their value. */
  readonly optimizers: Map<object, BuiltOptimizer>;
  readonly seenPhases: Set<string>;
  fits: number;
  /** Whether the model in `for` could not be made. */
  noModel: boolean;
}

export function newSession(frame: Frame, model: Instance | undefined, target: Target): Session {
  return {
    target,
    frame,
    section: frame.statement,
    model,
    adapted: new Map(),
    flags: newFlags((instance) => runOf(frame, instance), target === "keras2"),
    compiled: new Map(),
    phases: [],
    states: new Map(),
    stale: new Set(),
    flagUses: new Map(),
    compileUses: new Map(),
    fitUses: new Map(),
    trained: new Set(),
    noModel: false,
    last: new Map(),
    optimizers: new Map(),
    seenPhases: new Set(),
    fits: 0,
  };
}

/** A model's run: that of its use in another model, or one of its own. */
export function runOf(frame: Frame, instance: Instance): ModelRun | undefined {
  if (instance.kind !== "model") return undefined;
  return instance.run ?? standalone(frame, instance);
}

/** The layer or model a value stands for. */
export const instanceOfValue = (value: Value | undefined): Instance | undefined =>
  isLayer(value) ? instanceOf(value) : undefined;

/** The name a model goes by in messages: as it is written in the section. */
export function nameOf(session: Session, instance: Instance): string {
  for (const [name, value] of session.frame.scope) if (instanceOfValue(value) === instance) return name;
  if (instance === session.model) return "model";
  for (const [name, value] of session.model?.params ?? [])
    if (instanceOfValue(value) === instance) return name;
  return instance.label ?? instance.className;
}

/** The parameters of a model: all, and those that are in `cells`; unknown where a layer has an error. */
export function countsOf(
  session: Session,
  model: Instance,
  cells: Iterable<Cell>,
): { readonly total: Count; readonly part: Count; readonly rest: Count } {
  const all = session.flags.cells(model);
  const failed = session.flags.leaves(model).find((leaf) => leaf.built?.failed)?.built?.macs;
  if (failed !== undefined) return { total: failed, part: failed, rest: failed };
  const part = new Set(cells);
  return { total: sizeOf(all), part: sizeOf(part), rest: sizeOf(all.filter((cell) => !part.has(cell))) };
}

/** What trains of a model by its flags, for people: of quantized layers the parameters they stand for. */
function shownCounts(
  session: Session,
  model: Instance,
): { readonly trainable: Count; readonly total: Count } {
  const cells = session.flags.trainable(model);
  const { total, part } = countsOf(session, model, cells);
  return isExact(total)
    ? { trainable: logicalSizeOf(cells), total: logicalSizeOf(session.flags.cells(model)) }
    : { trainable: part, total };
}

/** Sets flags of layers and models by one statement and writes down what it did. */
export function setFlags(session: Session, targets: Iterable<Instance>, change: Change): number {
  const { flags } = session;
  if (!session.states.has(change.place.statement)) settleStates(session);
  const changed = new Set<Instance>();
  let weights = false;
  for (const target of targets) {
    for (const instance of flags.set(target, change)) changed.add(instance);
    weights ||= flags.cells(target).some((cell) => cell.settable);
  }
  const layers = [...changed].filter((instance) => instance.kind !== "model").length;
  const { statement } = change.place;
  const use = session.flagUses.get(statement) ?? {
    place: change.place,
    value: change.value,
    changed: 0,
    weights: false,
    phases: 0,
  };
  session.flagUses.set(statement, use);
  use.changed += changed.size;
  use.weights ||= weights;
  use.phases = session.fits;
  for (const compiled of session.compiled.values()) compiled.changes.add(statement);
  noteState(session, statement, layers);
  return changed.size;
}

/**
 * Writes down the totals of a model behind a statement: those of the `for` model where no other is given. One that runs
 * again, in a loop, gets those at the end of it.
 */
export function noteState(session: Session, statement: Statement, changed = 0, model = session.model): void {
  if (!model) return;
  const before = session.states.get(statement);
  if (before && model === session.model) {
    session.stale.add(statement);
    session.states.set(statement, { ...before, changed: before.changed + changed });
    return;
  }
  session.states.set(statement, {
    ...shownCounts(session, model),
    changed: (before?.changed ?? 0) + changed,
  });
}

/** Brings the totals of statements that ran again up to date; called before anything else changes. */
export function settleStates(session: Session): void {
  const { model, stale } = session;
  if (!model || stale.size === 0) return;
  const counts = shownCounts(session, model);
  for (const statement of stale)
    session.states.set(statement, {
      ...counts,
      changed: session.states.get(statement)?.changed ?? 0,
    });
  stale.clear();
}
