// Runs operations on tensors, fed by a pipeline or not, and has them written into the graph. It makes no layer a user named.
import {
  type Applied,
  bind,
  type CallArgument,
  infer,
  positionalParameters,
  unknownInference,
} from "../layers/apply.ts";
import { operand, tensors as tensorsType, tensor as tensorType } from "../layers/argument-types.ts";
import type { BoundArguments, LayerDefinition } from "../layers/define.ts";
import type { TensorValue, Value } from "../layers/value.ts";
import type { Call, NodeBase } from "../syntax/tree.ts";
import { evaluateArguments } from "./evaluate.ts";
import { type ArgumentNode, type Frame, here, problemsOfCall } from "./frame.ts";
import { addNode, madeAnew, reused, tensorsIn } from "./graph-writing.ts";
import { consumesFlow } from "./pipeline.ts";

/** Whether the flow of a pipeline is an operation's first tensor even where tensors are given. */
export type Feed = "always" | "if-needed";

/** Runs an operation that was called, with the flow as its first tensor where it takes it. */
export function feedOperation(
  frame: Frame,
  definition: LayerDefinition,
  node: Call,
  flow: Value | undefined,
  feed: Feed,
): Value {
  const { args, nodes } = evaluateArguments(frame, node.args, true);
  const names = Object.keys(definition.parameters);
  const firstTensor = names.find((name) => isTensorParameter(definition, name));
  const given =
    firstTensor !== undefined &&
    (args.some((a) => a.name === firstTensor) ||
      tensorsIn(args.filter((a) => a.name === undefined).map((a) => a.value)).length > 0);
  const wants =
    flow !== undefined &&
    firstTensor !== undefined &&
    (feed === "always" ? !args.some((a) => a.name === firstTensor) : !given);
  if (!wants) return applyOperation(frame, definition, args, node, nodes);
  // The flow takes the place of the first tensor: behind the equation of `einsum`, in front everywhere else.
  const at = Math.min(names.indexOf(firstTensor), args.filter((a) => a.name === undefined).length);
  const result = applyOperation(
    frame,
    definition,
    args.toSpliced(at, 0, { value: flow }),
    node,
    nodes.toSpliced(at, 0, node),
  );
  if (typeof result === "object" && result !== null) consumesFlow.add(result);
  return result;
}

const isTensorParameter = (definition: LayerDefinition, name: string): boolean => {
  const type: unknown = definition.parameters[name]!.type;
  return (
    type === tensorType ||
    type === operand ||
    type === tensorsType ||
    /tensor/.test(definition.parameters[name]!.type.text)
  );
};

/** Runs an operation on tensors and writes it into the graph as Keras 3 does. */
export function applyOperation(
  frame: Frame,
  definition: LayerDefinition,
  args: readonly CallArgument[],
  node: NodeBase,
  nodes: readonly ArgumentNode[],
): Value {
  const positional = positionalParameters(definition);
  const binding = bind(definition.name, definition.parameters, positional, args);
  problemsOfCall(frame, binding.reports, node, nodes);
  const tensors = tensorsIn([...binding.bound.given.values()]);
  const inference =
    binding.stopped !== undefined
      ? unknownInference(binding.stopped)
      : inferOperation(frame, definition, binding.bound);
  problemsOfCall(frame, inference.reports, node, nodes, binding.indices);
  if (tensors.length === 0 && !inference.failed) {
    // Without a tensor of the graph it is worked out at once, and Keras keeps no layer for it.
    const made = inference.outputs.map((type): TensorValue => ({ kind: "tensor", type }));
    return inference.several ? { kind: "tuple", items: made } : made[0]!;
  }
  const instance = madeAnew(frame, reused(frame, definition.name), {
    kind: "operation",
    className: definition.name,
    definition,
    bound: binding.bound,
    label: undefined,
    labelPlace: undefined,
    place: here(frame, node),
    group: frame.group,
    trainable: true,
    nodes: [],
    built: undefined,
    run: undefined,
  });
  return addNode(frame, instance, tensors, inference, node, {
    call: { tensors: [], given: binding.bound.given },
  });
}

function inferOperation(frame: Frame, definition: LayerDefinition, bound: BoundArguments): Applied {
  frame.program.work.layers++;
  return infer(definition, bound, [], {});
}
