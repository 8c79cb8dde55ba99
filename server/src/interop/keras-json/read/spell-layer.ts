// A saved layer as a call of Net: Keras's own, operations, nested models. It never decides what feeds it.
import { findLayer } from "../../../layers/catalogue.ts";
import type { LayerDefinition } from "../../../layers/define.ts";
import { type Argument, isPlainName, plainName, string, type Term, text } from "../../net-source/term.ts";
import { customParameters } from "./custom-layers.ts";
import { isObject, isText, type JsonObject, member, shown } from "./json.ts";
import { custom, declare, lambda, opaque } from "./opaque-layers.ts";
import { isOperation, operationCall, subscript, tensorflowCall } from "./operations.ts";
import type { Reading, Spelled, SpellSite } from "./reading.ts";
import { isModelClass, type SavedCall, type SavedLayer, type SavedModel, savedModel } from "./saved-model.ts";
import { jsonKey, jsonTerm, layerArguments, type SpellContext } from "./spell.ts";

const severalOperations = new Set([
  "Split",
  "Unstack",
  "TopK",
  "Moments",
  "Meshgrid",
  "Qr",
  "Svd",
  "Eigh",
  "Eig",
  "LuFactor",
  "ArraySplit",
]);

export function spellLayer(layer: SavedLayer, call: SavedCall, site: SpellSite): Spelled {
  const { reading } = site;
  const context: SpellContext = {
    note: (message, place) => void reading.notes.push({ message, place: shown(place ?? layer.name) }),
    made: (json) => madeInside(json, reading, context),
  };
  const label = string(layer.name);
  const { className } = layer;
  if (isModelClass(className, layer.config)) {
    const { callee, several, trainable } = nested(layer, reading);
    const args: Argument[] = trainable ? [] : [{ name: "trainable", positional: false, term: text("False") }];
    return { stage: { label, callee, args, form: "flow" }, several };
  }
  const tensorflow = ["TFOpLambda", "TensorFlowOpLayer", "TFOp", "SlicingOpLambda"].includes(className);
  if (tensorflow || isOperation(layer)) {
    const slice =
      className === "GetItem"
        ? call.args[1]
        : className === "SlicingOpLambda"
          ? call.kwargs.get("slice_spec")
          : undefined;
    const brackets = slice && subscript(slice);
    if (brackets !== undefined)
      return {
        stage: { label, callee: "", className: "GetItem", args: [], form: "call" },
        several: false,
        operation: { subscript: brackets },
      };
    const operation = slice
      ? undefined
      : tensorflow
        ? tensorflowCall(layer, call)
        : operationCall(layer, call);
    if (operation)
      return {
        stage: {
          label,
          callee: `ops.${operation.definition.functions![0]}`,
          className: operation.definition.name,
          args: [],
          form: "call",
        },
        several: severalOperations.has(operation.definition.name),
        operation,
      };
    const fn = layer.config.get("function") ?? className;
    context.note(
      `the operation \`${shown(isText(fn) ? fn : className)}\` is not known here; it stands as a Lambda`,
      layer.name,
    );
    return opaque(layer, isText(fn) ? fn : className, site, label);
  }
  const definition = findLayer(successors[className] ?? className);
  if (definition && !isCustom(layer, definition)) {
    if (definition.name === "Lambda") return { stage: lambda(layer, context, site, label), several: false };
    const args = layerArguments(definition, layer.config, context, layer.name, site.rank);
    return {
      stage: { label, callee: definition.name, args, form: "flow" },
      several: givesSeveral(layer, call),
    };
  }
  return custom(layer, site, label, context);
}

/** Classes of Keras 2 under the names they have now. */
const successors: Readonly<Record<string, string>> = {
  CuDNNLSTM: "LSTM",
  CuDNNGRU: "GRU",
  SyncBatchNormalization: "BatchNormalization",
  BatchNormalizationV1: "BatchNormalization",
  BatchNormalizationV2: "BatchNormalization",
  LSTMV1: "LSTM",
  LSTMV2: "LSTM",
  GRUV1: "GRU",
  GRUV2: "GRU",
};

/** A class of the user's own that has the name of one of Keras's. */
const isCustom = (layer: SavedLayer, definition: LayerDefinition): boolean => {
  const registered = layer.json.get("registered_name");
  return (
    isText(registered) &&
    registered.includes(">") &&
    !registered.startsWith("keras") &&
    registered !== definition.name &&
    !registered.startsWith("Keras")
  );
};

function givesSeveral(layer: SavedLayer, call: SavedCall): boolean {
  const inner = layer.config.get("layer");
  const config = isObject(inner) ? member(inner, "config") : undefined;
  const scores = call.kwargs.get("return_attention_scores");
  return (
    layer.config.get("return_state") === true ||
    (layer.className === "Bidirectional" && isObject(config) && config.get("return_state") === true) ||
    (scores?.kind === "plain" && scores.json === true)
  );
}

/** Declares a nested model once for each document, and names it. */
function nested(
  layer: SavedLayer,
  reading: Reading,
): { readonly callee: string; readonly several: boolean; readonly trainable: boolean } {
  const saved = savedModel(layer.json);
  const frozen =
    !saved.trainable &&
    saved.layers.every(
      (l) => l.className === "InputLayer" || isOperation(l) || l.config.get("trainable") === false,
    );
  const own = frozen ? unfrozen(saved) : saved;
  const key = jsonKey(layer.json.get("config") ?? null).replace(
    JSON.stringify(["name", layer.config.get("name") ?? null]),
    "",
  );
  for (const [name, document] of reading.names)
    if (document === key) return { callee: name, several: own.outputs.length > 1, trainable: !frozen };
  const base = plainName(saved.name, "part");
  let name = base;
  for (let i = 2; reading.names.has(name) || findLayer(name); i++) name = `${base}_${i}`;
  reading.names.set(name, key);
  reading.models.push(reading.model(own, name));
  return {
    callee: name,
    several: own.outputs.length > 1,
    trainable: saved.trainable || frozen ? !frozen : true,
  };
}

/** The same model with the flags of its layers taken away: the flag of the whole says it all. */
const unfrozen = (saved: SavedModel): SavedModel => ({
  ...saved,
  layers: saved.layers.map((layer) => {
    const config = new Map(layer.config);
    config.delete("trainable");
    if (!isModelClass(layer.className, layer.config)) return { ...layer, config };
    return layer;
  }),
});

/** A model or a layer of an unknown class inside a wrapper. */
function madeInside(json: JsonObject, reading: Reading, context: SpellContext): Term | undefined {
  const className = member(json, "class_name");
  const config = member(json, "config");
  if (!isText(className) || !isObject(config)) return undefined;
  if (isModelClass(className, config)) {
    const { callee, trainable } = nested(
      { name: className, className, module: "", config, json, calls: [] },
      reading,
    );
    return {
      kind: "call",
      callee,
      args: trainable ? [] : [{ name: "trainable", positional: false, term: text("False") }],
    };
  }
  if (!isText(config.get("name")) || !isPlainName(className)) return undefined;
  context.note(
    `the class \`${shown(className)}\` is not Keras's: it is declared as a layer that keeps its input's shape`,
    className,
  );
  const parameters = customParameters(config.keys());
  declare(reading, { name: className, parameters, inputs: 1, keepsShape: true });
  return {
    kind: "call",
    callee: className,
    args: parameters.map((name) => ({ name, positional: false, term: jsonTerm(config.get(name)!) })),
  };
}
