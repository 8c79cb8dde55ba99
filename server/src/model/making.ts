// Makes layers, objects, blocks, models and custom layers from calls, to be applied later. It runs a body only where a
// wrapper asks for its shapes.
import { bind, bindLayer } from "../layers/apply.ts";
import { type Inference, type LayerDefinition, Refusal, Undecided, type Weight } from "../layers/define.ts";
import type { ObjectDefinition } from "../layers/define-object.ts";
import { layerValue } from "../layers/instance.ts";
import type { LayerValue, TensorValue, Value } from "../layers/value.ts";
import type { Call, Expression, NodeBase } from "../syntax/tree.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import { apply } from "./applying.ts";
import { bindPart, type PartBinding } from "./bind-part.ts";
import { layersOf, runCost, weightsOf } from "./costs.ts";
import { runCustom } from "./custom-layer.ts";
import { evaluateArguments } from "./evaluate.ts";
import { type ArgumentNode, broken, type Frame, here, problemsOfCall } from "./frame.ts";
import type { Instance } from "./graph.ts";
import { madeAnew, namesInside, reused } from "./graph-writing.ts";
import { bindOnce } from "./inferring.ts";
import { type Feed, feedOperation } from "./operations.ts";
import type { Made, Reference } from "./references.ts";
import { type MadeBlock, runPart } from "./running.ts";
import type { Part } from "./source-file.ts";

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

/** Makes an optimizer, an initializer or another object that is no layer. */
export function makeObject(
  frame: Frame,
  definition: ObjectDefinition,
  at: NodeBase,
  node: Call | undefined,
): Value {
  const { args, nodes } = node ? evaluateArguments(frame, node.args, true) : { args: [], nodes: [] };
  const positional = Object.entries(definition.parameters)
    .filter(([, p]) => !p.keywordOnly)
    .map(([n]) => n);
  const binding = bind(definition.name, definition.parameters, positional, args);
  problemsOfCall(frame, binding.reports, at, nodes);
  return { kind: "object", definition, args: binding.bound.given };
}

/** Makes a block, model or custom layer, to be applied later. */
export function makePart(frame: Frame, part: Part, at: NodeBase, node: Call | undefined): Value {
  const binding = bindPart(frame, part, at, node);
  return madePart(frame, part, binding, at);
}

/** A part whose arguments are bound. */
export function madePart(frame: Frame, part: Part, binding: PartBinding, at: NodeBase): LayerValue {
  const place = here(frame, at);
  if (part.kind === "block") {
    const made: MadeBlock = {
      kind: "block",
      part,
      params: binding.params,
      place,
      label: binding.name,
      labelPlace: undefined,
      trainable: binding.trainable,
      instances: undefined,
      used: undefined,
    };
    return {
      kind: "layer",
      className: part.name,
      apply: (inputs) => inferAlone(frame, part, binding, inputs),
      ref: made,
    };
  }
  const instance: Instance = madeAnew(frame, reused(frame, part.name), {
    kind: part.kind === "model" ? "model" : "custom",
    className: part.name,
    part,
    params: binding.params,
    label: binding.name,
    labelPlace: undefined,
    place,
    group: frame.group,
    trainable: binding.trainable !== false,
    nodes: [],
    built: undefined,
    run: undefined,
  });
  const ref: Made = { kind: "instance", instance, args: [], indices: new Map() };
  return {
    kind: "layer",
    className: part.name,
    apply: (inputs) => inferAlone(frame, part, binding, inputs),
    ref,
  };
}

/** Shapes and weights of a part inside a wrapper such as `TimeDistributed`. */
function inferAlone(frame: Frame, part: Part, binding: PartBinding, types: readonly TensorType[]): Inference {
  const given = types.map((type): TensorValue => ({ kind: "tensor", type }));
  if (part.kind === "layer") {
    const inference = runCustom(
      frame,
      part,
      binding.params,
      given,
      frame.statement.head.keyword ?? { start: 0, end: frame.statement.head.length },
    );
    if (inference.failed) throw new Undecided(`${part.name} has an error`);
    return inference;
  }
  const before = frame.program.attempts;
  const run = runPart(frame, part, binding.params, given, undefined);
  if (!run || run.outputs.length === 0) {
    if (frame.program.attempts > before) throw new Refusal([]);
    throw new Undecided(`${part.name} gives no tensor`);
  }
  const weights = layersOf(run).flatMap((i) =>
    weightsOf(i).map(({ weight, trainable }): Weight => ({ ...weight, trainable })),
  );
  return {
    outputs: run.outputs.map((o) => o.type),
    weights,
    macs: runCost(run, "macs"),
    flops: runCost(run, "flops"),
  };
}
