// Makes layers, blocks and models from calls, and applies them. Shape rules live in `layers/`, bodies run in `running.ts`.
import nameUnknown from "../diagnostics/name-unknown.ts";
import shapeSharedMismatch from "../diagnostics/shape-shared-mismatch.ts";
import tooLarge from "../diagnostics/too-large.ts";
import valueNoCurrent from "../diagnostics/value-no-current.ts";
import valueSeveralTensors from "../diagnostics/value-several-tensors.ts";
import valueType from "../diagnostics/value-type.ts";
import {
  type Applied,
  type ArgumentReport,
  bind,
  bindLayer,
  type CallArgument,
  infer,
  positionalParameters,
  unknownInference,
} from "../layers/apply.ts";
import { operand, tensors as tensorsType, tensor as tensorType } from "../layers/argument-types.ts";
import { bindCall } from "../layers/call.ts";
import { findObject } from "../layers/catalogue.ts";
import type { BoundArguments, Inference, LayerDefinition } from "../layers/define.ts";
import type { ObjectDefinition } from "../layers/define-object.ts";
import { layerValue } from "../layers/instance.ts";
import { isSequence, type LayerValue, type TensorValue, typeName, type Value } from "../layers/value.ts";
import type { Call, Expression, NodeBase } from "../syntax/tree.ts";
import { shapeText } from "../tensor/tensor-type.ts";
import { closest } from "../text/closest.ts";
import { callBuiltin, callMethod } from "./builtins.ts";
import { hasInputs } from "./declared-inputs.ts";
import { evaluateArguments, evaluateRaw, isTensor } from "./evaluate.ts";
import {
  type ArgumentNode,
  type Builder,
  broken,
  type Frame,
  here,
  isOpen,
  problem,
  problemsOfCall,
} from "./frame.ts";
import type { GraphNode, Instance, TensorRef } from "./graph.ts";
import { bindOnce, inferOnce } from "./inferring.ts";
import { calledObject, candidates, dottedName, findOperationBelow, isModule } from "./names.ts";
import { consumesFlow } from "./pipeline.ts";
import { isLayer, labelOf, madeOf, named, plain, type Reference, referenceOf } from "./references.ts";
import { applyPart, makePart } from "./running.ts";

export type Feed = "always" | "if-needed";

/** A call: makes a layer, applies one, runs an operation, or works out a function. `flow` feeds operations. */
export function call(frame: Frame, node: Call, flow: Value | undefined, feed: Feed = "if-needed"): Value {
  const hooked = frame.training?.call(frame, node);
  if (hooked !== undefined) return hooked;
  const { callee } = node;
  if (
    callee.kind === "attribute" &&
    !(dottedName(callee) && isModule(dottedName(callee)![0]!) && !frame.scope.has(dottedName(callee)![0]!))
  ) {
    const target = evaluateRaw(frame, callee.value);
    const result = callMethod(frame, plain(target), callee, node);
    if (result !== undefined) return result;
  }
  const value = evaluateRaw(frame, callee);
  const label = labelOf(value);
  const target: Value = label && label.layer.kind !== "group" ? (named(label) as LayerValue) : plain(value);
  if (isOpen(target)) {
    evaluateArguments(frame, node.args, true);
    return target;
  }
  if (isLayer(target)) {
    const { args, nodes } = evaluateArguments(frame, node.args, false);
    return apply(frame, target, args, node, nodes);
  }
  const ref = referenceOf(target);
  if (ref) {
    switch (ref.kind) {
      case "class": {
        const object = namesake(ref.definition, node);
        return object ? makeObject(frame, object, node, node) : makeOf(frame, ref, node, node, flow, feed);
      }
      case "part":
      case "object-class":
      case "layer-function":
      case "operation":
        return makeOf(frame, ref, node, node, flow, feed);
      case "builtin":
        return callBuiltin(frame, ref.name, node);
      default:
        break;
    }
  }
  if (typeof target === "object" && target !== null && target.kind === "function") {
    const object = calledObject(target.name);
    if (object) return makeObject(frame, object, node, node);
    const operation = findOperationBelow(target.name.split("."));
    if (operation) return feedOperation(frame, operation, node, flow, feed);
  }
  problem(
    frame,
    valueType,
    {
      what: `${typeName(target)} cannot be called`,
      advice: "only layers, blocks, models, operations and a few functions can",
    },
    callee,
  );
  return broken();
}

/** `Identity` is a layer and an initializer: an argument only the initializer has tells which is meant. */
function namesake(layer: LayerDefinition, node: Call): ObjectDefinition | undefined {
  const object = findObject(layer.name, "initializer");
  const own = (name: string): boolean => object !== undefined && name in object.parameters;
  return node.args.some((a) => a.name && own(a.name.name) && !(a.name.name in layer.parameters))
    ? object
    : undefined;
}

/** Makes what a class or declaration names. `node` is the call, where there is one. */
export function makeOf(
  frame: Frame,
  ref: Reference,
  at: Expression,
  node?: Call,
  flow?: Value,
  feed: Feed = "if-needed",
): Value {
  switch (ref.kind) {
    case "class":
      return makeLayer(frame, ref.definition, at, node);
    case "part":
      return makePart(frame, ref.part, at, node);
    case "object-class":
      return makeObject(frame, ref.definition, node ?? at, node);
    case "layer-function": {
      // `layers.add([a, b])` is `Add()([a, b])`: tensors first, the layer's own arguments by name.
      const { args, nodes } = node ? evaluateArguments(frame, node.args, true) : { args: [], nodes: [] };
      const own = args.filter((a) => a.name !== undefined && a.name !== "inputs");
      const binding = bindLayer(ref.definition, own);
      problemsOfCall(
        frame,
        binding.reports,
        at,
        nodes.filter((_, i) => own.includes(args[i]!)),
      );
      const value = newLayer(frame, ref.definition, binding, at, []);
      return apply(
        frame,
        value,
        args.filter((a) => !own.includes(a)),
        at,
        nodes,
      );
    }
    case "operation":
      return node ? feedOperation(frame, ref.definition, node, flow, feed) : broken();
    default:
      return broken();
  }
}

function makeLayer(frame: Frame, definition: LayerDefinition, at: NodeBase, node: Call | undefined): Value {
  const { args, nodes } = node ? evaluateArguments(frame, node.args, true) : { args: [], nodes: [] };
  const binding = bindOnce(definition, args, at);
  problemsOfCall(frame, binding.reports, at, nodes);
  return newLayer(frame, definition, binding, at, nodes);
}

function newLayer(
  frame: Frame,
  definition: LayerDefinition,
  binding: ReturnType<typeof bindLayer>,
  at: NodeBase,
  nodes: readonly ArgumentNode[],
): LayerValue {
  const name = binding.bound.parsed.name;
  const instance = madeAnew(frame, reused(frame, definition.name), {
    kind: "layer",
    className: definition.name,
    definition,
    bound: binding.bound,
    label: typeof name === "string" ? name : undefined,
    labelPlace: undefined,
    place: here(frame, at),
    group: frame.group,
    trainable: binding.bound.parsed.trainable !== false || definition.trainableReachesWeights === false,
    nodes: [],
    built: undefined,
    run: undefined,
  });
  namesInside(frame, definition.namesInside?.made?.(binding.bound));
  const places = nodes.map((n) => ({ ...n, place: here(frame, n) }));
  return {
    ...layerValue(definition, binding.bound),
    stopped: binding.stopped,
    ref: { kind: "instance", instance, stopped: binding.stopped, args: places, indices: binding.indices },
  };
}

/** Notes what was made now, for its name; what a former use of a shared block made is there already. */
export function madeAnew(frame: Frame, former: Instance | undefined, instance: Instance): Instance {
  if (former) return former;
  frame.builder.makes.push(instance);
  return instance;
}

/** Notes the names a layer takes for parts of its own. */
function namesInside(frame: Frame, names: readonly string[] | undefined): void {
  for (const name of names ?? []) frame.builder.makes.push({ kind: "inside", name, group: frame.group });
}

/** In a later use of a shared block: the instance its first use made here. */
export function reused(frame: Frame, className: string): Instance | undefined {
  const { reuse } = frame;
  if (!reuse) return undefined;
  const next = reuse.instances[reuse.next];
  if (next?.className !== className) return undefined;
  reuse.next++;
  return next;
}

function makeObject(frame: Frame, definition: ObjectDefinition, at: NodeBase, node: Call | undefined): Value {
  const { args, nodes } = node ? evaluateArguments(frame, node.args, true) : { args: [], nodes: [] };
  const positional = Object.entries(definition.parameters)
    .filter(([, p]) => !p.keywordOnly)
    .map(([n]) => n);
  const binding = bind(definition.name, definition.parameters, positional, args);
  problemsOfCall(frame, binding.reports, at, nodes);
  return { kind: "object", definition, args: binding.bound.given };
}

/** The tensor a model of the library was given as `input_tensor`, which Keras builds it on. */
function inputTensorOf(value: LayerValue): Value | undefined {
  const made = madeOf(value);
  const { part, params } = made?.kind === "instance" ? made.instance : {};
  const given = part?.file.id.startsWith("std/") ? params?.get("input_tensor") : undefined;
  return given !== undefined && isTensor(given) ? given : undefined;
}

/** Applies a layer, block or model to the flow of a pipeline. */
export function applyTo(frame: Frame, value: LayerValue, flows: Value | undefined, node: NodeBase): Value {
  const flow = inputTensorOf(value) ?? flows;
  if (flow === undefined) {
    if (frame.program.running) frame.program.running.volatile = true;
    const names =
      frame.inputs.length > 0
        ? [...frame.scope]
            .filter(([, v]) => isTensor(plain(v)))
            .map(([n]) => n)
            .slice(0, 6)
        : [];
    // A model without any input has been told so.
    if (frame.part?.kind === "model" && hasInputs(frame.part.statement.body).names.length === 0)
      return broken("the model has no input");
    problem(frame, valueNoCurrent, { layer: value.className, names }, node);
    return broken(`there is nothing to apply ${value.className} to`);
  }
  return apply(frame, value, [{ value: flow }], node, []);
}

/** Applies a layer, block or model to evaluated arguments. */
export function apply(
  frame: Frame,
  value: LayerValue,
  args: readonly CallArgument[],
  node: NodeBase,
  nodes: readonly ArgumentNode[],
): Value {
  const made = madeOf(value);
  if (!made) return broken();
  const firstValue = args[0]?.name === undefined ? args[0]?.value : undefined;
  const several =
    firstValue !== undefined &&
    isSequence(firstValue) &&
    firstValue.kind === "tuple" &&
    firstValue.items.length > 1 &&
    firstValue.items.every(isTensor);
  if (made.kind === "block" || made.instance.kind === "model" || made.instance.kind === "custom")
    return applyPart(frame, made, args, node, nodes);
  const { definition } = made.instance;
  if (!definition) return broken();
  const takes = definition.takes ?? "one";
  if (several && (takes === "one" || (takes === "one-or-list" && fromLayer(firstValue)))) {
    severalTensors(frame, value.className, firstValue.items, node);
    return addNode(
      frame,
      made.instance,
      tensorsIn(args.map((a) => a.value)),
      unknownInference("its input has several tensors"),
      node,
    );
  }
  const bound = bindCall(definition, args);
  problemsOfCall(frame, bound.reports, node, nodes);
  const refs = [...bound.values, ...bound.others].flatMap((v) => tensorsIn([v]));
  const stopped = made.stopped ?? bound.stopped;
  const inference: Applied =
    stopped !== undefined
      ? unknownInference(stopped)
      : inferOnce(frame.program, definition, made.instance.bound!, bound.inputs, bound.call);
  reportsOf(frame, made, inference.reports, node);
  checkShared(frame, made.instance, inference, node);
  const off = bound.call.training === false ? false : undefined;
  return addNode(frame, made.instance, refs, inference, node, {
    training: off,
    call: { tensors: bound.values, given: bound.given },
  });
}

/** Whether a tuple is what one layer gave, and not one the user wrote. */
const fromLayer = (value: Value | undefined): boolean => {
  if (value === undefined || !isSequence(value)) return false;
  const nodes = new Set(
    value.items.map((v) => (isTensor(v) ? (v.ref as TensorRef | undefined)?.node : undefined)),
  );
  return nodes.size === 1;
};

export function severalTensors(frame: Frame, user: string, items: readonly Value[], node: NodeBase): void {
  const parts = items.map(
    (item, i) => `${i}: ${isTensor(item) ? shapeText(item.type.shape) : typeName(item)}`,
  );
  problem(frame, valueSeveralTensors, { user, parts }, node);
}

function reportsOf(
  frame: Frame,
  made: Extract<ReturnType<typeof madeOf>, { kind: "instance" }>,
  reports: readonly ArgumentReport[],
  node: NodeBase,
): void {
  for (const r of reports) {
    const at = r.argument === undefined ? undefined : made.indices.get(r.argument);
    const arg = at === undefined ? undefined : made.args[at];
    // An argument of a call in this statement is pointed at; one elsewhere (a shared layer) is not.
    const inside = arg && arg.place.statement === frame.statement && arg.place.file === frame.file;
    problemsOfCall(frame, [{ report: r.report }], inside ? arg : node, []);
  }
}

/** A layer used again must have the weights of its first use. */
function checkShared(
  frame: Frame,
  instance: Instance,
  inference: Inference & { readonly failed?: boolean },
  node: NodeBase,
): void {
  const { built } = instance;
  if (!built || built.failed || inference.failed) return;
  for (let i = 0; i < built.weights.length; i++) {
    const first = shapeText(built.weights[i]!.shape);
    const now = shapeText(inference.weights[i]?.shape ?? []);
    if (first === now || first.includes("?") || now.includes("?")) continue;
    problem(
      frame,
      shapeSharedMismatch,
      { layer: instance.label ?? instance.className, weight: built.weights[i]!.name, first, now },
      node,
    );
    return;
  }
}

/** All tensors in values, in order, lists taken apart. */
export function tensorsIn(values: readonly Value[]): TensorValue[] {
  const found: TensorValue[] = [];
  for (const value of values) {
    if (isTensor(value)) found.push(value);
    else if (isSequence(value)) found.push(...tensorsIn(value.items));
    else if (typeof value === "object" && value !== null && value.kind === "dict")
      found.push(...tensorsIn(value.entries.map(([, v]) => v)));
  }
  return found;
}

/** Writes one use of a layer into the graph and gives its outputs. */
export function addNode(
  frame: Frame,
  instance: Instance,
  inputs: readonly TensorValue[],
  inference: Inference & { readonly failed?: boolean },
  at: NodeBase,
  more: {
    readonly run?: GraphNode["run"];
    readonly training?: boolean | undefined;
    readonly call?: GraphNode["call"];
    readonly names?: readonly (string | undefined)[];
  } = {},
): Value {
  const { program, builder } = frame;
  if (++program.nodes > program.limits.nodes) {
    if (!program.exhausted) {
      problem(
        frame,
        tooLarge,
        {
          what: "this model",
          number: `${program.nodes.toLocaleString("en")} layers`,
          limit: program.limits.nodes.toLocaleString("en"),
        },
        at,
      );
    }
    program.exhausted = true;
    return broken("the model is too large");
  }
  const refs = inputs.flatMap((t) => (t.ref ? [t.ref as TensorRef] : []));
  const node: GraphNode = {
    kind: "node",
    instance,
    inputs: refs,
    outputs: inference.outputs,
    several: inference.several ?? inference.outputs.length > 1,
    inference,
    place: here(frame, at),
    run: more.run,
    training: more.training,
    call: more.call,
    reach: 0,
    takers: 0,
  };
  if (!instance.built) namesInside(frame, instance.definition?.namesInside?.used);
  instance.built ??= inference;
  instance.nodes.push(node);
  builder.nodes.push(node);
  addInstance(builder, instance);
  frame.use?.nodes.push(node);
  const tensors = inference.outputs.map(
    (type, output): TensorValue => ({ kind: "tensor", type, ref: { node, output } satisfies TensorRef }),
  );
  if (!node.several) return tensors[0] ?? broken();
  return { kind: "tuple", items: tensors, names: more.names };
}

/** A layer used for the first time is new; only others have to be looked for. */
function addInstance(builder: Builder, instance: Instance): void {
  if (instance.nodes.length > 1) {
    builder.known ??= new Set(builder.instances.all());
    if (builder.known.has(instance)) return;
  }
  builder.known?.add(instance);
  builder.instances.push(instance);
}

function feedOperation(
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

/** An unknown name that was called, with what could have been meant. */
export function unknownCallee(frame: Frame, name: string, node: NodeBase): Value {
  problem(frame, nameUnknown, { name, near: closest(name, candidates(frame)), what: "layer" }, node);
  return broken(`\`${name}\` is unknown`);
}
