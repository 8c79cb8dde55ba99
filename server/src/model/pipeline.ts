// Lets tensors flow through the stages of a pipeline. It never decides what a layer does.
import nameTwice from "../diagnostics/name-twice.ts";
import syntaxLabelNeedsLayerPlace from "../diagnostics/syntax-label-needs-layer-place.ts";
import valueNotALayer from "../diagnostics/value-not-a-layer.ts";
import { isSequence, type LayerValue, type Value, valueText } from "../layers/value.ts";
import type { Expression, Labelled, NodeBase } from "../syntax/tree.ts";
import { applyTo, call } from "./applying.ts";
import { evaluateRaw, interpolate, isTensor } from "./evaluate.ts";
import { broken, type Frame, here, isOpen, type LabelValue, problem } from "./frame.ts";
import type { GraphNode, TensorRef } from "./graph.ts";
import { makeOf } from "./making.ts";
import { findOperationBelow } from "./names.ts";
import { decide } from "./operate.ts";
import { applyOperation } from "./operations.ts";
import { isLayer, labelOf, madeOf, named, plain, reference, referenceOf } from "./references.ts";

/** The value at the end of a pipeline. Its first element is a source, or a layer applied to `flow`. */
export function evaluatePipeline(
  frame: Frame,
  elements: readonly Expression[],
  flow: Value | undefined,
): Value {
  let value: Value | undefined = flow;
  elements.forEach((element, i) => {
    value = i === 0 ? first(frame, element, flow) : stage(frame, element, value);
  });
  return value ?? broken();
}

/** The first element: a tensor or list is the source; a layer is applied to the flow. */
export function first(frame: Frame, node: Expression, flow: Value | undefined): Value {
  switch (node.kind) {
    case "labelled":
      return labelled(frame, node, flow, first);
    case "pipeline":
      return evaluatePipeline(frame, node.elements, flow);
    case "list":
    case "tuple":
      if (node.items.some((item) => item.kind === "starred")) break;
      return { kind: node.kind, items: node.items.map((item) => first(frame, item, flow)) };
    case "conditional": {
      const chosen = decide(frame, node.condition, "a choice");
      if (chosen === undefined) return broken("a choice that cannot be made");
      const branch = chosen ? node.then : node.otherwise;
      return branch.kind === "none" ? (flow ?? broken()) : first(frame, branch, flow);
    }
    case "call":
      return settle(frame, call(frame, node, flow, "if-needed"), node, flow, false);
    default:
      break;
  }
  const value = settle(frame, plain(evaluateRaw(frame, node)), node, flow, false);
  if (isSequence(value) && node.kind === "comprehension") {
    return {
      kind: value.kind,
      items: value.items.map((item) => (isLayer(item) ? applyTo(frame, item, flow, node) : item)),
    };
  }
  return value;
}

/** A later element: whatever it is, the flow goes into it. */
function stage(frame: Frame, node: Expression, flow: Value | undefined): Value {
  switch (node.kind) {
    case "labelled":
      return labelled(frame, node, flow, stage);
    case "pipeline":
      return node.elements.reduce<Value>((value, element) => stage(frame, element, value), flow ?? broken());
    case "list":
    case "tuple":
      return { kind: node.kind, items: node.items.map((item) => stage(frame, item, flow)) };
    case "conditional": {
      const chosen = decide(frame, node.condition, "a choice");
      if (chosen === undefined) return broken("a choice that cannot be made");
      const branch = chosen ? node.then : node.otherwise;
      return branch.kind === "none" ? (flow ?? broken()) : stage(frame, branch, flow);
    }
    case "call":
      return settle(frame, call(frame, node, flow, "always"), node, flow, true);
    case "binary":
    case "missing":
      // The grammar has said what is wrong.
      return broken();
    default:
      return settle(frame, evaluateRaw(frame, node), node, flow, true);
  }
}

/** Applies what an element turned out to be. */
function settle(frame: Frame, raw: Value, node: Expression, flow: Value | undefined, later: boolean): Value {
  const label = later ? labelOf(raw) : undefined;
  const value: Value = label && label.layer.kind !== "group" ? (named(label) as LayerValue) : plain(raw);
  if (isOpen(value)) return value;
  if (isLayer(value)) return applyTo(frame, value, flow, node);
  const ref = referenceOf(value);
  if (ref && (ref.kind === "class" || ref.kind === "part")) {
    const made = makeOf(frame, ref, node);
    return isLayer(made) ? applyTo(frame, made, flow, node) : made;
  }
  if (!later) return value;
  if (typeof value === "object" && value !== null && value.kind === "function") {
    const operation = findOperationBelow(value.name.split("."));
    if (operation)
      return applyOperation(frame, operation, flow === undefined ? [] : [{ value: flow }], node, [node]);
  }
  if (node.kind === "call" && isTensor(value) && consumesFlow.has(value)) return value;
  if (node.kind === "call" && isSequence(value) && consumesFlow.has(value)) return value;
  if (typeof value === "object" && value !== null && value.kind === "unknown") return value;
  const shown = frame.statement.text.slice(node.start, node.end);
  problem(
    frame,
    valueNotALayer,
    {
      found: `\`${shown.length > 40 ? `${shown.slice(0, 37)}…` : shown}\`${node.kind === "name" ? ` (${valueText(value)})` : ""}`,
    },
    node,
  );
  return broken();
}

/** Results of operations that took the flow of their pipeline. */
export const consumesFlow = new WeakSet<object>();

type Element = (frame: Frame, node: Expression, flow: Value | undefined) => Value;

/** `label: element`: names the layer, and binds the label to it and to its output. */
function labelled(frame: Frame, node: Labelled, flow: Value | undefined, element: Element): Value {
  const text = node.label.kind === "name" ? node.label.name : interpolate(frame, node.label);
  const inner = node.value;
  let layer: LabelValue["layer"] | undefined;
  let output: Value;
  const value = unapplied(frame, inner, flow, element === stage);
  if (isLayer(value)) {
    nameIt(frame, value, text, node, inner.kind === "call");
    output = applyTo(frame, value, flow, inner);
    const made = madeOf(value);
    layer = made?.kind === "block" ? (made.used ?? value) : value;
  } else {
    output = value;
    if (!isOpen(value) && (inner.kind === "name" || inner.kind === "attribute")) {
      const facts = { label: text, source: inner.start - node.label.start };
      problem(frame, syntaxLabelNeedsLayerPlace, facts, node);
      return output;
    }
    const node0 = producer(output);
    // Made elsewhere, it would be changed from here.
    if (node0 && node0.place.statement !== frame.statement && frame.program.running)
      frame.program.running.volatile = true;
    if (node0 && node0.instance.label === undefined) {
      node0.instance.label = text;
      node0.instance.labelPlace = here(frame, node.label);
    }
    layer = node0 && {
      kind: "layer",
      className: node0.instance.className,
      label: text,
      apply: () => node0.inference,
      ref: { kind: "instance", instance: node0.instance, args: [], indices: new Map() },
    };
  }
  if (layer && /^[A-Za-z_]\w*$/.test(text)) {
    const label = reference({ kind: "label", layer, output, mark: { touched: false } });
    frame.scope.set(text, label);
    frame.use?.bindings.set(node.label.start, label);
  }
  return output;
}

/** A labelled element before it is applied, so that the name can be set first. */
function unapplied(frame: Frame, node: Expression, flow: Value | undefined, later: boolean): Value {
  if (node.kind === "conditional") {
    const chosen = decide(frame, node.condition, "a choice");
    if (chosen === undefined) return broken("a choice that cannot be made");
    return unapplied(frame, chosen ? node.then : node.otherwise, flow, later);
  }
  if (node.kind === "pipeline") return evaluatePipeline(frame, node.elements, flow);
  const raw =
    node.kind === "call" ? call(frame, node, flow, later ? "always" : "if-needed") : evaluateRaw(frame, node);
  const label = labelOf(raw);
  if (label && label.layer.kind !== "group") return named(label) as LayerValue;
  const ref = referenceOf(raw);
  if (ref && (ref.kind === "class" || ref.kind === "part")) return makeOf(frame, ref, node);
  return plain(raw);
}

/** Gives a made layer its label, unless it has a name already. */
export function nameIt(
  frame: Frame,
  value: Value,
  text: string,
  node: { readonly label: NodeBase; readonly value: NodeBase },
  fresh: boolean,
): void {
  if (!isLayer(value)) return;
  const made = madeOf(value);
  if (made?.kind === "block") {
    if (fresh && made.label !== undefined)
      problem(frame, nameTwice, { label: text, name: made.label }, node.value);
    made.label ??= text;
    made.labelPlace ??= here(frame, node.label);
  } else if (made) {
    const { instance } = made;
    if (fresh && instance.label !== undefined && instance.labelPlace === undefined) {
      problem(frame, nameTwice, { label: text, name: instance.label }, node.value);
    }
    if (instance.label === undefined) {
      instance.label = text;
      instance.labelPlace = here(frame, node.label);
    }
  }
}

/** The use of a layer a tensor comes from. */
export function producer(value: Value): GraphNode | undefined {
  const tensor = isTensor(value) ? value : isSequence(value) ? value.items.find(isTensor) : undefined;
  const ref = tensor?.ref as TensorRef | undefined;
  return ref?.node.kind === "node" ? ref.node : undefined;
}
