// What a phase does to each layer: its flag, what really trains and why not, BatchNormalization's mode, and how gradients
// run. It reads a snapshot and never decides what trains.
import type { Count } from "../../tensor/count.ts";
import { layersOf } from "../costs.ts";
import type { Instance } from "../graph.ts";
import { instanceOf } from "../references.ts";
import { namesOf } from "../wiring.ts";
import { type Cell, logicalSizeOf } from "./flags.ts";
import { type Gradients, gradientsOf, isRegularized } from "./gradients.ts";
import { isNorm, type Snapshot } from "./snapshot.ts";

/** `none`: it has no weights that could train. */
export type Effect = "trains" | "partly" | "frozen" | "none";

export interface LayerState {
  readonly instance: Instance;
  /** As in the summary, below the models it stands in: `base.block1_conv1`. */
  readonly path: string;
  readonly depth: number;
  /** Its own flag. */
  readonly flag: boolean;
  readonly effect: Effect;
  /** Parameters that change, and all it has. */
  readonly trains: Count;
  readonly total: Count;
  /** Why its flag does not say what happens. */
  readonly conflict: Conflict | undefined;
  /** BatchNormalization: which statistics it uses; moving ones are updated in the one case and kept in the other. */
  readonly statistics: "batch" | "moving" | undefined;
  /** `gets`: trained by it; `passes`: on the way to layers that train; `lost`: it should train and gets none. */
  readonly gradient: "gets" | "passes" | "none" | "lost";
}

export type Conflict =
  /** A model around it is off. */
  | { readonly kind: "held"; readonly by: string }
  /** Its flag was turned after the training function was built. */
  | { readonly kind: "late" }
  /** It is off, and something inside trains. */
  | { readonly kind: "inside"; readonly layers: number };

const known = new WeakMap<Snapshot, readonly LayerState[]>();

/** Every layer of the model in the order of the summary, nested ones below their model. */
export function layerStates(snapshot: Snapshot): readonly LayerState[] {
  const old = known.get(snapshot);
  if (old) return old;
  const states: LayerState[] = [];
  const { run, model } = snapshot;
  const own = new Map<Instance, Cell[]>();
  for (const cell of snapshot.cells) {
    const cells = own.get(cell.instance);
    if (cells) cells.push(cell);
    else own.set(cell.instance, [cell]);
  }
  const gradients = run && gradientsOf(run, snapshot.trains, snapshot.losses);
  const outside = snapshot.flags.get(model) === false ? "the model itself" : undefined;
  const visit = (holder: NonNullable<typeof run>, prefix: string, depth: number, off: string | undefined) => {
    const names = namesOf(holder);
    for (const instance of layersOf(holder)) {
      const path = `${prefix}${names.get(instance)?.path ?? instance.className}`;
      const inner = instance.run;
      const cells = inner ? cellsInside(instance, own) : (own.get(instance) ?? []);
      states.push(stateOf(snapshot, instance, path, depth, cells, off, gradients));
      if (!inner) continue;
      const holds = snapshot.target === "keras2" && snapshot.flags.get(instance) === false;
      visit(inner, `${path}.`, depth + 1, off ?? (holds ? `\`${path}\`` : undefined));
    }
  };
  if (run) visit(run, "", 0, outside);
  known.set(snapshot, states);
  return states;
}

const cellsInside = (instance: Instance, own: ReadonlyMap<Instance, readonly Cell[]>): readonly Cell[] =>
  instance.run
    ? [...new Set(layersOf(instance.run).flatMap((inner) => cellsInside(inner, own)))]
    : (own.get(instance) ?? []);

function stateOf(
  snapshot: Snapshot,
  instance: Instance,
  path: string,
  depth: number,
  cells: readonly Cell[],
  off: string | undefined,
  gradients: Gradients | undefined,
): LayerState {
  const able = cells.filter((cell) => cell.settable || snapshot.trains.has(cell));
  const trains = cells.filter((cell) => snapshot.trains.has(cell));
  // What is settable and never on, such as a kernel under its adapter, does not make a layer partly frozen.
  const flag = snapshot.flags.get(instance) ?? instance.trainable;
  const effect: Effect =
    able.length === 0
      ? "none"
      : trains.length === 0
        ? "frozen"
        : trains.length === able.length
          ? "trains"
          : "partly";
  const norms = [instance, ...(instance.built?.wraps ?? []).map(instanceOf)].filter(
    (inner): inner is Instance => inner !== undefined && isNorm(inner),
  );
  return {
    instance,
    path,
    depth,
    flag,
    effect,
    trains: logicalSizeOf(trains),
    total: logicalSizeOf(cells),
    conflict: conflictOf(snapshot, instance, flag, able, trains, off),
    statistics:
      norms.length === 0
        ? undefined
        : norms.every((norm) => snapshot.inference.has(norm))
          ? "moving"
          : "batch",
    gradient: gradientOf(instance, trains, gradients),
  };
}

function conflictOf(
  snapshot: Snapshot,
  instance: Instance,
  flag: boolean,
  able: readonly Cell[],
  trains: readonly Cell[],
  off: string | undefined,
): Conflict | undefined {
  if (able.length === 0) return undefined;
  if (flag && trains.length === 0) {
    const on = able.filter((cell) => cell.instance === instance || instance.run);
    if (off) return { kind: "held", by: off };
    return on.some((cell) => snapshot.flagged.has(cell)) ? { kind: "late" } : undefined;
  }
  if (flag || trains.length === 0) return undefined;
  if (!instance.run) return { kind: "late" };
  const inside = new Set(trains.map((cell) => cell.instance));
  return trains.some((cell) => snapshot.flagged.has(cell))
    ? { kind: "inside", layers: inside.size }
    : { kind: "late" };
}

function gradientOf(
  instance: Instance,
  trains: readonly Cell[],
  gradients: Gradients | undefined,
): LayerState["gradient"] {
  if (!gradients) return "none";
  const inside = instance.run ? new Set(leavesOf(instance)) : new Set([instance]);
  if (trains.length > 0)
    return [...inside].some((leaf) => gradients.reached.has(leaf)) || trains.some(isRegularized)
      ? "gets"
      : "lost";
  for (const { instance: other } of gradients.backward) if (inside.has(other)) return "passes";
  return "none";
}

const leavesOf = (instance: Instance): readonly Instance[] =>
  instance.run ? layersOf(instance.run).flatMap(leavesOf) : [instance];

/**
 * The weights that change: those that train and get a gradient, of a loss or of a regularizer of their own, and those a
 * layer writes itself. An optimizer with weight decay on JAX makes smaller what gets no gradient too: Keras has zeros for it
 * there, and leaves such weights out elsewhere. Moving statistics are told by `statistics`.
 */
export function changingCells({
  run,
  trains,
  losses,
  cells,
  target,
  optimizer,
}: Snapshot): ReadonlySet<Cell> {
  if (!run) return trains;
  const { reached } = gradientsOf(run, trains, losses);
  const decayed = target === "keras3-jax" && optimizer.decays;
  return new Set(
    cells.filter(
      (cell) =>
        cell.weight.assigned ||
        (trains.has(cell) && (decayed || reached.has(cell.instance) || isRegularized(cell))),
    ),
  );
}

/** The layers without layers inside whose BatchNormalization does one thing or the other. */
export interface NormCounts {
  readonly batch: number;
  readonly moving: number;
}

export function normCounts(snapshot: Snapshot): NormCounts {
  const states = layerStates(snapshot).filter(({ statistics }) => statistics !== undefined);
  const count = (which: LayerState["statistics"]): number =>
    new Set(states.filter(({ statistics }) => statistics === which).map(({ instance }) => instance)).size;
  return { batch: count("batch"), moving: count("moving") };
}

/** Layers that begin and that stop to change, against the model's phase before; nothing in its first. */
export function changesSince(
  snapshot: Snapshot,
): { readonly begin: readonly string[]; readonly stop: readonly string[] } | undefined {
  const { before, trains } = snapshot;
  if (!before) return undefined;
  const leaves = layerStates(snapshot).filter(({ instance }) => !instance.run);
  const holds = (cells: ReadonlySet<Cell>): ReadonlySet<Instance> =>
    new Set([...cells].map(({ instance }) => instance));
  const [then, now] = [holds(before), holds(trains)];
  const names = (test: (instance: Instance) => boolean): readonly string[] =>
    leaves.filter(({ instance }) => test(instance)).map(({ path }) => path);
  return {
    begin: names((instance) => now.has(instance) && !then.has(instance)),
    stop: names((instance) => then.has(instance) && !now.has(instance)),
  };
}
