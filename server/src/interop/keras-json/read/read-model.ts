// Turns saved models into the graph a text is written from: calls in order, layers spelled, classes declared. It never
// prints, and nothing is dropped without a note.
import { findLayer } from "../../../layers/catalogue.ts";
import type { LayerDefinition } from "../../../layers/define.ts";
import { snakeCase } from "../../../layers/instance.ts";
import type { ImportNote } from "../../import-result.ts";
import type {
  Piece,
  Ref,
  Source,
  SourceInput,
  SourceModel,
  SourceNode,
  Stage,
} from "../../net-source/graph.ts";
import { type Argument, isPlainName, plainName, string, type Term, text } from "../../net-source/term.ts";
import { type CustomClass, customLayer, customParameters, knownLayers } from "./custom-layers.ts";
import { BadModel, isArray, isObject, isText, type Json, type JsonObject, member, shown } from "./json.ts";
import {
  isOperation,
  type OperationCall,
  operandPiece,
  operationCall,
  subscript,
  tensorflowCall,
} from "./operations.ts";
import {
  type CallValue,
  isModelClass,
  type SavedCall,
  type SavedLayer,
  type SavedModel,
  savedModel,
  shapeOf,
  type TensorKey,
} from "./saved-model.ts";
import { dtypeOf, jsonKey, jsonTerm, layerArguments, type SpellContext } from "./spell.ts";

const deepestModels = 40;

interface Use {
  readonly layer: SavedLayer;
  readonly call: SavedCall;
  readonly index: number;
}

interface Reading {
  readonly notes: ImportNote[];
  readonly models: SourceModel[];
  /** Names of declarations, with the document each was made from. */
  readonly names: Map<string, string>;
  readonly custom: Map<string, CustomClass>;
  /** Shapes by tensor, and by the layer's first call, as far as the file tells them. */
  depth: number;
}

/** Reads the document of a model. Throws `BadModel`. */
export function readModel(json: JsonObject): {
  readonly source: Source;
  readonly notes: readonly ImportNote[];
} {
  const reading: Reading = { notes: [], models: [], names: new Map(), custom: new Map(), depth: 0 };
  const saved = savedModel(json);
  const name = plainName(saved.name, "Model");
  reading.names.set(name, "");
  if (!saved.trainable)
    reading.notes.push({
      message: "the whole model is frozen: its layers are, where the file says so of each",
      place: saved.name,
    });
  const main = sourceModel(saved, name, reading);
  reading.models.push(main);
  const layers = [...reading.custom.values()].map((c) => knownLayers.get(c.name)?.text ?? customLayer(c));
  // Only now is known whether every use of a class keeps its shape.
  const kept = (stage: Stage): Stage =>
    reading.custom.get(stage.callee)?.keepsShape
      ? { ...stage, args: stage.args.filter((a) => a.name !== "output_shape") }
      : stage;
  const models = reading.models.map((model) => ({
    ...model,
    nodes: model.nodes.map((node) => ({ ...node, stage: kept(node.stage) })),
    shared: model.shared.map((s) => ({ ...s, stage: kept(s.stage) })),
  }));
  return { source: { comment: [], layers, models, sections: [] }, notes: reading.notes };
}

function sourceModel(saved: SavedModel, name: string, reading: Reading): SourceModel {
  if (++reading.depth > deepestModels)
    throw new BadModel(`has models nested more than ${deepestModels} deep`);
  const byName = new Map(saved.layers.map((layer) => [layer.name, layer]));
  const offset = callOffsets(saved, byName);
  const shapes = shapesTold(saved);
  const declared = saved.inputs.map(({ layer }) => {
    const found = byName.get(layer);
    if (!found) throw new BadModel(`names \`${shown(layer)}\` as an input, and there is no such layer`);
    return found;
  });
  const inputLayers = [...new Set(declared)];
  const inputs = inputNames(inputLayers, saved, reading);
  const order = sorted(saved, byName, offset, new Set(inputLayers));
  const place = new Map<string, number>();
  order.forEach((use, i) => {
    place.set(`${use.layer.name}\n${use.index}`, i);
  });
  const ref = (key: TensorKey): Ref => {
    const input = inputLayers.findIndex((layer) => layer.name === key.layer);
    if (input >= 0) return { node: -1 - input, output: 0 };
    const call = key.call - (offset.get(key.layer) ?? 0);
    const node = place.get(`${key.layer}\n${call}`);
    if (node === undefined)
      throw new BadModel(`uses call ${key.call} of \`${shown(key.layer)}\`, which is not in the file`);
    return { node, output: key.output };
  };
  const laterOutputs = new Set<string>();
  const look = (key: TensorKey): void => {
    if (key.output > 0) laterOutputs.add(key.layer);
  };
  for (const use of order) for (const key of tensorsOf(use.call)) look(key);
  for (const { key } of saved.outputs) look(key);
  const uses = new Map<SavedLayer, number>();
  for (const use of order) uses.set(use.layer, (uses.get(use.layer) ?? 0) + 1);
  const shared = new Map<SavedLayer, { readonly name: string; readonly stage: Stage }>();
  const taken = new Set(saved.layers.map((l) => l.name));
  const ranks = new Map<string, number | undefined>();
  const nodes = order.map((use): SourceNode => {
    const { layer } = use;
    const rank = tensorsOf(use.call)
      .map((key) => shapes.get(shapeKey(key))?.length)
      .find((r) => r !== undefined);
    const [fed] = tensorsOf(use.call);
    const spelled = spellLayer(layer, use.call, {
      reading,
      shapes,
      rank: rank ?? builtRank(layer) ?? (fed && rankBehind(fed.layer, byName, ranks)),
      use,
      offset,
    });
    const several = spelled.several || laterOutputs.has(layer.name);
    if (uses.get(layer)! === 1 || spelled.operation)
      return applied(spelled.stage, use.call, ref, several, spelled.operation);
    let own = shared.get(layer);
    if (!own) {
      const short = sharedName(layer.name, taken);
      if (short !== layer.name)
        reading.notes.push({
          message: `it is called \`${short}\` here: it is used more than once, and its name is not one a text can refer to`,
          place: shown(layer.name),
        });
      own = { name: short, stage: { ...spelled.stage, label: undefined } };
      shared.set(layer, own);
    }
    return applied(
      { callee: own.name, args: [], form: "flow", shared: true },
      use.call,
      ref,
      several,
      undefined,
    );
  });
  reading.depth--;
  return {
    name,
    inputs,
    nodes,
    outputs: saved.outputs.map((o) => ({
      ...(o.name === undefined ? {} : { name: o.name }),
      ref: ref(o.key),
    })),
    shared: [...shared.values()],
  };
}

function sharedName(name: string, taken: Set<string>): string {
  let short = plainName(name, "layer_");
  while (short !== name && taken.has(short)) short = `${short}_`;
  taken.add(short);
  return short;
}

/** Keras 2 counts the call that made a nested model as its first, and saves the others only. */
function callOffsets(
  saved: SavedModel,
  byName: ReadonlyMap<string, SavedLayer>,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const look = (key: TensorKey): void => {
    const layer = byName.get(key.layer);
    if (
      layer &&
      layer.calls.length > 0 &&
      key.call === layer.calls.length &&
      isModelClass(layer.className, layer.config)
    )
      offsets.set(key.layer, 1);
  };
  for (const layer of saved.layers)
    for (const call of layer.calls) for (const key of tensorsOf(call)) look(key);
  for (const { key } of saved.outputs) look(key);
  return offsets;
}

const shapeKey = (key: TensorKey): string => `${key.layer}\n${key.call}\n${key.output}`;

/** Every tensor's shape a Keras 3 file tells, the batch first. */
function shapesTold(saved: SavedModel): ReadonlyMap<string, readonly (number | null)[]> {
  const told = new Map<string, readonly (number | null)[]>();
  const look = (value: CallValue): void => {
    if (value.kind === "tensor") {
      if (value.shape) told.set(shapeKey(value.key), value.shape);
    } else if (value.kind === "list") value.items.forEach(look);
    else if (value.kind === "dict") for (const [, inner] of value.entries) look(inner);
  };
  for (const layer of saved.layers) {
    for (const call of layer.calls) {
      call.args.forEach(look);
      for (const value of call.kwargs.values()) look(value);
    }
    if (layer.className === "InputLayer") {
      const shape = shapeOf(layer.config.get("batch_shape") ?? layer.config.get("batch_input_shape"));
      if (shape) told.set(shapeKey({ layer: layer.name, call: 0, output: 0 }), shape);
    }
  }
  // What the layer behind was built with is what comes out of this one.
  for (const layer of saved.layers) {
    const [key, ...more] = layer.calls.length === 1 ? tensorsOf(layer.calls[0]!) : [];
    const shape = shapeOf(layer.built);
    if (key && more.length === 0 && shape && !told.has(shapeKey(key))) told.set(shapeKey(key), shape);
  }
  return told;
}

const builtRank = (layer: SavedLayer): number | undefined => shapeOf(layer.built)?.length;

const keepsRank =
  /^(BatchNormalization|LayerNormalization|Activation|ReLU|LeakyReLU|PReLU|ELU|Softmax|\w*Dropout|Dense|Add|Multiply|Average|Maximum|Minimum|Subtract|Concatenate|Rescaling|Normalization)$/;

/** The axes of a layer's output with the batch, where its class or what feeds it tells: files of Keras 2 do not. */
function rankBehind(
  name: string,
  layers: ReadonlyMap<string, SavedLayer>,
  known: Map<string, number | undefined>,
): number | undefined {
  const passed: string[] = [];
  let at: string | undefined = name;
  let rank: number | undefined;
  while (at !== undefined) {
    if (known.has(at)) {
      rank = known.get(at);
      break;
    }
    passed.push(at);
    known.set(at, undefined);
    const layer = layers.get(at);
    if (!layer) break;
    const digit = /^(?!Global|TimeDistributed|ConvLSTM).*(\d)D/.exec(layer.className)?.[1];
    if (digit !== undefined) rank = Number(digit) + 2;
    else if (layer.className === "InputLayer")
      rank = shapeOf(layer.config.get("batch_shape") ?? layer.config.get("batch_input_shape"))?.length;
    else if (keepsRank.test(layer.className) && layer.calls[0]) {
      at = tensorsOf(layer.calls[0])[0]?.layer;
      continue;
    }
    break;
  }
  for (const one of passed) known.set(one, rank);
  return rank;
}

/** Tensors of a value, in order. */
function tensorsIn(value: CallValue): readonly TensorKey[] {
  if (value.kind === "tensor") return [value.key];
  if (value.kind === "list") return value.items.flatMap(tensorsIn);
  return value.kind === "dict" ? value.entries.flatMap(([, inner]) => tensorsIn(inner)) : [];
}

const tensorsOf = (call: SavedCall): readonly TensorKey[] => [
  ...call.args.flatMap(tensorsIn),
  ...[...call.kwargs.values()].flatMap(tensorsIn),
];

/** Inputs with names a text can have. */
function inputNames(
  layers: readonly SavedLayer[],
  saved: SavedModel,
  reading: Reading,
): readonly SourceInput[] {
  const taken = new Set<string>();
  const others = new Set([...saved.layers.map((layer) => layer.name), ...reading.names.keys()]);
  return layers.map((layer): SourceInput => {
    let name = plainName(layer.name, "x");
    while (taken.has(name)) name = `${name}_`;
    taken.add(name);
    const note = (message: string): void => void reading.notes.push({ message, place: shown(layer.name) });
    if (name !== layer.name) note(`the input is called \`${name}\` here, since a name has no other signs`);
    const raw = layer.config.get("batch_shape") ?? layer.config.get("batch_input_shape");
    const shape = shapeOf(raw);
    const sizes = shape?.slice(1).map((size) => `${size ?? "?"}`) ?? openSizes(layer.config, others);
    if (!shape)
      note(
        `the model was never built, so the file does not tell its input's shape: write it in place of \`[${sizes.join(", ")}]\`, and the counts become numbers`,
      );
    else if (shape[0] !== null && shape[0] !== undefined)
      note(`the batch of ${shape[0]} is left out: Net leaves the batch to the data`);
    for (const flag of ["sparse", "ragged"])
      if (layer.config.get(flag) === true) note(`the input is ${flag}, which Net does not tell apart`);
    const dtype = dtypeOf(layer.config.get("dtype") ?? null, { note, made: () => undefined }, layer.name);
    return {
      name,
      shape: `[${sizes.join(", ")}]`,
      dtype: isText(dtype) ? dtype : "float32",
    };
  });
}

/**
 * Named sizes for the input of a model that was never built, by the first of its layers that tells how many axes it takes. Net
 * counts with the names: `8*features + 8`.
 */
function openSizes(config: JsonObject, taken: ReadonlySet<string>): readonly string[] {
  const classes = config.get("layer_classes");
  const telling = (isArray(classes) ? classes : [])
    .filter(isText)
    .find((name) =>
      /\dD|LSTM|GRU|RNN|Bidirectional|TimeDistributed|Attention|Embedding|Dense|Flatten/.test(name),
    );
  const rank = /(\d)D/.exec(telling ?? "")?.[1];
  const around = ["depth", "height", "width"];
  const names =
    rank === "1" || /LSTM|GRU|SimpleRNN|^RNN|Bidirectional|TimeDistributed|Attention/.test(telling ?? "")
      ? ["steps", "features"]
      : rank !== undefined
        ? [...around.slice(3 - Number(rank)), "channels"]
        : telling === "Embedding"
          ? ["steps"]
          : ["features"];
  const first = config.get("data_format") === "channels_first";
  const ordered = first && names.length > 1 ? [names.at(-1)!, ...names.slice(0, -1)] : names;
  return ordered.map((name) => {
    let free = name;
    while (taken.has(free)) free = `${free}_`;
    return free;
  });
}

/** Every call behind those that feed it: a walk from the outputs, then what no output needs. */
function sorted(
  saved: SavedModel,
  byName: ReadonlyMap<string, SavedLayer>,
  offset: ReadonlyMap<string, number>,
  inputs: ReadonlySet<SavedLayer>,
): readonly Use[] {
  const order: Use[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (layerName: string, call: number, from: string): void => {
    const stack: { use: Use; id: string; keys: readonly TensorKey[]; next: number }[] = [];
    const enter = (name: string, index: number, by: string): void => {
      const layer = byName.get(name);
      if (!layer)
        throw new BadModel(
          `has a layer \`${shown(by)}\` that is fed by \`${shown(name)}\`, which is not in the file`,
        );
      if (inputs.has(layer)) return;
      const id = `${name}\n${index}`;
      const seen = state.get(id);
      if (seen === "done") return;
      if (seen === "open")
        throw new BadModel(
          `has layers that feed each other in a circle: \`${shown(by)}\` and \`${shown(name)}\``,
        );
      const saved = layer.calls[index];
      if (!saved) {
        throw new BadModel(
          layer.className === "InputLayer"
            ? `has an input layer \`${shown(name)}\` that is missing from \`input_layers\``
            : `uses call ${index} of \`${shown(name)}\`, which is not in the file`,
        );
      }
      state.set(id, "open");
      stack.push({ use: { layer, call: saved, index }, id, keys: tensorsOf(saved), next: 0 });
    };
    enter(layerName, call, from);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const key = top.keys[top.next++];
      if (key === undefined) {
        state.set(top.id, "done");
        order.push(top.use);
        stack.pop();
      } else enter(key.layer, key.call - (offset.get(key.layer) ?? 0), top.use.layer.name);
    }
  };
  for (const { key } of saved.outputs) visit(key.layer, key.call - (offset.get(key.layer) ?? 0), "outputs");
  for (const layer of saved.layers) layer.calls.forEach((_, i) => void visit(layer.name, i, layer.name));
  return order;
}

interface Spelled {
  readonly stage: Stage;
  readonly several: boolean;
  readonly operation?: OperationCall | { readonly subscript: string } | undefined;
}

interface SpellSite {
  readonly reading: Reading;
  readonly shapes: ReadonlyMap<string, readonly (number | null)[]>;
  readonly rank: number | undefined;
  readonly use: Use;
  readonly offset: ReadonlyMap<string, number>;
}

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

function spellLayer(layer: SavedLayer, call: SavedCall, site: SpellSite): Spelled {
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
  reading.models.push(sourceModel(own, name, reading));
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

function declare(reading: Reading, custom: CustomClass): void {
  const known = reading.custom.get(custom.name);
  reading.custom.set(custom.name, {
    ...custom,
    parameters: [...new Set([...(known?.parameters ?? []), ...custom.parameters])],
    inputs: Math.max(custom.inputs, known?.inputs ?? 0),
    keepsShape: custom.keepsShape && (known?.keepsShape ?? true),
  });
}

/** A layer of a class the catalogue lacks: declared where its shapes are told, else opaque. */
function custom(layer: SavedLayer, site: SpellSite, label: Term, context: SpellContext): Spelled {
  const { reading, use } = site;
  const known = knownLayers.get(layer.className);
  const flags: Argument[] =
    layer.config.get("trainable") === false
      ? [{ name: "trainable", positional: false, term: text("False") }]
      : [];
  if (known) {
    declare(reading, { name: layer.className, parameters: known.parameters, inputs: 1, keepsShape: true });
    const args = known.parameters.flatMap((name): Argument[] => {
      const json = layer.config.get(name);
      return json === undefined ? [] : [{ name, positional: true, term: jsonTerm(json) }];
    });
    return {
      stage: { label, callee: layer.className, args: [...args, ...flags], form: "flow" },
      several: false,
    };
  }
  const fed = tensorsOf(use.call).map((key) => site.shapes.get(shapeKey(key)));
  const own = site.shapes.get(
    shapeKey({ layer: layer.name, call: use.index + (site.offset.get(layer.name) ?? 0), output: 0 }),
  );
  const name = layer.className;
  if (!own && !fed[0]) {
    context.note(
      `the class \`${shown(name)}\` is not Keras's, and the file does not tell its shapes; it stands as a Lambda`,
      layer.name,
    );
    return opaque(layer, name, site, label);
  }
  // A class whose output nobody is fed with is the last one; it keeps its shape as far as is known.
  const keepsShape =
    !own ||
    (fed.length === 1 &&
      fed[0] !== undefined &&
      fed[0].length === own.length &&
      own.every((size, i) => size === fed[0]![i]));
  const safe =
    isPlainName(name) && !findLayer(name)
      ? name
      : plainName(`${name.replace(/\W/g, "")}Layer`, "CustomLayer");
  const parameters = customParameters(layer.config.keys());
  declare(reading, { name: safe, parameters, inputs: Math.max(1, fed.length), keepsShape });
  context.note(
    `the class \`${shown(name)}\` is not Keras's: it is declared with the shapes the file tells${own ? "" : " (it is taken to keep its input's)"}; its weights are not in the file`,
    layer.name,
  );
  const args = parameters.map(
    (key): Argument => ({ name: key, positional: false, term: jsonTerm(layer.config.get(key)!) }),
  );
  const shape: Argument[] = own
    ? [
        {
          name: "output_shape",
          positional: false,
          term: {
            kind: "list",
            items: own.slice(1).map((size) => (size === null ? text("None") : jsonTerm(BigInt(size)))),
          },
        },
      ]
    : [];
  return {
    stage: { label, callee: safe, args: [...args, ...shape, ...flags], form: "flow" },
    several: false,
  };
}

const shapeTerm = (shape: readonly (number | null)[]): Term => ({
  kind: "tuple",
  items: shape.map((size) => (size === null ? text("None") : jsonTerm(BigInt(size)))),
});

/** A Lambda by the name of what it stands for, with the output shape where the file tells it. */
function opaque(layer: SavedLayer, what: string, site: SpellSite, label: Term): Spelled {
  const own = site.shapes.get(shapeKey({ layer: layer.name, call: site.use.index, output: 0 }));
  const args: Argument[] = [{ name: "function", positional: true, term: string(shown(what)) }];
  if (own) args.push({ name: "output_shape", positional: false, term: shapeTerm(own.slice(1)) });
  return { stage: { label, callee: "Lambda", args, form: "flow" }, several: false };
}

function lambda(layer: SavedLayer, context: SpellContext, site: SpellSite, label: Term): Stage {
  const fn = layer.config.get("function");
  const name = isText(fn) ? fn : isObject(fn) ? member(fn, "config") : undefined;
  context.note("the code of a Lambda is not read; what it computes is not in this text", layer.name);
  const stated = shapeOf(layer.config.get("output_shape"));
  const told = site.shapes.get(shapeKey({ layer: layer.name, call: site.use.index, output: 0 }))?.slice(1);
  const shape = told ?? stated;
  const args: Argument[] = [
    {
      name: "function",
      positional: true,
      term: string(isText(name) && name.length < 60 ? name : layer.name),
    },
    ...(shape ? [{ name: "output_shape", positional: false, term: shapeTerm(shape) }] : []),
  ];
  const extra = layer.config.get("arguments");
  if (isObject(extra) && extra.size > 0)
    args.push({ name: "arguments", positional: false, term: jsonTerm(extra) });
  return { label, callee: "Lambda", args, form: "flow" };
}

/** Calls where `training=False` says something: elsewhere it is what Keras saves for a call that said nothing. */
const heedsTraining = (stage: Stage): boolean =>
  /^(BatchNormalization|TimeDistributed)$/.test(stage.callee) || !findLayer(stage.callee);

/** A call as Net takes it: the states of a recurrent layer have a name, and what stands as a Lambda takes tensors alone. */
function callOf(stage: Stage, call: SavedCall): SavedCall {
  const [only] = call.args;
  if (stage.callee === "Lambda") {
    const tensors = [...call.args, ...call.kwargs.values()].flatMap((value) =>
      tensorsIn(value).map((key): CallValue => ({ kind: "tensor", key })),
    );
    const plainKwargs = [...call.kwargs].filter(
      ([name, value]) => name === "training" && value.kind === "plain",
    );
    return {
      args: tensors.length === 1 ? tensors : [{ kind: "list", items: tensors }],
      kwargs: new Map(plainKwargs),
    };
  }
  const recurrent = /^(RNN|SimpleRNN|GRU|LSTM|Bidirectional|ConvLSTM\dD)$/.test(stage.callee);
  if (recurrent && call.args.length === 1 && only?.kind === "list" && only.items.length > 1) {
    const [sequence, ...states] = only.items;
    const kwargs = new Map(call.kwargs).set("initial_state", { kind: "list", items: states });
    return { args: [sequence!], kwargs };
  }
  return call;
}

/** A stage with what feeds it: in a pipeline where one tensor or a list does, else as a call. */
function applied(
  stage: Stage,
  call: SavedCall,
  ref: (key: TensorKey) => Ref,
  several: boolean,
  operation: Spelled["operation"],
): SourceNode {
  const sources: Ref[] = [];
  const source = (key: TensorKey): { readonly source: number } => {
    const found = ref(key);
    const at = sources.findIndex((s) => s.node === found.node && s.output === found.output);
    return { source: at >= 0 ? at : sources.push(found) - 1 };
  };
  const pieces = (value: CallValue): readonly Piece[] => {
    switch (value.kind) {
      case "tensor":
        return [source(value.key)];
      case "list":
        return ["[", ...value.items.flatMap((item, i) => [...(i > 0 ? [", "] : []), ...pieces(item)]), "]"];
      case "dict":
        return [
          "[",
          ...value.entries.flatMap(([, item], i) => [...(i > 0 ? [", "] : []), ...pieces(item)]),
          "]",
        ];
      case "plain":
        return [operandPiece(value.json)];
    }
  };
  if (operation && "subscript" in operation) {
    const first = call.args[0] && tensorsIn(call.args[0])[0];
    if (!first) throw new BadModel("has a subscript of something that is no tensor");
    return {
      stage: { ...stage, bare: true, pieces: [source(first), `[${operation.subscript}]`] },
      sources,
      several,
    };
  }
  if (operation) return operationNode(stage, operation, pieces, sources, several);
  const kwargs = [...callOf(stage, call).kwargs].filter(
    ([name, value]) =>
      value.kind !== "plain" ||
      (value.json !== null && (value.json !== false || (name === "training" && heedsTraining(stage)))),
  );
  const [first, ...more] = callOf(stage, call).args.filter(
    (arg, i) => i === 0 || arg.kind !== "plain" || arg.json !== null,
  );
  if (kwargs.length === 0 && first && more.length === 0) {
    if (first.kind === "tensor") {
      source(first.key);
      return { stage, sources, several };
    }
    const items =
      first.kind === "list" ? first.items : first.kind === "dict" ? first.entries.map(([, v]) => v) : [];
    if (items.length > 0 && items.every((item) => item.kind === "tensor")) {
      const refs = items.map((item) => ref((item as Extract<CallValue, { kind: "tensor" }>).key));
      return { stage: { ...stage, form: "list" }, sources: refs, several };
    }
  }
  if (sources.length === 0 && tensorsOf(call).length === 0)
    throw new BadModel(`has a layer that nothing feeds: \`${shown(stage.callee)}\``);
  const args = [
    ...[first, ...more].flatMap((arg) => (arg ? [pieces(arg)] : [])),
    ...kwargs.map(([name, value]): readonly Piece[] => [`${name}=`, ...pieces(value)]),
  ];
  return {
    stage: {
      ...stage,
      form: "call",
      pieces: ["(", ...args.flatMap((arg, i) => [...(i > 0 ? [", "] : []), ...arg]), ")"],
    },
    sources,
    several,
  };
}

/** `ops.mean(axis=1)` behind one tensor, `ops.add(a, b)` for several. */
function operationNode(
  stage: Stage,
  operation: OperationCall,
  pieces: (value: CallValue) => readonly Piece[],
  sources: Ref[],
  several: boolean,
): SourceNode {
  const { definition, values } = operation;
  const parameters = Object.entries(definition.parameters);
  const kept = values.filter(({ name, value }) => {
    const parameter = definition.parameters[name]!;
    return parameter.required || value.kind !== "plain" || !isDefault(value.json, parameter.default);
  });
  const written = kept.map(({ name, value, rest }) => ({
    name,
    index: parameters.findIndex(([n]) => n === name),
    required: definition.parameters[name]!.required,
    parts:
      rest && value.kind === "list"
        ? value.items.flatMap((item, i): readonly Piece[] => [...(i > 0 ? [", "] : []), ...pieces(item)])
        : operation.turned?.has(name)
          ? ["ops.swapaxes(", ...pieces(value), ", -1, -2)"]
          : pieces(value),
  }));
  const [first, ...others] = written;
  let inOrder = true;
  const spelled = written.map((w, i): readonly Piece[] => {
    inOrder = inOrder && w.index === i && (w.required || i === 0);
    return inOrder ? w.parts : [`${w.name}=`, ...w.parts];
  });
  const tensor = first?.parts[0];
  const flows =
    sources.length === 1 &&
    first?.index === 0 &&
    first.parts.length === 1 &&
    typeof tensor === "object" &&
    "source" in tensor &&
    others.every((w) => w.parts.every((part) => typeof part === "string" || !("source" in part)));
  const join = (parts: readonly (readonly Piece[])[]): readonly Piece[] =>
    parts.flatMap((part, i) => [...(i > 0 ? [", "] : []), ...part]);
  if (flows) {
    const args = others.map((w, i): Argument | undefined => {
      const only = w.parts.length === 1 ? w.parts[0] : undefined;
      const term = typeof only === "object" && !("source" in only) ? only : undefined;
      return term && { name: w.name, positional: spelled[i + 1]!.length === 1, term };
    });
    if (args.every((arg) => arg !== undefined))
      return { stage: { ...stage, form: "flow", args }, sources, several };
  }
  return {
    stage: { ...stage, form: "call", bare: true, pieces: ["(", ...join(spelled), ")"] },
    sources,
    several,
  };
}

const isDefault = (json: Json, value: unknown): boolean =>
  json === value ||
  (typeof json === "bigint" && Number(json) === value) ||
  (json === null && value === undefined);

/** Takes away names Net gives by itself: `dense`, `dense_1` in the order the layers are made. */
export function withoutAutomaticNames(model: SourceModel): SourceModel {
  const names = new Set(model.inputs.map((input) => input.name));
  const byBase = new Map<string, { readonly stages: Stage[]; next: number; exact: boolean }>();
  const nameOf = (stage: Stage): string | undefined =>
    stage.label?.kind === "string" &&
    stage.label.parts.length === 1 &&
    typeof stage.label.parts[0] === "string"
      ? stage.label.parts[0]
      : undefined;
  const baseOf = (stage: Stage): string => snakeCase(stage.className ?? stage.callee);
  const bases = new Set(model.nodes.map(({ stage }) => baseOf(stage)));
  for (const { stage } of model.nodes) {
    const name = nameOf(stage);
    if (name === undefined) continue;
    const match = /^([\s\S]*?)(?:_(\d+))?$/.exec(name)!;
    const base = baseOf(stage);
    const entry = byBase.get(base) ?? { stages: [], next: 0, exact: true };
    byBase.set(base, entry);
    const automatic = name === base || (match[1] === base && match[2] !== undefined);
    if (!automatic) {
      if (bases.has(name)) entry.exact = false;
      continue;
    }
    entry.stages.push(stage);
    if (name !== (entry.next === 0 ? base : `${base}_${entry.next}`) || names.has(name)) entry.exact = false;
    entry.next++;
  }
  const unnamed = new Set<Stage>();
  for (const entry of byBase.values()) if (entry.exact) for (const stage of entry.stages) unnamed.add(stage);
  return {
    ...model,
    nodes: model.nodes.map((node) =>
      unnamed.has(node.stage) ? { ...node, stage: { ...node.stage, label: undefined } } : node,
    ),
  };
}
