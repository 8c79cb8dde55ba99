// Works out calls, and applies layers, blocks and models to tensors. Shape rules live in `layers/`, bodies run in `running.ts`.

import shapeSharedMismatch from "../diagnostics/shape-shared-mismatch.ts";
import valueNoCurrent from "../diagnostics/value-no-current.ts";
import valueSeveralTensors from "../diagnostics/value-several-tensors.ts";
import valueType from "../diagnostics/value-type.ts";
import { type Applied, type ArgumentReport, type CallArgument, unknownInference } from "../layers/apply.ts";
import { bindCall } from "../layers/call.ts";
import { findObject } from "../layers/catalogue.ts";
import type { Inference, LayerDefinition } from "../layers/define.ts";
import type { ObjectDefinition } from "../layers/define-object.ts";
import { isSequence, type LayerValue, typeName, type Value } from "../layers/value.ts";
import type { Call, NodeBase } from "../syntax/tree.ts";
import { shapeText } from "../tensor/tensor-type.ts";
import { callBuiltin, callMethod } from "./builtins.ts";
import { hasInputs } from "./declared-inputs.ts";
import { evaluateArguments, evaluateRaw, isTensor } from "./evaluate.ts";
import { type ArgumentNode, broken, type Frame, isOpen, problem, problemsOfCall } from "./frame.ts";
import type { Instance, TensorRef } from "./graph.ts";
import { addNode, tensorsIn } from "./graph-writing.ts";
import { inferOnce } from "./inferring.ts";
import { makeObject, makeOf } from "./making.ts";
import { calledObject, dottedName, findOperationBelow, isModule } from "./names.ts";
import { type Feed, feedOperation } from "./operations.ts";
import { isLayer, labelOf, madeOf, named, plain, referenceOf } from "./references.ts";
import { applyPart } from "./running.ts";

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

/** Says that something was given several tensors and takes one. */
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
