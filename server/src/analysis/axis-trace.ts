// Where the size of an axis comes from: the way back through the graph, found by running the shape rules again with that
// one size replaced. It never knows a layer by its name.
import { type Applied, bind, infer } from "../layers/apply.ts";
import { bindCall } from "../layers/call.ts";
import { isSequence, type Value } from "../layers/value.ts";
import { type GraphNode, type InputNode, type ModelRun, type TensorRef, typeOf } from "../model/graph.ts";
import { type Dim, dimText, isNumber, isSymbolic, symbolic } from "../tensor/dim.ts";
import { names } from "../tensor/polynomial.ts";
import { isRanked, type TensorType } from "../tensor/tensor-type.ts";

/** An axis of a tensor, the batch not counted. */
export interface TensorAxis {
  readonly ref: TensorRef;
  readonly axis: number;
}

/** A layer that a size went through. */
export interface AxisStep {
  readonly node: GraphNode;
  /** What went in: which of the node's inputs, and which of its axes. */
  readonly input: number;
  readonly axis: number;
  readonly before: Dim;
  readonly after: Dim;
}

/** The way of a size, from where it was set to where it was asked for. */
export interface AxisTrace {
  /** An input of a model, or the layer that sets the size by its arguments. */
  readonly origin: TensorAxis;
  readonly steps: readonly AxisStep[];
  /** The axis after each step, the origin first. */
  readonly path: readonly PassedAxis[];
}

/** An axis on the way. */
export interface PassedAxis extends TensorAxis {
  /** How many of the steps come after it. */
  readonly stepsAfter: number;
}

/** Longer ways are followed no further. */
const longestWay = 20_000;

export const sizeOf = ({ ref, axis }: TensorAxis): Dim | undefined => {
  const type = typeOf(ref);
  return type && isRanked(type) ? type.shape[axis] : undefined;
};

/** Follows the size of an axis back. `runs` are the models it may lead through. */
export function traceAxis(end: TensorAxis, runs: readonly ModelRun[]): AxisTrace {
  const steps: AxisStep[] = [];
  const path: PassedAxis[] = [{ ...end, stepsAfter: 0 }];
  const entered: GraphNode[] = [];
  let callers: ReadonlyMap<InputNode, GraphNode> | undefined;
  let at = end;
  for (let turn = 0; turn < longestWay; turn++) {
    const { node } = at.ref;
    if (node.kind === "input") {
      callers ??= callersOf(runs);
      const caller = entered.pop() ?? callers.get(node);
      const index = caller && (caller.run ?? caller.instance.run)?.inputs.indexOf(node);
      const outer = index === undefined ? undefined : caller?.inputs[index];
      if (!outer) break;
      at = { ref: outer, axis: at.axis };
      path.push({ ...at, stepsAfter: steps.length });
      continue;
    }
    const inner = node.instance.kind === "model" ? (node.run ?? node.instance.run) : undefined;
    if (inner) {
      const ref = inner.outputs[at.ref.output]?.ref;
      if (!ref) break;
      entered.push(node);
      at = { ref, axis: at.axis };
      path.push({ ...at, stepsAfter: steps.length });
      continue;
    }
    const source = sourceOf(node, at.ref.output, at.axis);
    const before = source && sizeOf({ ref: node.inputs[source.input]!, axis: source.axis });
    const after = sizeOf(at);
    if (!source || before === undefined || after === undefined) break;
    steps.push({ node, ...source, before, after });
    at = { ref: node.inputs[source.input]!, axis: source.axis };
    path.push({ ...at, stepsAfter: steps.length });
  }
  return { origin: at, steps: steps.reverse(), path: path.reverse() };
}

/** The nodes that use models, by the inputs of these. */
function callersOf(runs: readonly ModelRun[]): ReadonlyMap<InputNode, GraphNode> {
  const found = new Map<InputNode, GraphNode>();
  const todo = [...runs];
  const seen = new Set<ModelRun>();
  for (let i = 0; i < todo.length; i++) {
    const run = todo[i]!;
    if (seen.has(run)) continue;
    seen.add(run);
    for (const node of run.nodes) {
      const inner = node.instance.kind === "model" ? (node.run ?? node.instance.run) : undefined;
      if (!inner) continue;
      for (const input of inner.inputs) if (!found.has(input)) found.set(input, node);
      todo.push(inner);
    }
  }
  return found;
}

interface Source {
  readonly input: number;
  readonly axis: number;
}

const unchangedFamilies = new Set(["activation", "normalization", "regularization"]);

/** The axis of an input that an axis of an output comes from; nothing where the layer sets it. */
function sourceOf(node: GraphNode, output: number, axis: number): Source | undefined {
  const shape = shapeOf(node.outputs[output]);
  if (!shape) return undefined;
  const inputs = node.inputs.map((ref) => shapeOf(typeOf(ref)));
  const size = shape[axis];
  const family = node.instance.definition?.family;
  const first = inputs[0];
  const sameRank = first?.length === shape.length;
  if (inputs.length === 1 && sameRank && (!family || unchangedFamilies.has(family)))
    return { input: 0, axis };
  if (!node.instance.definition) return sameRank ? { input: 0, axis } : undefined;
  const carries = (replaced: readonly Source[]): boolean => {
    const dim = shapeOf(replay(node, replaced, probe)?.outputs[output])?.[axis];
    return dim !== undefined && isSymbolic(dim) && names(dim.value).includes(probeName);
  };
  // The same axis first, then the same axis of all together, as where sizes are compared, then any other.
  const aligned = inputs.flatMap((s, input): Source[] => {
    const from = s ? axis + s.length - shape.length : -1;
    return s && from >= 0 ? [{ input, axis: from }] : [];
  });
  for (const one of aligned) if (carries([one])) return one;
  if (aligned.length > 1 && carries(aligned))
    return aligned.find((s) => inputs[s.input]![s.axis] === size) ?? aligned[0];
  for (let input = 0; input < inputs.length; input++)
    for (let other = 0; other < (inputs[input]?.length ?? 0); other++)
      if (carries([{ input, axis: other }])) return { input, axis: other };
  return undefined;
}

const shapeOf = (type: TensorType | undefined): readonly Dim[] | undefined =>
  type && isRanked(type) ? type.shape : undefined;

const probeName = "size of the axis";
const probe = symbolic(probeName);

/** Runs the rule of a use of a layer again with some sizes replaced; nothing where it cannot. */
export function replay(node: GraphNode, replaced: readonly Source[], size: Dim): Applied | undefined {
  const { definition, bound } = node.instance;
  if (!definition || !bound || !node.call) return undefined;
  let index = 0;
  const change = (value: Value): Value => {
    if (typeof value !== "object" || value === null) return value;
    if (value.kind === "tensor") {
      const at = value.ref === undefined ? -1 : index++;
      const shape = shapeOf(value.type);
      const here = replaced.filter(({ input }) => input === at);
      if (!shape || here.length === 0) return value;
      const next = shape.map((dim, i) => (here.some(({ axis }) => axis === i) ? size : dim));
      return { ...value, type: { ...value.type, shape: next } };
    }
    return isSequence(value) ? { ...value, items: value.items.map(change) } : value;
  };
  if (node.instance.kind === "operation") {
    const args = [...node.call.given].map(([name, value]) => ({ name, value: change(value) }));
    const binding = bind(definition.name, definition.parameters, [], args);
    return binding.stopped === undefined ? infer(definition, binding.bound, [], {}) : undefined;
  }
  const tensors = node.call.tensors.map(change);
  const given = [...node.call.given].map(([name, value]) => ({ name, value: change(value) }));
  const called = bindCall(definition, [{ value: { kind: "list", items: tensors } }, ...given]);
  return called.stopped === undefined ? infer(definition, bound, called.inputs, called.call) : undefined;
}

export interface Rounding {
  readonly way: "down" | "up";
  /** The nearest sizes that divide. */
  readonly exact: readonly [number, number];
}

/** How a layer that shrinks an axis rounds; nothing where the size divides. Found by trying the sizes around it. */
export function roundingOf({ node, input, axis, before, after }: AxisStep): Rounding | undefined {
  if (!isNumber(before) || !isNumber(after) || after >= before || before < 2) return undefined;
  const gives = (n: number): boolean => {
    const applied = replay(node, [{ input, axis }], n);
    const found = applied && !applied.failed ? applied.outputs : undefined;
    return found?.some((type, i) => sameShape(type, node.outputs[i])) ?? false;
  };
  const most = Math.ceil(before / after) + 1;
  let low = before;
  let high = before;
  while (low > 1 && before - low < most && gives(low - 1)) low--;
  while (high - before < most && gives(high + 1)) high++;
  const stride = high - low + 1;
  if (stride < 2) return undefined;
  // A padded window takes a part of a stride as a whole one, so its largest size is the one that divides.
  const up = high === after * stride;
  if (before === (up ? high : low)) return undefined;
  return up ? { way: "up", exact: [high - stride, high] } : { way: "down", exact: [low, low + stride] };
}

const sameShape = (a: TensorType, b: TensorType | undefined): boolean => {
  const [one, two] = [shapeOf(a), shapeOf(b)];
  return !!one && !!two && one.map(dimText).join() === two.map(dimText).join();
};
