// A model as Keras 3's `Functional` serialises itself: layers, what each is called with, inputs and outputs. It never
// decides what a layer's own arguments are.

import type { Report } from "../../../diagnostics/define.ts";
import { report } from "../../../diagnostics/define.ts";
import exportConstant from "../../../diagnostics/export-constant.ts";
import exportCustomObject from "../../../diagnostics/export-custom-object.ts";
import exportOpenSize from "../../../diagnostics/export-open-size.ts";
import exportSharedApart from "../../../diagnostics/export-shared-apart.ts";
import type { LayerValue, TensorValue, Value } from "../../../layers/value.ts";
import type {
  FilePlace,
  GraphNode,
  InputNode,
  Instance,
  ModelRun,
  NamedOutput,
  TensorRef,
} from "../../../model/graph.ts";
import { typeOf } from "../../../model/graph.ts";
import { madeOf } from "../../../model/references.ts";
import { kerasLayers, namesOf, reachable } from "../../../model/wiring.ts";
import { isNumber } from "../../../tensor/dim.ts";
import { fullShape, isRanked, type TensorType } from "../../../tensor/tensor-type.ts";
import type { Json, JsonObject } from "./json-text.ts";
import {
  type Asides,
  customJson,
  innerLayerJson,
  layerJson,
  operationArguments,
  operationJson,
} from "./layer-config.ts";
import { type TakenOutputs, takenOutputs } from "./taken-outputs.ts";
import { valueJson } from "./values.ts";

/** Whoever collects what the document cannot say. */
export type Note = (report: Report, place: FilePlace) => void;

/** The document of a model: what `model.to_json()` of Keras 3 gives for it. */
export function functionalDocument(run: ModelRun, name: string, note: Note): JsonObject {
  const writer: Writer = { taken: takenOutputs(run), note, told: new Set(), homes: new Map() };
  return functionalJson(writer, run, name, true, false);
}

interface Writer {
  readonly taken: TakenOutputs;
  readonly note: Note;
  /** Classes and functions that were pointed out. */
  readonly told: Set<string>;
  /** The model each layer was first written in. */
  readonly homes: Map<Instance, ModelRun>;
}

/** A model being written: its names, and which use of its layer each node is. */
interface Scope {
  readonly writer: Writer;
  readonly run: ModelRun;
  readonly names: ReturnType<typeof namesOf>;
  readonly uses: ReadonlyMap<GraphNode, number>;
}

function functionalJson(
  writer: Writer,
  run: ModelRun,
  name: string,
  trainable: boolean,
  held: boolean,
): JsonObject {
  const outputs = writer.taken.outputs(run);
  const used = new Set(reachable(run));
  // What is taken from outside may depend on layers the model's own outputs do not need.
  const nodes = run.nodes.filter((node) => used.has(node));
  const scope: Scope = { writer, run, names: namesOf(run), uses: usesOf(nodes) };
  const layers = kerasLayers(run);
  const unfed = run.inputs.filter((input) => !layers.includes(input));
  const frozen = held || !trainable;
  return {
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name,
      trainable,
      layers: [...unfed, ...layers].map((layer) =>
        layer.kind === "input" ? inputJson(layer) : usedLayerJson(scope, layer, frozen),
      ),
      input_layers: structure(
        run.inputs.map((input) => ({ key: undefined, leaf: [input.name, 0, 0] as readonly Json[] })),
      ),
      output_layers: structure(
        outputs.map((output) => ({ key: output.name, leaf: outputJson(scope, output.ref) })),
      ),
    },
    registered_name: "Functional",
  };
}

/** One tensor stands for itself, several are a list, named ones a dictionary. */
function structure(leaves: readonly { readonly key: string | undefined; readonly leaf: Json }[]): Json {
  if (leaves.some(({ key }) => key !== undefined))
    return Object.fromEntries(leaves.map(({ key, leaf }, i) => [key ?? `output_${i}`, leaf]));
  return leaves.length === 1 ? leaves[0]!.leaf : leaves.map(({ leaf }) => leaf);
}

/** Which use of its layer a node is, in this model. */
function usesOf(nodes: readonly GraphNode[]): ReadonlyMap<GraphNode, number> {
  const counts = new Map<Instance, number>();
  return new Map(
    nodes.map((node) => {
      const index = counts.get(node.instance) ?? 0;
      counts.set(node.instance, index + 1);
      return [node, index] as const;
    }),
  );
}

const sizesJson = (type: TensorType): Json =>
  // Keras works the shapes out again; a rank nobody knows here still has to be a shape.
  isRanked(type) ? fullShape(type).map((dim) => (isNumber(dim) ? dim : null)) : [null];

function inputJson(input: InputNode): JsonObject {
  return {
    module: "keras.layers",
    class_name: "InputLayer",
    config: {
      batch_shape: sizesJson(input.type),
      dtype: input.type.dtype,
      sparse: false,
      ragged: false,
      name: input.name,
    },
    registered_name: null,
    name: input.name,
    inbound_nodes: [],
  };
}

function usedLayerJson(scope: Scope, instance: Instance, held: boolean): JsonObject {
  const name = scope.names.get(instance)!.name;
  const asides = asidesOf(scope, instance.place, name);
  const trainable = instance.trainable && !held;
  const uses = instance.nodes.filter((node) => scope.uses.has(node));
  tellShared(scope, instance, name);
  return {
    ...madeJson(scope, instance, name, trainable, held, uses[0]!, asides),
    name,
    inbound_nodes: uses.map((node) => callJson(node, asidesOf(scope, node.place, name))),
  };
}

function madeJson(
  { writer }: Scope,
  instance: Instance,
  name: string,
  trainable: boolean,
  held: boolean,
  first: GraphNode,
  asides: Asides,
): JsonObject {
  const { definition, bound } = instance;
  switch (instance.kind) {
    case "model":
      return functionalJson(writer, instance.run ?? first.run!, name, trainable, held);
    case "custom":
      return customJson(instance, name, trainable, asides);
    case "operation":
      return operationJson(definition!, first.call?.given ?? bound!.given, name, asides);
    case "layer": {
      const made = bound!.parsed.trainable !== false;
      return layerJson(definition!, bound!, name, trainable && made, asides);
    }
  }
}

/** A layer in two nested models is described in both. */
function tellShared({ writer, run }: Scope, instance: Instance, name: string): void {
  const home = writer.homes.get(instance);
  if (home === undefined) writer.homes.set(instance, run);
  else if (home !== run && (instance.built?.weights.length ?? 0) + (instance.run?.nodes.length ?? 0) > 0)
    writer.note(report(exportSharedApart, { name }), instance.place);
}

/** What one use of a layer is called with. */
function callJson(node: GraphNode, asides: Asides): JsonObject {
  const { instance, call } = node;
  const { definition } = instance;
  const given = call?.given ?? new Map<string, Value>();
  if (instance.kind === "operation")
    return { args: operationArguments(definition!, given, asides), kwargs: {} };
  const tensors = (call?.tensors ?? []).map((value) => valueJson(value, asides));
  const kwargs: Record<string, Json> = Object.fromEntries(
    [...given].map(([name, value]) => [name, valueJson(value, asides)]),
  );
  if (instance.kind === "custom") return { args: tensors, kwargs };
  if (instance.kind === "model") return { args: tensors.length === 1 ? tensors : [tensors], kwargs };
  const takes = definition!.takes ?? "one";
  if (typeof takes === "object") return { args: "list" in takes ? [tensors] : tensors, kwargs };
  if (tensors.length <= 1) return { args: tensors, kwargs };
  if (definition!.call && "initial_state" in definition!.call)
    return { args: tensors.slice(0, 1), kwargs: { initial_state: tensors.slice(1), ...kwargs } };
  return { args: [tensors], kwargs };
}

function asidesOf(scope: Scope, place: FilePlace, layer: string): Asides {
  const { writer } = scope;
  const asides: Asides = {
    layer: (value) => nestedJson(scope, value, asides),
    tensor: (value) => tensorJson(scope, value, place, layer),
    open(reason) {
      writer.note(report(exportOpenSize, { layer, reason }), place);
      return null;
    },
    custom(what, name) {
      if (writer.told.has(name)) return;
      writer.told.add(name);
      writer.note(report(exportCustomObject, { what, name }), place);
    },
  };
  return asides;
}

/** A layer, or a model of the file, inside a wrapper. */
function nestedJson({ writer }: Scope, value: LayerValue, asides: Asides): Json {
  const made = madeOf(value);
  if (made?.kind !== "instance" || made.instance.definition) return innerLayerJson(value, asides);
  const { instance } = made;
  const name = value.label ?? instance.label ?? instance.className.toLowerCase();
  if (instance.kind === "custom") return customJson(instance, name, instance.trainable, asides);
  return instance.run ? functionalJson(writer, instance.run, name, instance.trainable, false) : null;
}

function tensorJson(scope: Scope, value: TensorValue, place: FilePlace, layer: string): Json {
  const ref = value.ref as TensorRef | undefined;
  if (!ref) {
    scope.writer.note(report(exportConstant, { layer }), place);
    return null;
  }
  const { dtype } = typeOf(ref);
  return {
    class_name: "__keras_tensor__",
    config: { shape: sizesJson(typeOf(ref)), dtype, keras_history: historyJson(scope, ref) },
  };
}

/** A tensor's source: the layer's name, which use of it, and which of its outputs. */
function historyJson({ writer, run, names, uses }: Scope, ref: TensorRef): readonly Json[] {
  const { node, output } = writer.taken.own(run, ref);
  if (node.kind === "input") return [node.name, 0, 0];
  const name = names.get(node.instance)?.name ?? node.instance.className;
  return [name, uses.get(node) ?? 0, flatIndex(writer, node, output)];
}

/** As `historyJson`; in the list of outputs Keras counts a nested model's uses from 1. */
function outputJson(scope: Scope, ref: TensorRef): Json {
  const [name, use, output] = historyJson(scope, ref);
  const { node } = scope.writer.taken.own(scope.run, ref);
  const nested = node.kind === "node" && node.instance.kind === "model";
  return [name!, nested ? (use as number) + 1 : use!, output!];
}

/** Keras flattens the named outputs of a nested model in the order of their names. */
function flatIndex({ taken }: Writer, node: GraphNode, output: number): number {
  const run = node.instance.run;
  if (!run) return output;
  const outputs: readonly NamedOutput[] = taken.outputs(run);
  if (!outputs.some(({ name }) => name !== undefined)) return output;
  const keys = outputs.map(({ name }, i) => name ?? `output_${i}`);
  return [...keys].sort((a, b) => (a < b ? -1 : 1)).indexOf(keys[output]!);
}
