// Who feeds whom, in which order, under which names: derived from a run by walking it. It never infers a shape.
import { snakeCase } from "../layers/instance.ts";
import type { GraphNode, Group, InputNode, Instance, ModelRun, TensorRef } from "./graph.ts";

const reached = new WeakMap<ModelRun, Reach>();
const owners = new WeakMap<GraphNode, GraphNode>();

/** Remembers that the nodes of a nested run belong to a use of the nested model. */
export function adopt(owner: GraphNode, run: ModelRun): void {
  for (const node of run.nodes) owners.set(node, owner);
}

/** The use of a nested model that a node inside it belongs to. */
export const ownerOf = (node: GraphNode): GraphNode | undefined => owners.get(node);

/** The node of this run that a tensor comes from, where it was taken out of a nested model. */
export function ownNode(
  run: ModelRun,
  node: GraphNode | InputNode,
  own?: ReadonlySet<GraphNode>,
): GraphNode | InputNode {
  if (node.kind === "input" || !owners.has(node)) return node;
  const ours = own ?? new Set(run.nodes);
  let at: GraphNode | InputNode | undefined = node;
  while (at?.kind === "node" && !ours.has(at)) {
    const owner: GraphNode | undefined = owners.get(at);
    if (!owner) return node;
    at = owner;
  }
  return at ?? node;
}

/** Marks are numbers: an object would be one more reference from old to new in each node, which collecting garbage follows. */
let marks = 0;

/** Nodes and inputs of a run; a layer is among them if one of its uses is. Each carries the mark of its latest run. */
class Reach implements Iterable<GraphNode | InputNode> {
  private readonly mark = ++marks;
  private readonly found: (GraphNode | InputNode)[] = [];

  has(what: GraphNode | InputNode | Instance): boolean {
    if (what.kind === "input" || what.kind === "node") return what.reach === this.mark;
    return what.nodes.some((node) => node.reach === this.mark);
  }

  /** Whether it had not been reached before. */
  add(what: GraphNode | InputNode): boolean {
    if (what.reach === this.mark) return false;
    what.reach = this.mark;
    this.found.push(what);
    return true;
  }

  [Symbol.iterator](): Iterator<GraphNode | InputNode> {
    return this.found[Symbol.iterator]();
  }
}

/** Every node, input and layer that an output depends on. Without outputs: everything. */
export function reachable(run: ModelRun): Reach {
  const known = reached.get(run);
  if (known) return known;
  // Only where a model is nested can a tensor come out of another run.
  const own = run.nodes.some((node) => node.run) ? new Set(run.nodes) : undefined;
  const source = ({ node }: TensorRef): GraphNode | InputNode => (own ? ownNode(run, node, own) : node);
  const found = new Reach();
  const todo: (GraphNode | InputNode)[] = run.outputs.map((o) => source(o.ref));
  if (run.outputs.length === 0) for (const node of run.nodes) todo.push(node);
  while (todo.length > 0) {
    const node = todo.pop()!;
    if (!found.add(node) || node.kind !== "node") continue;
    for (const input of node.inputs) todo.push(source(input));
  }
  reached.set(run, found);
  return found;
}

/**
 * Layers and operations in the order of Keras's Functional: by depth from the outputs, deepest first, and within a depth
 * in the order a walk from the outputs meets them (keras/src/ops/function.py, `map_graph`).
 */
export const kerasOrder = (run: ModelRun): readonly Instance[] =>
  kerasLayers(run).filter((layer): layer is Instance => layer.kind !== "input");

/** As `kerasOrder`, with the inputs where Keras has its input layers. */
export function kerasLayers(run: ModelRun): readonly (Instance | InputNode)[] {
  // A model whose output has an error still shows its layers.
  if (run.outputs.length === 0) return [...run.inputs, ...run.instances];
  const own = new Set(run.nodes);
  type Operation = Instance | InputNode;
  const operation = (node: GraphNode | InputNode): Operation =>
    node.kind === "input" ? node : node.instance;
  const index = new Map<Operation, number>();
  const postorder: (GraphNode | InputNode)[] = [];
  const done = new Set<GraphNode | InputNode>();
  const visit = (start: GraphNode | InputNode): void => {
    const stack: { node: GraphNode | InputNode; next: number }[] = [];
    const enter = (node: GraphNode | InputNode): void => {
      if (done.has(node)) return;
      done.add(node);
      if (!index.has(operation(node))) index.set(operation(node), index.size);
      stack.push({ node, next: 0 });
    };
    enter(start);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const input = top.node.kind === "input" ? undefined : top.node.inputs[top.next++];
      if (input === undefined) {
        postorder.push(top.node);
        stack.pop();
      } else enter(ownNode(run, input.node, own));
    }
  };
  for (const output of run.outputs) visit(ownNode(run, output.ref.node, own));
  const nodeDepth = new Map<GraphNode | InputNode, number>();
  const depth = new Map<Operation, number>();
  for (const node of postorder.toReversed()) {
    const d = Math.max(nodeDepth.get(node) ?? 0, depth.get(operation(node)) ?? 0);
    depth.set(operation(node), d);
    nodeDepth.set(node, d);
    if (node.kind === "input") continue;
    for (const input of node.inputs) {
      const from = ownNode(run, input.node, own);
      nodeDepth.set(from, Math.max(d + 1, nodeDepth.get(from) ?? 0));
    }
  }
  return [...index.keys()].sort((a, b) => depth.get(b)! - depth.get(a)! || index.get(a)! - index.get(b)!);
}

export interface LayerNames {
  /** Unique in the model: the path joined with `_`. */
  readonly name: string;
  /** With the labelled blocks it stands in: `stage32.conv2d_1`. */
  readonly path: string;
}

const named = new WeakMap<ModelRun, ReadonlyMap<Instance, LayerNames>>();

/** The names of all layers of a model, automatic ones in creation order, counted in each group as Keras counts in a model. */
export function namesOf(run: ModelRun): ReadonlyMap<Instance, LayerNames> {
  const known = named.get(run);
  if (known) return known;
  const names = new Map<Instance, LayerNames>();
  const taken = new Set<string>(run.inputs.map((input) => input.name));
  const groupPaths = groupPathsOf(run);
  const prefix = (group: Group | undefined): string =>
    group ? `${groupPaths.get(group) ?? group.label}.` : "";
  const group = (instance: Instance): string => prefix(instance.group);
  const counters = new Map<string, number>();
  const explicit = new Set(
    run.instances.flatMap((i) => (i.label === undefined ? [] : [joined(group(i)) + i.label])),
  );
  // Labels first: automatic names step aside for them wherever they stand.
  for (const instance of run.instances) {
    if (instance.label === undefined) continue;
    names.set(instance, unique(group(instance), instance.label, taken, counters, explicit, true));
  }
  const own = new Set(run.instances);
  // Made elsewhere and used here: named behind those made here.
  for (const instance of new Set([...run.makes, ...run.instances])) {
    if (instance.kind === "inside") {
      const counter = `${prefix(instance.group)}${snakeCase(instance.name)}`;
      counters.set(counter, (counters.get(counter) ?? 0) + 1);
      continue;
    }
    if (instance.label !== undefined) continue;
    const name = unique(group(instance), automaticName(instance), taken, counters, explicit, false);
    // What is wrapped, or made and never used, takes a name and is no layer of the model.
    if (own.has(instance)) names.set(instance, name);
  }
  named.set(run, names);
  return names;
}

/**
 * Keras's name for what has none: what a model itself says its `name` is, which may follow from its other arguments
 * (`mobilenet_1.00_224`); else the class in snake case.
 */
function automaticName(instance: Instance): string {
  const { part, className, definition } = instance;
  if (part?.kind === "model" && part.head.parameters.some((p) => p.name.name === "name")) {
    const own = instance.run?.scope.get("name") ?? instance.params?.get("name");
    if (typeof own === "string") return own;
  }
  return snakeCase(definition?.classInside ?? className);
}

/** A group's path as the beginning of a name; the point in a layer's own name (`mobilenet_1.00_224`) stays. */
const joined = (path: string): string => path.replaceAll(".", "_");

function unique(
  group: string,
  own: string,
  taken: Set<string>,
  counters: Map<string, number>,
  explicit: ReadonlySet<string>,
  labelled: boolean,
): LayerNames {
  for (;;) {
    const n = counters.get(group + own) ?? 0;
    counters.set(group + own, n + 1);
    const numbered = n === 0 ? own : `${own}_${n}`;
    const name = joined(group) + numbered;
    const reserved = !(labelled && n === 0) && explicit.has(name);
    if (taken.has(name) || reserved) continue;
    taken.add(name);
    return { name, path: group + numbered };
  }
}

/** Labelled blocks by path; a label that comes again is numbered as layers are. */
function groupPathsOf(run: ModelRun): ReadonlyMap<Group, string> {
  const paths = new Map<Group, string>();
  const counters = new Map<string, number>();
  const add = (group: Group): string => {
    const old = paths.get(group);
    if (old !== undefined) return old;
    const base = group.parent ? `${add(group.parent)}.${group.label}` : group.label;
    const n = counters.get(base) ?? 0;
    counters.set(base, n + 1);
    const path = n === 0 ? base : `${base}_${n}`;
    paths.set(group, path);
    return path;
  };
  for (const instance of run.instances) if (instance.group) add(instance.group);
  return paths;
}

/** The path of a group in a run. */
export const groupPath = (run: ModelRun, group: Group): string => groupPathsOf(run).get(group) ?? group.label;

/** The name a tensor's source has: a layer's, or an input's. */
export function sourceName(run: ModelRun, ref: TensorRef): string {
  const node = ownNode(run, ref.node);
  return node.kind === "input"
    ? node.name
    : (namesOf(run).get(node.instance)?.name ?? node.instance.className);
}
