// How far gradients come back from the losses: which layers get one, which only pass it on, and where it ends. It never
// decides which weights train.
import type { BoundArguments } from "../../layers/define.ts";
import type { Instance, ModelRun } from "../graph.ts";
import type { Cell } from "./flags.ts";
import { type FlatNode, type FlatTensor, flatGraph } from "./flat-graph.ts";

export interface Gradients {
  /** Layers a gradient comes to from some loss. */
  readonly reached: ReadonlySet<Instance>;
  /** Layers with trainable weights at or before them: a gradient that comes here has a use. */
  readonly wanted: ReadonlySet<FlatNode>;
  /** Uses of layers where a gradient comes in that is of use: the backward pass runs through these. */
  readonly backward: ReadonlySet<FlatNode>;
  /** For a layer with trainable weights and no gradient: the operation it ends at, or nothing where no loss lies ahead. */
  readonly ended: ReadonlyMap<Instance, FlatNode | undefined>;
}

/** Gradients are of floating numbers only; what is known of the rest of a type does not matter. */
const flows = ({ type }: FlatTensor): boolean => !/^(u?int|bool|string)/.test(type.dtype);

const blocks = ({ instance }: FlatNode): boolean => instance.definition?.gradient === "none";

/** Weights that a regularizer pulls at, whatever lies behind the layer. */
export const isRegularized = ({ instance, weight }: Cell): boolean =>
  argument(instance.bound, `${weight.name}_regularizer`);

const argument = (bound: BoundArguments | undefined, name: string): boolean => {
  const value = bound?.parsed[name];
  return value !== undefined && value !== null;
};

/** Whether a layer gives a loss of its own, or may: by a regularizer, by what it is for, or because nobody knows it. */
export const addsLoss = ({ kind, definition, bound }: Instance): boolean =>
  definition?.addsLoss === true ||
  (kind === "layer" && definition === undefined) ||
  Object.entries(bound?.parsed ?? {}).some(
    ([name, value]) => name.endsWith("_regularizer") && value !== null && value !== undefined,
  );

/**
 * Walks a model backwards from its losses. `losses`: the outputs that have one, all where it is left out; `trains`: the
 * weights that may change.
 */
export function gradientsOf(
  run: ModelRun,
  trains: ReadonlySet<Cell>,
  losses: ReadonlySet<number> | undefined,
): Gradients {
  const { nodes, outputs } = flatGraph(run);
  const training = new Set([...trains].map(({ instance }) => instance));
  const wanted = new Set<FlatNode>();
  for (const node of nodes) {
    const fed = !blocks(node) && node.inputs.some((t) => flows(t) && t.source && wanted.has(t.source));
    if (fed || training.has(node.instance)) wanted.add(node);
  }
  const arrived = new Set<FlatTensor>();
  outputs.forEach((tensor, i) => {
    if (tensor && flows(tensor) && (losses === undefined || losses.has(i))) arrived.add(tensor);
  });
  const reached = new Set<Instance>();
  const backward = new Set<FlatNode>();
  /** Where the way forward from a node first ends. */
  const ends = new Map<FlatNode, FlatNode>();
  for (const node of nodes.toReversed()) {
    const regularized = argument(node.instance.bound, "activity_regularizer");
    const here = regularized || node.outputs.some((tensor) => arrived.has(tensor));
    const stop = blocks(node) ? node : ends.get(node);
    for (const tensor of node.inputs) {
      if (here && !blocks(node) && flows(tensor)) arrived.add(tensor);
      const end = flows(tensor) && !node.outputs.some(flows) ? node : stop;
      if (tensor.source && end) ends.set(tensor.source, end);
    }
    if (!here) continue;
    reached.add(node.instance);
    if (wanted.has(node)) backward.add(node);
  }
  const ended = new Map<Instance, FlatNode | undefined>();
  for (const node of nodes) {
    const { instance } = node;
    if (!training.has(instance) || reached.has(instance)) continue;
    ended.set(instance, ended.get(instance) ?? ends.get(node));
  }
  return { reached, wanted, backward, ended };
}
