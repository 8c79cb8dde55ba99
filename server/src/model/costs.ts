// Totals of models, blocks and layers: parameters and costs, as sums over layers. It never walks a file.

import recursion from "../diagnostics/recursion.ts";
import type { Inference, Weight } from "../layers/define.ts";
import type { LayerValue, Value } from "../layers/value.ts";
import type { NodeBase } from "../syntax/tree.ts";
import { addCounts, type Count, elements, isExact, sumCounts } from "../tensor/count.ts";
import { unknown } from "../tensor/dim.ts";
import { broken, type Frame, isInside, problem } from "./frame.ts";
import type { Instance, ModelRun } from "./graph.ts";
import { makePart } from "./making.ts";
import { instanceOf, isLayer, labelOf, madeOf, named, referenceOf } from "./references.ts";
import { standalone } from "./running.ts";
import { isPlain, perStretch } from "./stretches.ts";
import { reachable } from "./wiring.ts";

export interface Params {
  readonly total: Count;
  readonly trainable: Count;
  readonly nonTrainable: Count;
}

export interface OwnedWeight {
  readonly weight: Weight;
  readonly trainable: boolean;
}

/** The weights of a layer, or of every layer of a nested model, with their effective flags (`frozen`: a parent is). */
export function weightsOf(instance: Instance, frozen = false): readonly OwnedWeight[] {
  const held = frozen || !instance.trainable;
  if (instance.run) return layersOf(instance.run).flatMap((inner) => weightsOf(inner, held));
  return (instance.built?.weights ?? []).map((weight) => ({
    weight,
    trainable: weight.trainable && !held && weight.frozen !== true,
  }));
}

/** The layers an output depends on, each once, in creation order. */
export const layersOf = (run: ModelRun): readonly Instance[] => {
  if (isPlain(run)) return run.instances;
  const used = reachable(run);
  return run.instances.filter((instance) => used.has(instance));
};

/** The parameters of a model: of every layer an output depends on, once. */
export function paramsOfRun(run: ModelRun): Params {
  const known = totals.get(run);
  if (known) return known;
  const found = isPlain(run) ? sumParams(stretchParams(run)) : paramsOf(layersOf(run));
  totals.set(run, found);
  return found;
}

const totals = new WeakMap<ModelRun, Params>();

/** The parameters of the layers whose first use stands in a stretch. */
const stretchParams = perStretch((nodes) => {
  const made: Instance[] = [];
  for (const node of nodes) if (node.instance.nodes[0] === node) made.push(node.instance);
  return paramsOf(made);
});

const sumParams = (parts: readonly Params[]): Params => ({
  total: sumCounts(parts.map(({ total }) => total)),
  trainable: sumCounts(parts.map(({ trainable }) => trainable)),
  nonTrainable: sumCounts(parts.map(({ nonTrainable }) => nonTrainable)),
});

export function paramsOf(instances: Iterable<Instance>): Params {
  const trainable = new Sum();
  const frozen = new Sum();
  let failed: Count | undefined;
  const add = (instance: Instance, held: boolean): void => {
    const still = held || !instance.trainable;
    if (instance.run) {
      for (const inner of layersOf(instance.run)) add(inner, still);
      return;
    }
    const { built } = instance;
    if (!built) return;
    const sizes = sizesOf(built);
    if (still) {
      frozen.add(sizes.trainable);
      frozen.add(sizes.rest);
    } else {
      trainable.add(sizes.trainable);
      frozen.add(sizes.rest);
    }
  };
  for (const instance of new Set(instances)) {
    add(instance, false);
    failed ??= unknownOf(instance);
  }
  return {
    total: failed ?? addCounts(trainable.count(), frozen.count()),
    trainable: failed ?? trainable.count(),
    nonTrainable: failed ?? frozen.count(),
  };
}

/** A sum that stays a plain number as long as it fits. */
class Sum {
  private small = 0;
  private large: Count = 0n;

  add(count: Count | number): void {
    if (typeof count === "number" && this.small + count <= Number.MAX_SAFE_INTEGER) this.small += count;
    else this.large = addCounts(this.large, typeof count === "number" ? BigInt(count) : count);
  }

  count(): Count {
    return addCounts(this.large, BigInt(this.small));
  }
}

interface Sizes {
  readonly trainable: Count | number;
  readonly rest: Count | number;
}

const sizes = new WeakMap<Inference, Sizes>();

/** The numbers of weights that can be trained and that cannot, of one use of a layer. */
function sizesOf(built: Inference): Sizes {
  const known = sizes.get(built);
  if (known) return known;
  const sum = (weights: readonly Weight[]): Count | number => {
    const count = sumCounts(weights.map((weight) => elements(weight.shape)));
    return typeof count === "bigint" && count <= Number.MAX_SAFE_INTEGER ? Number(count) : count;
  };
  const able = (weight: Weight): boolean => weight.trainable && weight.frozen !== true;
  const found = {
    trainable: sum(built.weights.filter(able)),
    rest: sum(built.weights.filter((weight) => !able(weight))),
  };
  sizes.set(built, found);
  return found;
}

/** Why a layer's weights are unknown, if they are. */
function unknownOf(instance: Instance): Count | undefined {
  if (instance.run)
    return layersOf(instance.run)
      .map(unknownOf)
      .find((c) => c !== undefined);
  return instance.built?.failed ? instance.built.macs : undefined;
}

const stretchCosts = {
  macs: perStretch((nodes) => sumCounts(nodes.map(({ inference }) => inference.macs))),
  flops: perStretch((nodes) => sumCounts(nodes.map(({ inference }) => inference.flops))),
};

/** A cost of one sample: every use of every layer an output depends on. */
export function runCost(run: ModelRun, what: "macs" | "flops"): Count {
  if (isPlain(run)) return sumCounts(stretchCosts[what](run));
  const used = reachable(run);
  return sumCounts(
    run.nodes
      .filter((node) => used.has(node))
      .map((node) => (node.run ? runCost(node.run, what) : node.inference[what])),
  );
}

/** `params(x)` and its like for whatever a name stands for; `undefined` where it has none. */
export function costOf(
  frame: Frame,
  raw: Value,
  what: "params" | "trainable_params" | "macs" | "flops",
  node: NodeBase,
): Value | undefined {
  const ref = referenceOf(raw);
  if (ref?.kind === "part" && isInside(frame, ref.part)) {
    // A model that asks for its own size, with its defaults, would be built for ever.
    problem(frame, recursion, { name: ref.part.name, limit: frame.program.limits.depth }, node);
    return broken();
  }
  const run = runOf(frame, raw, node);
  const instances = instancesOf(raw, run);
  if (!instances) {
    const made = isLayer(raw) ? madeOf(raw) : undefined;
    const part = ref?.kind === "part" ? ref.part : made?.kind === "block" ? made.part : undefined;
    return part && unapplied(part.name);
  }
  if (!run && !instances.every((i) => i.built || i.run)) return unapplied(instances[0]!.className);
  if (what === "params" || what === "trainable_params") {
    const params = paramsOf(instances);
    return value(what === "params" ? params.total : params.trainable);
  }
  if (run) return value(runCost(run, what));
  return value(
    sumCounts(
      instances.flatMap((i) => i.nodes.map((n) => (n.run ? runCost(n.run, what) : n.inference[what]))),
    ),
  );
}

/** Weights come with the first use, as in Keras: before it their number is open. */
const unapplied = (name: string): Value =>
  unknown(
    `\`${name}\` has its weights once it is applied to a tensor; ask for a label, as in \`d: Dense(8)\``,
  );

const value = (count: Count): Value => (isExact(count) ? count : count);

function runOf(frame: Frame, raw: Value, node: NodeBase): ModelRun | undefined {
  const ref = referenceOf(raw);
  if (ref?.kind === "part" && ref.part.kind === "model") {
    const made = makePart(frame, ref.part, node, undefined);
    return isLayer(made) ? standalone(frame, instanceOf(made)!) : undefined;
  }
  const label = labelOf(raw);
  const layer = label && label.layer.kind !== "group" ? (named(label) as LayerValue) : raw;
  const instance = isLayer(layer) ? instanceOf(layer) : undefined;
  return instance?.kind === "model" ? (instance.run ?? standalone(frame, instance)) : undefined;
}

function instancesOf(raw: Value, run: ModelRun | undefined): readonly Instance[] | undefined {
  const label = labelOf(raw);
  if (label) named(label);
  if (label?.layer.kind === "group") return label.layer.instances;
  const ref = referenceOf(raw);
  if (ref?.kind === "group") return ref.instances;
  const layer = label ? label.layer : raw;
  if (typeof layer === "object" && layer !== null && layer.kind === "layer") {
    const made = madeOf(layer);
    if (made?.kind === "block") return made.instances;
    const instance = made?.instance;
    if (instance?.kind === "model" && run && !instance.run) return layersOf(run);
    return instance ? [instance] : undefined;
  }
  return run ? layersOf(run) : undefined;
}
