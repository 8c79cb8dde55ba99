// What a saved configuration says, with its three generations of spelling taken out: layers, their calls, inputs and
// outputs. It never knows what a layer does.
import {
  BadModel,
  isArray,
  isObject,
  isText,
  type Json,
  type JsonObject,
  member,
  objectIn,
  shown,
  snakeKeys,
} from "./json.ts";

/** A tensor by the layer that makes it, which of its calls, and which of the call's outputs. */
export interface TensorKey {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

/** An argument of a call: a tensor, a list, or a plain value. */
export type CallValue =
  | {
      readonly kind: "tensor";
      readonly key: TensorKey;
      readonly shape?: readonly (number | null)[] | undefined;
    }
  | { readonly kind: "list"; readonly items: readonly CallValue[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [string, CallValue])[] }
  | { readonly kind: "plain"; readonly json: Json };

export interface SavedCall {
  readonly args: readonly CallValue[];
  readonly kwargs: ReadonlyMap<string, CallValue>;
}

export interface SavedLayer {
  readonly name: string;
  readonly className: string;
  readonly module: string;
  readonly config: JsonObject;
  readonly json: JsonObject;
  readonly calls: readonly SavedCall[];
  /** The shape the layer was built with, the batch first, where the file says it. */
  readonly built?: Json | undefined;
}

export interface SavedModel {
  readonly name: string;
  readonly className: string;
  readonly trainable: boolean;
  readonly layers: readonly SavedLayer[];
  readonly inputs: readonly TensorKey[];
  readonly outputs: readonly { readonly name?: string | undefined; readonly key: TensorKey }[];
}

const mostLayers = 5_000;

/** Whether a class holds layers of its own and a graph of them. */
export const isModelClass = (className: string, config: Json | undefined): boolean =>
  ["Functional", "Model", "Sequential", "Network", "Container"].includes(className) ||
  (isObject(config) && isArray(member(config, "layers")) && member(config, "output_layers") !== undefined);

/** Reads a model's document. Throws `BadModel` where it is none. */
export function savedModel(json: JsonObject): SavedModel {
  const className = textIn(json, "class_name", "the model");
  const raw = member(json, "config");
  const config: JsonObject = isArray(raw)
    ? new Map<string, Json>([["layers", raw]])
    : objectIn(json, "config", className);
  const layers = member(config, "layers");
  if (!isArray(layers)) {
    throw new BadModel(
      `holds a model of the class \`${shown(className)}\` without a list of layers: only Sequential and Functional models can be read`,
    );
  }
  if (layers.length > mostLayers)
    throw new BadModel(`has ${layers.length} layers; at most ${mostLayers} are read`);
  const named = member(config, "name") ?? member(json, "name");
  const name = isText(named) ? named : className.toLowerCase();
  const trainable = member(config, "trainable") !== false;
  if (className === "Sequential" || member(config, "output_layers") === undefined)
    return { name, className, trainable, ...sequential(layers, json, config) };
  const saved = layers.map((layer, i) => savedLayer(layer, i));
  const seen = new Set<string>();
  for (const layer of saved) {
    if (seen.has(layer.name)) throw new BadModel(`has two layers named \`${shown(layer.name)}\``);
    seen.add(layer.name);
  }
  return {
    name,
    className,
    trainable,
    layers: saved,
    inputs: tensorKeys(member(config, "input_layers"), "input_layers").map(({ key }) => key),
    outputs: tensorKeys(member(config, "output_layers"), "output_layers"),
  };
}

function textIn(object: JsonObject, name: string, what: string): string {
  const found = member(object, name);
  if (isText(found)) return found;
  throw new BadModel(`is no saved model: ${what} has ${found === undefined ? "no" : "a wrong"} \`${name}\``);
}

function savedLayer(json: Json, index: number): SavedLayer {
  const what = `layer ${index + 1}`;
  if (!isObject(json)) throw new BadModel(`is no saved model: ${what} is no object`);
  const className = textIn(json, "class_name", what);
  const raw = member(json, "config") ?? new Map<string, Json>();
  const config = isArray(raw) ? new Map<string, Json>([["layers", raw]]) : raw;
  if (!isObject(config))
    throw new BadModel(`is no saved model: the \`config\` of ${what} (${shown(className)}) is no object`);
  const snake = snakeKeys(config);
  const named = json.get("name") ?? snake.get("name");
  if (!isText(named)) throw new BadModel(`is no saved model: ${what} (${shown(className)}) has no name`);
  const nodes = member(json, "inbound_nodes") ?? [];
  if (!isArray(nodes))
    throw new BadModel(`is no saved model: the \`inbound_nodes\` of \`${shown(named)}\` are no list`);
  const module = json.get("module");
  return {
    name: named,
    className,
    module: isText(module) ? module : "",
    config: snake,
    json,
    calls: nodes.map((node) => savedCall(node, named)),
    built: builtShape(json),
  };
}

function builtShape(json: JsonObject): Json | undefined {
  const config = member(json, "build_config");
  if (!isObject(config)) return undefined;
  return config.get("input_shape") ?? config.get("shapes_dict") ?? undefined;
}

/** One call of a layer, as Keras 3 or Keras 2 writes it. */
function savedCall(node: Json, layer: string): SavedCall {
  if (isObject(node)) {
    const args = node.get("args");
    const kwargs = node.get("kwargs");
    return {
      args: isArray(args) ? args.map((arg) => callValue(arg, layer)) : [],
      kwargs: new Map(
        isObject(kwargs) ? [...kwargs].map(([key, value]) => [key, callValue(value, layer)]) : [],
      ),
    };
  }
  if (!isArray(node)) throw new BadModel(`is no saved model: \`${shown(layer)}\` has a call that is no list`);
  // A layer fed by one tensor may have it without a list around it, and a dictionary where its call takes one.
  const entries = isText(node[0]) ? [node] : node;
  const kwargs = new Map<string, CallValue>();
  const tensors = entries.map((entry): CallValue => {
    if (!isArray(entry)) return oldValue(entry, layer);
    const more = entry[3];
    if (isObject(more)) for (const [key, value] of more) kwargs.set(key, oldValue(value, layer));
    if (entry[0] === "_CONSTANT_VALUE") return { kind: "plain", json: entry[2] ?? null };
    if (!isReference(entry)) return oldValue(entry, layer);
    return { kind: "tensor", key: keyOf(entry, layer) };
  });
  return { args: tensors.length === 1 ? tensors : [{ kind: "list", items: tensors }], kwargs };
}

const isReference = (json: Json): boolean =>
  isArray(json) &&
  (json.length === 3 || json.length === 4) &&
  isText(json[0]) &&
  typeof json[1] === "bigint" &&
  typeof json[2] === "bigint";

function keyOf(json: readonly Json[], layer: string): TensorKey {
  const [name, call, output] = json;
  if (
    !isText(name) ||
    typeof call !== "bigint" ||
    typeof output !== "bigint" ||
    call < 0n ||
    output < 0n ||
    call > 1_000_000n ||
    output > 10_000n
  )
    throw new BadModel(
      `is no saved model: \`${shown(layer)}\` is fed by something that is no layer's output`,
    );
  return { layer: name, call: Number(call), output: Number(output) };
}

/** Keras 3: tensors are objects of the class `__keras_tensor__`. */
function callValue(json: Json, layer: string): CallValue {
  if (isArray(json)) return { kind: "list", items: json.map((item) => callValue(item, layer)) };
  if (!isObject(json)) return { kind: "plain", json };
  const name = json.get("class_name");
  const config = json.get("config");
  if (name === "__keras_tensor__" && isObject(config)) {
    const history = config.get("keras_history");
    if (!isArray(history))
      throw new BadModel(
        `is no saved model: a tensor that feeds \`${shown(layer)}\` has no \`keras_history\``,
      );
    return { kind: "tensor", key: keyOf(history, layer), shape: shapeOf(config.get("shape")) };
  }
  if (name === "__tuple__" || name === "__list__") {
    const items = json.get("items");
    return { kind: "list", items: isArray(items) ? items.map((item) => callValue(item, layer)) : [] };
  }
  if (name !== undefined) return { kind: "plain", json };
  return { kind: "dict", entries: [...json].map(([key, value]) => [key, callValue(value, layer)] as const) };
}

/** Keras 2: a tensor among the arguments is a list of its layer's name and two numbers. */
function oldValue(json: Json, layer: string): CallValue {
  if (isArray(json) && isReference(json)) return { kind: "tensor", key: keyOf(json, layer) };
  if (isArray(json)) return { kind: "list", items: json.map((item) => oldValue(item, layer)) };
  return { kind: "plain", json };
}

/** A shape with the batch first; nothing where it is none. */
export function shapeOf(json: Json | undefined): readonly (number | null)[] | undefined {
  if (!isArray(json)) return undefined;
  const sizes = json.map((size) =>
    size === null
      ? null
      : typeof size === "bigint"
        ? Number(size)
        : typeof size === "number"
          ? size
          : undefined,
  );
  return sizes.every(
    (size) => size === null || (size !== undefined && Number.isSafeInteger(size) && size >= 0),
  )
    ? (sizes as (number | null)[])
    : undefined;
}

/** `["a", 0, 0]`, `[["a", 0, 0], …]` or `{"key": ["a", 0, 0]}`, however deep. */
function tensorKeys(
  json: Json | undefined,
  what: string,
): readonly { readonly name?: string; readonly key: TensorKey }[] {
  if (isArray(json)) {
    if (isReference(json)) return [{ key: keyOf(json, what) }];
    return json.flatMap((item) => tensorKeys(item, what));
  }
  if (isObject(json)) {
    return [...json].flatMap(([name, value]) => tensorKeys(value, what).map(({ key }) => ({ name, key })));
  }
  throw new BadModel(
    `is no saved model: \`${what}\` ${json === undefined ? "is missing" : "holds something that is no tensor"}`,
  );
}

/** A Sequential as a graph in which each layer feeds the next. */
function sequential(
  list: readonly Json[],
  json: JsonObject,
  config: JsonObject,
): Pick<SavedModel, "layers" | "inputs" | "outputs"> {
  const layers = list.map((layer, i) => savedLayer(layer, i));
  const first = layers[0];
  let input: SavedLayer;
  let rest: readonly SavedLayer[] = layers;
  if (first?.className === "InputLayer") {
    input = { ...first, calls: [] };
    rest = layers.slice(1);
  } else {
    const shape =
      first?.config.get("batch_input_shape") ??
      first?.config.get("batch_shape") ??
      member(config, "build_input_shape") ??
      builtShape(json) ??
      first?.built ??
      null;
    const nested = first && isModelClass(first.className, first.config) ? nestedShape(first.json) : null;
    input = {
      name: first ? `${first.name}_input` : "input",
      className: "InputLayer",
      module: "keras.layers",
      config: new Map<string, Json>([
        ["batch_shape", isArray(shape) ? shape : nested],
        ["dtype", first?.config.get("input_dtype") ?? (first?.className === "Embedding" ? "int32" : null)],
        ["layer_classes", layers.map((layer) => layer.className)],
        ["data_format", layers.map((layer) => layer.config.get("data_format")).find(isText) ?? null],
      ]),
      json: new Map(),
      calls: [],
    };
  }
  const taken = new Set([input.name]);
  let before: TensorKey = { layer: input.name, call: 0, output: 0 };
  const chained = rest.map((layer): SavedLayer => {
    if (taken.has(layer.name)) throw new BadModel(`has two layers named \`${shown(layer.name)}\``);
    taken.add(layer.name);
    const call: SavedCall = { args: [{ kind: "tensor", key: before }], kwargs: new Map() };
    before = { layer: layer.name, call: 0, output: 0 };
    return { ...layer, calls: [call] };
  });
  return {
    layers: [input, ...chained],
    inputs: [{ layer: input.name, call: 0, output: 0 }],
    outputs: [{ key: before }],
  };
}

/** The input shape a model at the head of a Sequential declares. */
function nestedShape(json: JsonObject): Json {
  const config = member(json, "config");
  const layers = isObject(config) ? member(config, "layers") : config;
  const first = isArray(layers) ? layers[0] : undefined;
  const inner = isObject(first) ? member(first, "config") : undefined;
  if (!isObject(inner)) return null;
  return member(inner, "batch_shape") ?? member(inner, "batch_input_shape") ?? null;
}
