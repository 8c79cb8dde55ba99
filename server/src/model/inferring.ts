// Binds arguments and runs shape rules, each once for equal questions: ten thousand `BatchNormalization()` on equal inputs
// are one. It never writes into a graph.
import { type Applied, type Binding, bindLayer, type CallArgument, infer } from "../layers/apply.ts";
import type { BoundArguments, LayerDefinition } from "../layers/define.ts";
import type { NodeBase } from "../syntax/tree.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import type { Program } from "./frame.ts";
import { holdsMade, sameType, sameValue } from "./same.ts";

interface Bound {
  readonly definition: LayerDefinition;
  readonly args: readonly CallArgument[];
  readonly binding: Binding;
}

/** By the call, which equal statements share. */
const bindings = new WeakMap<NodeBase, Bound>();

/** The bound arguments of a call that makes a layer. */
export function bindOnce(
  definition: LayerDefinition,
  args: readonly CallArgument[],
  node: NodeBase | undefined,
): Binding {
  const known = node && bindings.get(node);
  if (known?.definition === definition && sameArguments(known.args, args)) return known.binding;
  const binding = bindLayer(definition, args);
  // What holds a layer belongs to one model.
  if (node && !args.some(({ value }) => holdsMade(value))) bindings.set(node, { definition, args, binding });
  return binding;
}

const sameArguments = (a: readonly CallArgument[], b: readonly CallArgument[]): boolean =>
  a.length === b.length &&
  a.every((arg, i) => {
    const other = b[i]!;
    return (
      arg.name === other.name &&
      arg.word === other.word &&
      arg.broken === other.broken &&
      sameValue(arg.value, other.value)
    );
  });

interface Inferred {
  readonly definition: LayerDefinition;
  readonly inputs: readonly TensorType[];
  readonly call: Readonly<Record<string, unknown>>;
  readonly applied: Applied;
}

const inferences = new WeakMap<BoundArguments, Inferred[]>();

/** Answers kept for one set of arguments. */
const most = 8;

/** What a layer does to inputs; `call` holds its call arguments. */
export function inferOnce(
  program: Program,
  definition: LayerDefinition,
  bound: BoundArguments,
  inputs: readonly TensorType[],
  call: Readonly<Record<string, unknown>>,
): Applied {
  const known = inferences.get(bound) ?? [];
  const found = known.find(
    (one) =>
      one.definition === definition &&
      one.inputs.length === inputs.length &&
      one.inputs.every((type, i) => sameType(type, inputs[i]!)) &&
      sameCall(one.call, call),
  );
  if (found) return found.applied;
  program.work.layers++;
  const applied = infer(definition, bound, inputs, call);
  if (known.length >= most) known.shift();
  known.push({ definition, inputs, call, applied });
  inferences.set(bound, known);
  return applied;
}

function sameCall(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]));
}
