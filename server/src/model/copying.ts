// A block that is used again with equal parameters and equal input types is not run again: the layers of its first use are
// copied, with other inputs. It never decides what a layer does.
import type { LayerValue, TensorValue, Value } from "../layers/value.ts";
import { isSequence } from "../layers/value.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import type { Frame, Instantiation, StatementUse } from "./frame.ts";
import type { GraphNode, Group, InputNode, Instance, ModelRun, TensorRef } from "./graph.ts";
import { addRun, type BodyRun } from "./memo.ts";
import { labelOf, madeOf, reference } from "./references.ts";
import { holdsMade, sameType, sameValue } from "./same.ts";
import type { Part } from "./source-file.ts";

/** What decides how a block comes out. */
export interface BlockUse {
  readonly part: Part;
  readonly params: ReadonlyMap<string, Value>;
  readonly trainable: boolean | undefined;
  readonly given: readonly TensorValue[];
  readonly group: Group | undefined;
}

/** A use of a block that others can be copied from. */
interface Original extends BlockUse {
  readonly makes: ModelRun["makes"];
  readonly types: readonly TensorType[];
  readonly refs: readonly unknown[];
  readonly frozen: boolean;
  readonly depth: number;
  readonly run: BodyRun;
  readonly nodes: readonly GraphNode[];
  /** For each input of each node: the node of the block it comes from, or `-1 - i` for the i-th input, and the output. */
  readonly sources: readonly (readonly (readonly [from: number, output: number])[])[];
  readonly instances: readonly Instance[];
  /** Which instance a node is a use of. */
  readonly owner: readonly number[];
  readonly scope: ReadonlyMap<string, Value>;
  readonly result: Value;
  readonly steps: number;
}

/** What a use of a block gives. */
export interface BlockResult {
  readonly value: Value;
  readonly instances: readonly Instance[];
  readonly scope: ReadonlyMap<string, Value>;
}

/** Originals kept for one block. */
const most = 16;

const originals = new WeakMap<Frame["program"], Map<Part, Original[]>>();

/** Remembers a use that nothing went wrong in, so that it can be copied. */
export function keepOriginal(
  frame: Frame,
  use: BlockUse,
  run: BodyRun,
  made: BlockResult & Pick<ModelRun, "makes">,
  nodes: readonly GraphNode[],
  steps: number,
): void {
  if (run.memos.some((memo) => memo.volatile || memo.attempts.length > 0 || memo.inputNodes.length > 0))
    return;
  if ([...use.params.values()].some(holdsMade) || nodes.some((node) => node.run)) return;
  if ([...made.scope.values()].some(holdsMade) || holdsMade(made.value)) return;
  if (use.given.some((value) => value.ref === undefined)) return;
  const { instances } = made;
  if (instances.reduce((sum, instance) => sum + instance.nodes.length, 0) !== nodes.length) return;
  const index = new Map<GraphNode | InputNode, number>(nodes.map((node, i) => [node, i]));
  const place = new Map<Instance, number>(instances.map((instance, i) => [instance, i]));
  const inputs = use.given.map(({ ref }) => ref as TensorRef);
  const sources: [number, number][][] = [];
  const owner: number[] = [];
  for (const node of nodes) {
    const own: [number, number][] = [];
    for (const ref of node.inputs) {
      const at = index.get(ref.node);
      const input = inputs.findIndex((given) => given.node === ref.node && given.output === ref.output);
      if (at === undefined && input < 0) return;
      own.push([at ?? -1 - input, ref.output]);
    }
    sources.push(own);
    const at = place.get(node.instance);
    if (at === undefined) return;
    owner.push(at);
  }
  const all = originals.get(frame.program) ?? new Map<Part, Original[]>();
  originals.set(frame.program, all);
  const list = all.get(use.part) ?? [];
  all.set(use.part, list);
  if (list.length >= most) list.shift();
  list.push({
    ...use,
    types: use.given.map(({ type }) => type),
    refs: inputs,
    frozen: frame.frozen === true,
    depth: frame.program.depth,
    run,
    nodes,
    sources,
    instances,
    makes: made.makes,
    owner,
    scope: made.scope,
    result: made.value,
    steps,
  });
}

function find(frame: Frame, use: BlockUse): Original | undefined {
  return originals
    .get(frame.program)
    ?.get(use.part)
    ?.find(
      (one) =>
        one.trainable === use.trainable &&
        one.frozen === (frame.frozen === true) &&
        one.depth === frame.program.depth &&
        one.types.length === use.given.length &&
        use.given.every(({ type, ref }, i) => ref !== undefined && sameType(type, one.types[i]!)) &&
        one.params.size === use.params.size &&
        [...use.params].every(([name, value]) => sameValue(value, one.params.get(name))),
    );
}

/** Copies a former use of the block, if there is one like it; `instantiation` is that of the new use. */
export function copyBlock(
  frame: Frame,
  use: BlockUse,
  instantiation: Instantiation,
): BlockResult | undefined {
  const { program, builder } = frame;
  const original = find(frame, use);
  if (!original) return undefined;
  const { nodes, sources, owner } = original;
  if (
    program.nodes + nodes.length > program.limits.nodes ||
    program.steps + original.steps > program.limits.steps
  )
    return undefined;
  program.nodes += nodes.length;
  program.steps += original.steps;

  const groups = new Map<Group | undefined, Group | undefined>([[original.group, use.group]]);
  const groupOf = (group: Group | undefined): Group | undefined => {
    if (group === undefined || groups.has(group)) return groups.get(group);
    const copy: Group = { ...group, parent: groupOf(group.parent) };
    groups.set(group, copy);
    return copy;
  };
  const instances = original.instances.map(
    (instance): Instance => ({ ...instance, group: groupOf(instance.group), nodes: [] }),
  );
  const copies: GraphNode[] = [];
  const refs: TensorRef[][] = [];
  const refOf = (from: number, output: number): TensorRef => {
    if (from < 0) return use.given[-1 - from]!.ref as TensorRef;
    const own = refs[from]!;
    own[output] ??= { node: copies[from]!, output };
    return own[output];
  };
  const index = new Map<GraphNode | InputNode, number>();
  /** Where a tensor of the original comes from, in the copy. */
  const tensor = (value: TensorValue): TensorValue => {
    const ref = value.ref as TensorRef | undefined;
    if (!ref) return value;
    if (index.size === 0) nodes.forEach((node, i) => void index.set(node, i));
    const at = index.get(ref.node);
    if (at !== undefined) return { ...value, ref: refOf(at, ref.output) };
    const input = original.refs.findIndex(
      (given) =>
        given === ref ||
        ((given as TensorRef).node === ref.node && (given as TensorRef).output === ref.output),
    );
    return input < 0 ? value : { ...value, ref: use.given[input]!.ref };
  };
  const known = new Map<Value, Value>();
  const mapped = (value: Value): Value => {
    if (typeof value !== "object" || value === null) return value;
    const done = known.get(value);
    if (done !== undefined) return done;
    const copy = copied(value);
    known.set(value, copy);
    return copy;
  };
  const copied = (value: Value & object): Value => {
    if (value.kind === "tensor") return tensor(value);
    if (isSequence(value)) return { ...value, items: value.items.map(mapped) };
    if (value.kind === "dict")
      return { ...value, entries: value.entries.map(([key, item]) => [key, mapped(item)] as const) };
    const label = labelOf(value);
    if (label?.layer.kind !== "layer") return value;
    const mark = { touched: false };
    program.running?.labels.push(mark);
    const { layer, output } = label;
    return reference({ kind: "label", layer: layerOf(layer), output: mapped(output), mark });
  };
  const layerOf = (layer: LayerValue): LayerValue => {
    const made = madeOf(layer);
    if (made?.kind !== "instance") return layer;
    const at = original.instances.indexOf(made.instance);
    return at < 0 ? layer : { ...layer, ref: { ...made, instance: instances[at]! } };
  };
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const instance = instances[owner[i]!]!;
    refs.push([]);
    const copy: GraphNode = {
      ...node,
      instance,
      inputs: sources[i]!.map(([from, output]) => refOf(from, output)),
      reach: undefined,
    };
    copies.push(copy);
    instance.nodes.push(copy);
    builder.nodes.push(copy);
    frame.use?.inner.push(copy);
  }
  for (let i = 0; i < nodes.length; i++) {
    const { call } = nodes[i]!;
    if (!call) continue;
    const given =
      call.given.size === 0 ? call.given : new Map([...call.given].map(([k, v]) => [k, mapped(v)]));
    Object.assign(copies[i]!, { call: { tensors: call.tensors.map(mapped), given } });
  }
  for (const instance of instances) {
    builder.instances.push(instance);
    builder.known?.add(instance);
  }
  const copyOf = new Map(original.instances.map((instance, i) => [instance, instances[i]!]));
  for (const made of original.makes) {
    const copy = made.kind === "inside" ? undefined : copyOf.get(made);
    builder.makes.push(copy ?? { ...made, group: groupOf(made.group) });
  }
  for (const dependency of original.run.dependencies) program.running?.dependencies.add(dependency);
  addRun(program, {
    ...original.run,
    instantiation,
    group: use.group,
    given: use.given,
    start: undefined,
    copied: usesCopied({ original, instantiation, copies, mapped }),
  });
  return {
    value: mapped(original.result),
    instances,
    scope: new Map([...original.scope].map(([name, value]) => [name, mapped(value)])),
  };
}

/** What the statements of the original did, as if they had done it in the copy. */
function usesCopied(of: {
  readonly original: Original;
  readonly instantiation: Instantiation;
  readonly copies: readonly GraphNode[];
  readonly mapped: (value: Value) => Value;
}): (use: StatementUse) => StatementUse {
  const { original, copies, mapped } = of;
  const uses = new Map<StatementUse, StatementUse>();
  const around = new Map<Instantiation, Instantiation>();
  if (original.run.instantiation) around.set(original.run.instantiation, of.instantiation);
  const instantiationOf = (at: Instantiation): Instantiation => {
    const known = around.get(at);
    if (known) return known;
    const copy: Instantiation = { ...at, parent: at.parent && instantiationOf(at.parent) };
    around.set(at, copy);
    return copy;
  };
  let index: Map<GraphNode, number> | undefined;
  const nodeOf = (node: GraphNode): GraphNode => {
    index ??= new Map(original.nodes.map((one, i) => [one, i]));
    const at = index.get(node);
    return at === undefined ? node : copies[at]!;
  };
  return (use) => {
    const known = uses.get(use);
    if (known) return known;
    const copy = lazily(use, {
      instantiation: use.instantiation && instantiationOf(use.instantiation),
      node: nodeOf,
      value: mapped,
    });
    uses.set(use, copy);
    return copy;
  };
}

/** A copy of a use, worked out where somebody looks: there may be thousands of which one is shown. */
function lazily(
  use: StatementUse,
  to: {
    readonly instantiation: Instantiation | undefined;
    readonly node: (node: GraphNode) => GraphNode;
    readonly value: (value: Value) => Value;
  },
): StatementUse {
  let nodes: GraphNode[] | undefined;
  let inner: GraphNode[] | undefined;
  let value: Value | undefined;
  let bindings: Map<number, Value> | undefined;
  return {
    statement: use.statement,
    instantiation: to.instantiation,
    origin: use.origin ?? use,
    get nodes() {
      nodes ??= use.nodes.map(to.node);
      return nodes;
    },
    get inner() {
      inner ??= use.inner.map(to.node);
      return inner;
    },
    get value() {
      value ??= use.value === undefined ? undefined : to.value(use.value);
      return value;
    },
    get bindings() {
      bindings ??= new Map([...use.bindings].map(([at, bound]) => [at, to.value(bound)]));
      return bindings;
    },
  };
}
