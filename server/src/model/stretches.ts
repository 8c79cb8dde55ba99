// What is worth knowing about all nodes of a model at each keystroke, found stretch by stretch: what came from the version
// before is not gone through again. It never infers a shape.
import type { GraphNode, InputNode, ModelRun, TensorRef } from "./graph.ts";
import { reachable } from "./wiring.ts";

type Source = GraphNode | InputNode;

/** How a stretch of nodes is tied together, and to what is before and behind it. */
interface Ties {
  /** Nodes nothing in the stretch takes. */
  readonly ends: readonly GraphNode[];
  /** Nodes more than one in the stretch takes. */
  readonly several: readonly GraphNode[];
  /** What comes into it, once for each node that takes it. References are kept, for an edit leads them to other nodes. */
  readonly ins: readonly TensorRef[];
  /** Uses of nested models. */
  readonly nested: readonly GraphNode[];
}

const tied = new WeakMap<readonly GraphNode[], Ties>();

/**
 * Each stretch counts from a number of its own on, so that a node of another stretch is known by its lower one. Numbers in the
 * nodes take a fifth of the time of a table.
 */
let counting = 0;
const many = 2;

function tiesOf(nodes: readonly GraphNode[]): Ties {
  const known = tied.get(nodes);
  if (known) return known;
  counting += many + 1;
  const zero = counting;
  const ends: GraphNode[] = [];
  const several: GraphNode[] = [];
  const ins: TensorRef[] = [];
  const nested: GraphNode[] = [];
  for (const node of nodes) node.takers = zero;
  for (const { inputs } of nodes)
    for (let i = 0; i < inputs.length; i++) {
      const ref = inputs[i]!;
      const { node } = ref;
      if (i > 0 && inputs.findIndex((other) => other.node === node) < i) continue;
      if (node.takers < zero) ins.push(ref);
      else if (node.takers < zero + many) node.takers++;
    }
  for (const node of nodes) {
    if (node.takers === zero) ends.push(node);
    else if (node.takers === zero + many) several.push(node);
    if (node.run) nested.push(node);
  }
  const found: Ties = { ends, several, ins, nested };
  tied.set(nodes, found);
  return found;
}

/** The uses of nested models, in creation order. */
export const nestedIn = (run: ModelRun): readonly GraphNode[] =>
  run.stretches.flatMap((nodes) => tiesOf(nodes).nested);

const none: ReadonlySet<GraphNode> = new Set();
const dead = new WeakMap<ModelRun, ReadonlySet<GraphNode>>();

/** The nodes no output depends on: those `reachable` leaves out. */
export function unreached(run: ModelRun): ReadonlySet<GraphNode> {
  const known = dead.get(run);
  if (known) return known;
  const found = findUnreached(run);
  dead.set(run, found);
  return found;
}

function findUnreached(run: ModelRun): ReadonlySet<GraphNode> {
  if (run.outputs.length === 0) return none;
  const lists = run.stretches;
  // Tensors may come out of nested models; these are followed one by one.
  if (lists.some((nodes) => tiesOf(nodes).nested.length > 0)) {
    const used = reachable(run);
    return new Set(run.nodes.filter((node) => !used.has(node)));
  }
  // A node is made behind all it takes, so one look from the end meets everything that is wanted before it.
  const wanted = new Set<Source>(run.outputs.map(({ ref }) => ref.node));
  const found = new Set<GraphNode>();
  for (const nodes of lists.toReversed()) {
    const { ends, ins } = tiesOf(nodes);
    if (ends.every((end) => wanted.has(end))) for (const ref of ins) wanted.add(ref.node);
    else
      for (const node of nodes.toReversed())
        if (wanted.has(node)) for (const ref of node.inputs) wanted.add(ref.node);
        else found.add(node);
  }
  return found.size === 0 ? none : found;
}

/** Whether more than one node takes what a source gives; only nodes that an output depends on count. */
export function feedsSeveral(run: ModelRun): (source: Source) => boolean {
  const unused = unreached(run);
  const outside = new Map<Source, number>();
  const ends = new Set<Source>(run.inputs);
  const several = new Set<Source>();
  const lists = unused.size === 0 ? run.stretches : [run.nodes.filter((node) => !unused.has(node))];
  for (const nodes of lists) {
    const ties = tiesOf(nodes);
    for (const { node } of ties.ins) outside.set(node, (outside.get(node) ?? 0) + 1);
    for (const end of ties.ends) ends.add(end);
    for (const node of ties.several) several.add(node);
  }
  return (source) => {
    const takers = outside.get(source) ?? 0;
    return several.has(source) || takers > 1 || (takers === 1 && !ends.has(source));
  };
}

/** Something that lies in the nodes themselves, for each stretch of a run; worked out once for each. */
export function perStretch<T>(of: (nodes: readonly GraphNode[]) => T): (run: ModelRun) => readonly T[] {
  const known = new WeakMap<readonly GraphNode[], { readonly found: T }>();
  return (run) =>
    run.stretches.map((nodes) => {
      const old = known.get(nodes) ?? { found: of(nodes) };
      known.set(nodes, old);
      return old.found;
    });
}

/** The nodes of a run for which something holds that lies in themselves; asked once for each. */
export function nodesWhere(holds: (node: GraphNode) => boolean): (run: ModelRun) => readonly GraphNode[] {
  const all = perStretch((nodes) => nodes.filter(holds));
  return (run) => all(run).flat();
}

/** Whether an output depends on every node, and none is a model with nodes of its own. */
export const isPlain = (run: ModelRun): boolean => nestedIn(run).length === 0 && unreached(run).size === 0;
