// A block that is used again with equal parameters and equal input types is not run again: the layers of its first use are
// copied, with other inputs. It never decides what a layer does.
import type { LayerValue, TensorValue, Value } from "../layers/value.ts";
import { isSequence } from "../layers/value.ts";
import type { Statement } from "../syntax/tree.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import { addRun, type BodyRun } from "./body-runs.ts";
import { type Attempt, type Frame, type Instantiation, reportAgain, type StatementUse } from "./frame.ts";
import type { GraphNode, Group, InputNode, Instance, ModelRun, NodeCall, TensorRef } from "./graph.ts";
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

type Source = readonly [from: number, output: number];

/** A use of a block that others can be copied from. */
interface Original extends BlockUse {
  readonly makes: ModelRun["makes"];
  readonly types: readonly TensorType[];
  readonly refs: readonly unknown[];
  readonly frozen: boolean;
  readonly depth: number;
  readonly run: BodyRun;
  readonly nodes: readonly GraphNode[];
  /** Where each of them stands. */
  readonly index: ReadonlyMap<GraphNode | InputNode, number>;
  /** For each input of each node: the node of the block it comes from, or `-1 - i` for the i-th input, and the output. */
  readonly sources: readonly (readonly Source[])[];
  /** The same by the references themselves, which stay what they are when an edit leads them to other nodes. */
  readonly origins: ReadonlyMap<TensorRef, Source>;
  readonly instances: readonly Instance[];
  readonly place: ReadonlyMap<object, number>;
  /** Which instance a node is a use of. */
  readonly owner: readonly number[];
  readonly scope: ReadonlyMap<string, Value>;
  readonly result: Value;
  readonly steps: number;
  /** What was reported in it, always at places in its own text. */
  readonly attempts: readonly Attempt[];
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

/** Remembers a use, so that it can be copied; `attempts` is how much was reported in it. */
export function keepOriginal(
  frame: Frame,
  use: BlockUse,
  run: BodyRun,
  made: BlockResult & Pick<ModelRun, "makes">,
  nodes: readonly GraphNode[],
  { steps, attempts }: { readonly steps: number; readonly attempts: number },
): void {
  const memos = run.memos.all();
  if (memos.some((memo) => memo.volatile || memo.inputNodes.length > 0)) return;
  // What asks for problems before it may find others in the next use; what the body itself reported stands in no memo.
  if (attempts > 0 && memos.some((memo) => memo.readsFlaws)) return;
  const reported = attempts === 0 ? [] : memos.flatMap((memo) => memo.attempts);
  const flaws = memos.reduce((sum, memo) => sum + memo.flaws, 0);
  if (reported.length !== attempts || flaws !== attempts) return;
  // What tells of places around the call is told anew.
  if (reported.some(({ place, related }) => place === undefined || related.length > 0)) return;
  if ([...use.params.values()].some(holdsMade) || nodes.some((node) => node.run)) return;
  if ([...made.scope.values()].some(holdsMade) || holdsMade(made.value)) return;
  if (use.given.some((value) => value.ref === undefined)) return;
  const { instances } = made;
  if (instances.reduce((sum, instance) => sum + instance.nodes.length, 0) !== nodes.length) return;
  const index = new Map<GraphNode | InputNode, number>(nodes.map((node, i) => [node, i]));
  const place = new Map<object, number>(instances.map((instance, i) => [instance, i]));
  const inputs = use.given.map(({ ref }) => ref as TensorRef);
  const sources: Source[][] = [];
  const origins = new Map<TensorRef, Source>();
  const owner: number[] = [];
  for (const node of nodes) {
    const own: Source[] = [];
    for (const ref of node.inputs) {
      const at = index.get(ref.node);
      const input = inputs.findIndex((given) => given.node === ref.node && given.output === ref.output);
      if (at === undefined && input < 0) return;
      const source: Source = [at ?? -1 - input, ref.output];
      own.push(source);
      origins.set(ref, source);
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
    index,
    sources,
    origins,
    instances,
    place,
    makes: made.makes,
    owner,
    scope: made.scope,
    result: made.value,
    steps,
    attempts: reported,
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
  /** Where a tensor of the original comes from, in the copy. */
  const tensor = (value: TensorValue): TensorValue => {
    const ref = value.ref as TensorRef | undefined;
    if (!ref) return value;
    const source = original.origins.get(ref);
    if (source) return { ...value, ref: refOf(source[0], source[1]) };
    const at = original.index.get(ref.node);
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
    const at = original.place.get(made.instance);
    return at === undefined ? layer : { ...layer, ref: { ...made, instance: instances[at]! } };
  };
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const instance = instances[owner[i]!]!;
    refs.push([]);
    const copy: GraphNode = {
      ...node,
      instance,
      inputs: sources[i]!.map(([from, output]) => refOf(from, output)),
      call: node.call && new CopiedCall(node.call, mapped),
      reach: 0,
      takers: 0,
    };
    copies.push(copy);
    instance.nodes.push(copy);
    builder.nodes.push(copy);
    frame.use?.inner.push(copy);
  }
  for (const instance of instances) {
    builder.instances.push(instance);
    builder.known?.add(instance);
  }
  for (const made of original.makes) {
    const at = original.place.get(made);
    builder.makes.push(at === undefined ? { ...made, group: groupOf(made.group) } : instances[at]!);
  }
  const instantiationOf = instantiationsCopied(original.run.instantiation, instantiation);
  for (const attempt of original.attempts) {
    const at = attempt.instantiation && instantiationOf(attempt.instantiation);
    reportAgain(frame, { ...attempt, instantiation: at });
  }
  for (const dependency of original.run.dependencies) program.running?.dependencies.add(dependency);
  addRun(program, {
    ...original.run,
    instantiation,
    group: use.group,
    given: use.given,
    start: undefined,
    copied: usesCopied({ original, instantiationOf, copies, mapped }),
  });
  return {
    value: mapped(original.result),
    instances,
    scope: new Map([...original.scope].map(([name, value]) => [name, mapped(value)])),
  };
}

/** The arguments of a copied use of a layer, worked out where somebody writes them down. */
class CopiedCall implements NodeCall {
  readonly #of: NodeCall;
  readonly #mapped: (value: Value) => Value;
  #tensors: readonly Value[] | undefined;
  #given: NodeCall["given"] | undefined;

  constructor(of: NodeCall, mapped: (value: Value) => Value) {
    this.#of = of;
    this.#mapped = mapped;
  }

  get tensors(): readonly Value[] {
    this.#tensors ??= this.#of.tensors.map(this.#mapped);
    return this.#tensors;
  }

  get given(): NodeCall["given"] {
    this.#given ??= new Map([...this.#of.given].map(([name, value]) => [name, this.#mapped(value)]));
    return this.#given;
  }
}

/** How what stood in the original is found in a copy of it. */
interface Copying {
  readonly original: Original;
  readonly instantiationOf: (at: Instantiation) => Instantiation;
  readonly copies: readonly GraphNode[];
  readonly mapped: (value: Value) => Value;
}

/** The calls that led to a place in the original, as they lead to it in the copy. */
function instantiationsCopied(
  original: Instantiation | undefined,
  copy: Instantiation,
): (at: Instantiation) => Instantiation {
  let around: Map<Instantiation, Instantiation> | undefined;
  const copied = (at: Instantiation): Instantiation => {
    if (at === original) return copy;
    const known = around?.get(at);
    if (known) return known;
    const made: Instantiation = { ...at, parent: at.parent && copied(at.parent) };
    around ??= new Map();
    around.set(at, made);
    return made;
  };
  return copied;
}

/** What the statements of the original did, as if they had done it in the copy. */
function usesCopied(to: Copying): (use: StatementUse) => StatementUse {
  let uses: Map<StatementUse, StatementUse> | undefined;
  return (use) => {
    const known = uses?.get(use);
    if (known) return known;
    const copy = new CopiedUse(use, use.instantiation && to.instantiationOf(use.instantiation), to);
    uses ??= new Map();
    uses.set(use, copy);
    return copy;
  };
}

/** A copy of a use, worked out where somebody looks: there may be thousands of which one is shown. */
class CopiedUse implements StatementUse {
  readonly instantiation: Instantiation | undefined;
  readonly #use: StatementUse;
  readonly #to: Copying;
  #nodes: GraphNode[] | undefined;
  #inner: GraphNode[] | undefined;
  #value: Value | undefined;
  #bindings: Map<number, Value> | undefined;

  constructor(use: StatementUse, instantiation: Instantiation | undefined, to: Copying) {
    this.instantiation = instantiation;
    this.#use = use;
    this.#to = to;
  }

  get statement(): Statement {
    return this.#use.statement;
  }

  get origin(): StatementUse {
    return this.#use.origin ?? this.#use;
  }

  get nodes(): GraphNode[] {
    this.#nodes ??= this.#use.nodes.map((node) => copyOf(node, this.#to));
    return this.#nodes;
  }

  get inner(): GraphNode[] {
    this.#inner ??= this.#use.inner.map((node) => copyOf(node, this.#to));
    return this.#inner;
  }

  get value(): Value | undefined {
    const { value } = this.#use;
    this.#value ??= value === undefined ? undefined : this.#to.mapped(value);
    return this.#value;
  }

  get bindings(): Map<number, Value> {
    this.#bindings ??= new Map([...this.#use.bindings].map(([at, bound]) => [at, this.#to.mapped(bound)]));
    return this.#bindings;
  }
}

function copyOf(node: GraphNode, { original, copies }: Copying): GraphNode {
  const at = original.index.get(node);
  return at === undefined ? node : copies[at]!;
}
