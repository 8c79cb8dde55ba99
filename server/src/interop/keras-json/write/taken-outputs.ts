// Tensors taken out of nested models (`base.block3_pool`): a document reaches only outputs of a nested model, so what is
// taken becomes a further output of it. It never changes a graph.
import type {
  GraphNode,
  InputNode,
  Instance,
  ModelRun,
  NamedOutput,
  TensorRef,
} from "../../../model/graph.ts";
import { typeOf } from "../../../model/graph.ts";
import { namesOf, ownerOf } from "../../../model/wiring.ts";

/** Outputs of nested models that are taken from outside, beyond those they have. */
export interface TakenOutputs {
  /** A tensor as the run sees it: its own node, and which of that node's outputs. */
  readonly own: (run: ModelRun, ref: TensorRef) => TensorRef;
  /** A nested model's outputs, the taken ones last. */
  readonly outputs: (run: ModelRun) => readonly NamedOutput[];
}

const keyOf = new WeakMap<GraphNode | InputNode, number>();
let keys = 0;
const key = (ref: TensorRef): string => {
  const known = keyOf.get(ref.node) ?? ++keys;
  keyOf.set(ref.node, known);
  return `${known}:${ref.output}`;
};

/** Finds what a run and the runs below it take out of nested models. */
export function takenOutputs(root: ModelRun): TakenOutputs {
  const taken = new Map<
    ModelRun,
    { readonly places: Map<string, number>; readonly outputs: NamedOutput[] }
  >();
  const owned = new Map<ModelRun, ReadonlySet<GraphNode | InputNode>>();
  const ownNodes = (run: ModelRun): ReadonlySet<GraphNode | InputNode> => {
    const known = owned.get(run) ?? new Set<GraphNode | InputNode>([...run.nodes, ...run.inputs]);
    owned.set(run, known);
    return known;
  };
  const placeOf = (run: ModelRun, ref: TensorRef): number => {
    const at = taken.get(run) ?? { places: new Map<string, number>(), outputs: [] };
    taken.set(run, at);
    const known = at.places.get(key(ref));
    if (known !== undefined) return known;
    const place = run.outputs.length + at.outputs.length;
    at.places.set(key(ref), place);
    // A model that names its outputs names this one too.
    const node = ref.node;
    const name =
      run.outputs.some((o) => o.name !== undefined) && node.kind === "node"
        ? namesOf(run).get(node.instance)?.name
        : undefined;
    at.outputs.push({ name, ref, type: typeOf(ref) });
    return place;
  };
  const own = (run: ModelRun, ref: TensorRef): TensorRef => {
    const nodes = ownNodes(run);
    if (nodes.has(ref.node) || ref.node.kind === "input") return ref;
    // From the innermost model outwards, each owner gets the tensor as an output.
    let at = ref;
    for (let owner = ownerOf(ref.node); owner; owner = ownerOf(owner)) {
      const inside = builtRun(owner.instance, owner.run!);
      at = { node: owner, output: placeOf(inside, sameIn(inside, owner.run!, at)) };
      if (nodes.has(owner)) return at;
    }
    return ref;
  };
  const visit = (run: ModelRun, seen: Set<ModelRun>): void => {
    if (seen.has(run)) return;
    seen.add(run);
    for (const node of run.nodes) {
      for (const input of node.inputs) own(run, input);
      if (node.run) visit(builtRun(node.instance, node.run), seen);
    }
    for (const output of run.outputs) own(run, output.ref);
  };
  visit(root, new Set());
  return { own, outputs: (run) => [...run.outputs, ...(taken.get(run)?.outputs ?? [])] };
}

/** The run a nested model is written from: that of its first use. */
const builtRun = (instance: Instance, run: ModelRun): ModelRun => instance.run ?? run;

/** The same tensor in another run of the same body. */
function sameIn(run: ModelRun, other: ModelRun, ref: TensorRef): TensorRef {
  if (run === other || ref.node.kind === "input") return ref;
  const node = run.nodes[other.nodes.indexOf(ref.node)];
  return node ? { node, output: ref.output } : ref;
}
