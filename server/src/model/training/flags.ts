// The trainable flags of one training section: those of layers and models, and those of every single weight, which is
// where Keras keeps the truth. It never changes an instance.
import type { Weight } from "../../layers/define.ts";
import { logicalElements } from "../../layers/quantization.ts";
import { innerName } from "../../layers/wrapping.ts";
import { type Count, elements, sumCounts } from "../../tensor/count.ts";
import { layersOf } from "../costs.ts";
import type { FilePlace, Instance, ModelRun } from "../graph.ts";
import { instanceOf } from "../references.ts";

/** One statement that set flags, one time it ran. */
export interface Change {
  readonly place: FilePlace;
  readonly value: boolean;
  /** Whether it gave layers other weights (an adapter, a quantization) and set no flag. */
  readonly adapts?: true;
  /** What it was said about, the first of several. */
  readonly target: Instance | undefined;
}

/** One weight with its own flag. */
export interface Cell {
  readonly id: number;
  readonly instance: Instance;
  readonly weight: Weight;
  readonly size: Count;
  /** Whether the layer's flag reaches it: moving statistics and seeds are never trained. */
  readonly settable: boolean;
  on: boolean;
  /** The statement that turned it last. */
  change: Change | undefined;
}

export interface Flags {
  /** The flag of a layer or model. */
  readonly flag: (instance: Instance) => boolean;
  /** The statement that set the flag of a layer or model last. */
  readonly change: (instance: Instance) => Change | undefined;
  /** Layers without layers inside, those of nested models included, each once. */
  readonly leaves: (instance: Instance) => readonly Instance[];
  /** The weights of a layer, or of all layers of a model. */
  readonly cells: (instance: Instance) => readonly Cell[];
  /** What trains where this is compiled: the weights that are on, none where its own flag is off. */
  readonly trainable: (instance: Instance) => ReadonlySet<Cell>;
  /** Sets a flag and those of everything inside; gives the layers whose flag was another. */
  readonly set: (instance: Instance, change: Change) => readonly Instance[];
  /** Gives a layer other weights, as an adapter does: old ones keep their flags, new ones are on where they train at all, `off` is off. */
  readonly replace: (instance: Instance, weights: readonly Weight[], off: string, change: Change) => void;
  /** All flags, as text: equal where nothing differs. */
  readonly state: () => string;
}

/** Flags as the models were made. `gated` (Keras 2): a frozen nested model holds back its layers whatever their own flags say. */
export function newFlags(runOf: (instance: Instance) => ModelRun | undefined, gated: boolean): Flags {
  const flags = new Map<Instance, boolean>();
  const changes = new Map<Instance, Change>();
  const own = new Map<Instance, Cell[]>();
  const inside = new Map<Instance, readonly Instance[]>();
  const all: Cell[] = [];
  /** Layers in wrappers: whose weights are theirs, and under which name. */
  const wrapped = new Map<Instance, { readonly outer: Instance; readonly prefixes: string[] }>();
  const adopted = new Set<Instance>();

  const adopt = (instance: Instance): void => {
    if (adopted.has(instance)) return;
    adopted.add(instance);
    flags.set(instance, flags.get(instance) ?? instance.trainable);
    const run = runOf(instance);
    for (const inner of run?.instances ?? []) adopt(inner);
    for (const wrap of instance.built?.wraps ?? []) {
      const inner = instanceOf(wrap);
      if (!inner) continue;
      // Both directions of a Bidirectional are made from one layer.
      const holder = wrapped.get(inner) ?? { outer: instance, prefixes: [] };
      wrapped.set(inner, holder);
      if (holder.outer === instance) holder.prefixes.push(`${innerName(wrap)}/`);
    }
    if (run && !instance.trainable) for (const inner of run.instances) hold(inner);
  };
  const hold = (instance: Instance): void => {
    flags.set(instance, false);
    for (const cell of ownCells(instance)) cell.on = false;
    for (const inner of runOf(instance)?.instances ?? []) hold(inner);
  };
  const newCell = (instance: Instance, weight: Weight, on: boolean, settable: boolean): Cell => {
    const cell: Cell = {
      id: all.length,
      instance,
      weight,
      size: elements(weight.shape),
      settable,
      on,
      change: undefined,
    };
    all.push(cell);
    return cell;
  };
  const ownCells = (instance: Instance): readonly Cell[] => {
    const known = own.get(instance);
    if (known) return known;
    const holder = wrapped.get(instance);
    if (holder)
      return ownCells(holder.outer).filter((cell) =>
        holder.prefixes.some((prefix) => cell.weight.name.startsWith(prefix)),
      );
    const weights = instance.kind === "model" ? [] : (instance.built?.weights ?? []);
    const adapted = instance.definition?.lora;
    const cells = weights.map((weight) => {
      const kernel = weight.name === adapted && weights.some((w) => w.name === `lora_${adapted}_a`);
      return newCell(
        instance,
        weight,
        weight.trainable && weight.frozen !== true && instance.trainable,
        weight.trainable || kernel,
      );
    });
    own.set(instance, cells);
    return cells;
  };
  const leaves = (instance: Instance): readonly Instance[] => {
    const known = inside.get(instance);
    if (known) return known;
    adopt(instance);
    const run = runOf(instance);
    const found = run ? [...new Set(layersOf(run).flatMap(leaves))] : [instance];
    inside.set(instance, found);
    return found;
  };
  const cells = (instance: Instance): readonly Cell[] => leaves(instance).flatMap(ownCells);
  const ungated = (instance: Instance): readonly Cell[] => {
    if (!flags.get(instance)) return [];
    const run = runOf(instance);
    return run ? layersOf(run).flatMap(ungated) : ownCells(instance).filter((cell) => cell.on);
  };
  const flag = (instance: Instance): boolean => {
    adopt(instance);
    return flags.get(instance) ?? true;
  };
  const set = (instance: Instance, change: Change): Instance[] => {
    adopt(instance);
    const changed: Instance[] = [];
    const { value } = change;
    if (flags.get(instance) !== value) changed.push(instance);
    flags.set(instance, value);
    changes.set(instance, change);
    let turned = false;
    for (const cell of ownCells(instance)) {
      if (!cell.settable || cell.on === value) continue;
      cell.on = value;
      cell.change = change;
      turned = true;
    }
    if (turned && changed.length === 0) changed.push(instance);
    for (const inner of runOf(instance)?.instances ?? []) changed.push(...set(inner, change));
    for (const wrap of instance.built?.wraps ?? []) {
      const inner = instanceOf(wrap);
      if (inner) flags.set(inner, value);
    }
    return changed;
  };
  return {
    flag,
    change: (instance) => changes.get(instance),
    leaves,
    cells,
    trainable(instance) {
      if (!flag(instance)) return new Set();
      if (gated) return new Set(leaves(instance) && ungated(instance));
      return new Set(cells(instance).filter((cell) => cell.on));
    },
    set,
    replace(instance, weights, off, change) {
      const old = ownCells(instance);
      const next = weights.map((weight) => {
        const before = old.find((c) => c.weight.name === weight.name);
        // A kernel that was quantized lies there in another form.
        const cell =
          before && sameForm(before.weight, weight)
            ? before
            : newCell(
                instance,
                weight,
                // A frozen layer has no weights that train, those it is given now among them.
                weight.trainable && before?.on !== false && flag(instance),
                weight.trainable,
              );
        if (!old.includes(cell) || weight.name === off) cell.change = change;
        if (weight.name === off) cell.on = false;
        return cell;
      });
      own.set(instance, next);
    },
    state: () => `${[...flags.values()].map(Number).join("")}:${all.map((cell) => Number(cell.on)).join("")}`,
  };
}

const sameForm = (a: Weight, b: Weight): boolean =>
  a.dtype === b.dtype && a.unpacked?.length === b.unpacked?.length;

/** The parameters some weights stand for: of a packed kernel the numbers in it, of its scales none. */
export const logicalSizeOf = (cells: Iterable<Cell>): Count =>
  sumCounts([...cells].map(({ weight }) => logicalElements(weight)));

/** The parameters of some weights; unknown where a layer's weights are. */
export const sizeOf = (cells: Iterable<Cell>): Count => sumCounts([...cells].map((cell) => cell.size));
