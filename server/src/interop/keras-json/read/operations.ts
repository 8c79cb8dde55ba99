// Operations on tensors in saved models: Keras 3's own classes, and the layers Keras 2 wrapped TensorFlow's functions in.
// It never guesses at a function it does not know.
import { allOperations, findOperation } from "../../../layers/catalogue.ts";
import type { LayerDefinition } from "../../../layers/define.ts";
import type { Piece } from "../../net-source/graph.ts";
import { plain, string, text } from "../../net-source/term.ts";
import { isArray, isObject, isText, type Json, member } from "./json.ts";
import type { CallValue, SavedCall, SavedLayer } from "./saved-model.ts";

/** A call of an operation: the definition and a value for each parameter that has one, in the parameters' order. */
export interface OperationCall {
  readonly definition: LayerDefinition;
  readonly values: readonly { readonly name: string; readonly value: CallValue; readonly rest?: boolean }[];
  /** Parameters whose last two axes change places first, as `transpose_b` of TensorFlow's `matmul` says. */
  readonly turned?: ReadonlySet<string> | undefined;
}

let byClass: ReadonlyMap<string, LayerDefinition> | undefined;

function operationClass(name: string): LayerDefinition | undefined {
  byClass ??= new Map(
    allOperations().flatMap((o) => [o.name, ...(o.aliases ?? [])].map((n) => [n, o] as const)),
  );
  return byClass.get(name);
}

const plainValue = (json: Json): CallValue => ({ kind: "plain", json });

/** Whether a Keras 3 layer is an operation of the graph: these have neither a dtype nor a flag. */
export const isOperation = (layer: SavedLayer): boolean =>
  layer.module.includes(".ops.") ||
  (!layer.config.has("trainable") &&
    !layer.config.has("dtype") &&
    !layer.module.startsWith("keras.layers") &&
    operationClass(layer.className) !== undefined &&
    layer.json.get("inbound_nodes") !== undefined &&
    layer.module !== "");

/** A call of a Keras 3 operation: arguments of the call fill the parameters the configuration leaves. */
export function operationCall(layer: SavedLayer, call: SavedCall): OperationCall | undefined {
  const definition = operationClass(layer.className);
  return definition && bound(definition, layer.config, call.args, call.kwargs);
}

function bound(
  definition: LayerDefinition,
  config: ReadonlyMap<string, Json>,
  args: readonly CallValue[],
  kwargs: ReadonlyMap<string, CallValue>,
): OperationCall {
  const queue = [...args];
  const values: { name: string; value: CallValue; rest?: boolean }[] = [];
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const own = [name, ...(otherNames[name] ?? [])].find((n) => config.has(n) || kwargs.has(n));
    if (own !== undefined) values.push({ name, value: kwargs.get(own) ?? plainValue(config.get(own)!) });
    else if (parameter.rest) {
      const first = queue[0];
      const items = queue.length === 1 && first?.kind === "list" ? first.items : queue.splice(0);
      values.push({ name, value: { kind: "list", items }, rest: true });
    } else if (queue.length > 0) values.push({ name, value: queue.shift()! });
  }
  return { definition, values };
}

/** What Keras calls a parameter in a class where the function has another name. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  newshape: ["new_shape", "shape", "target_shape"],
  axes: ["axis", "perm"],
  pad_width: ["paddings"],
};

/** TensorFlow's functions by the names Keras 2 saves, and the operation each is. */
const tensorflow: Readonly<Record<string, string>> = {
  "math.add": "add",
  add: "add",
  "__operators__.add": "add",
  "__operators__.radd": "add",
  AddV2: "add",
  Add: "add",
  BiasAdd: "add",
  "math.subtract": "subtract",
  subtract: "subtract",
  "__operators__.sub": "subtract",
  Sub: "subtract",
  "math.multiply": "multiply",
  multiply: "multiply",
  "__operators__.mul": "multiply",
  Mul: "multiply",
  "math.divide": "divide",
  "math.truediv": "true_divide",
  "__operators__.truediv": "true_divide",
  RealDiv: "true_divide",
  "math.floordiv": "floor_divide",
  FloorDiv: "floor_divide",
  "math.floormod": "mod",
  "math.mod": "mod",
  "math.pow": "power",
  pow: "power",
  Pow: "power",
  "math.maximum": "maximum",
  maximum: "maximum",
  Maximum: "maximum",
  "math.minimum": "minimum",
  minimum: "minimum",
  Minimum: "minimum",
  "linalg.matmul": "matmul",
  matmul: "matmul",
  MatMul: "matmul",
  BatchMatMulV2: "matmul",
  BatchMatMul: "matmul",
  "math.reduce_mean": "mean",
  reduce_mean: "mean",
  Mean: "mean",
  "math.reduce_sum": "sum",
  reduce_sum: "sum",
  Sum: "sum",
  "math.reduce_max": "max",
  reduce_max: "max",
  Max: "max",
  "math.reduce_min": "min",
  reduce_min: "min",
  Min: "min",
  "math.reduce_prod": "prod",
  "math.reduce_std": "std",
  "math.reduce_variance": "var",
  "math.abs": "absolute",
  abs: "absolute",
  Abs: "absolute",
  "math.exp": "exp",
  exp: "exp",
  Exp: "exp",
  "math.log": "log",
  Log: "log",
  "math.sqrt": "sqrt",
  sqrt: "sqrt",
  Sqrt: "sqrt",
  "math.rsqrt": "rsqrt",
  Rsqrt: "rsqrt",
  "math.square": "square",
  square: "square",
  Square: "square",
  "math.negative": "negative",
  negative: "negative",
  Neg: "negative",
  "math.sigmoid": "sigmoid",
  sigmoid: "sigmoid",
  Sigmoid: "sigmoid",
  "nn.sigmoid": "sigmoid",
  "math.tanh": "tanh",
  tanh: "tanh",
  "nn.tanh": "tanh",
  Tanh: "tanh",
  "nn.relu": "relu",
  Relu: "relu",
  "nn.relu6": "relu6",
  Relu6: "relu6",
  "nn.softmax": "softmax",
  Softmax: "softmax",
  "nn.gelu": "gelu",
  "nn.silu": "silu",
  "nn.swish": "silu",
  "nn.elu": "elu",
  "nn.selu": "selu",
  "nn.leaky_relu": "leaky_relu",
  "nn.softplus": "softplus",
  "math.softplus": "softplus",
  "math.erf": "erf",
  Erf: "erf",
  "math.sin": "sin",
  "math.cos": "cos",
  "math.sign": "sign",
  "math.round": "round",
  "math.floor": "floor",
  "math.ceil": "ceil",
  reshape: "reshape",
  Reshape: "reshape",
  transpose: "transpose",
  Transpose: "transpose",
  expand_dims: "expand_dims",
  ExpandDims: "expand_dims",
  squeeze: "squeeze",
  Squeeze: "squeeze",
  concat: "concatenate",
  ConcatV2: "concatenate",
  stack: "stack",
  Pack: "stack",
  tile: "tile",
  Tile: "tile",
  cast: "cast",
  Cast: "cast",
  split: "split",
  unstack: "unstack",
  "nn.depth_to_space": "nn.depth_to_space",
  "image.resize": "image.resize",
  "math.l2_normalize": "normalize",
  "linalg.l2_normalize": "normalize",
  clip_by_value: "clip",
  "math.argmax": "argmax",
  one_hot: "one_hot",
  gather: "take",
  where: "where",
  "math.equal": "equal",
  "math.greater": "greater",
  "math.less": "less",
  "math.logical_and": "logical_and",
  "math.logical_not": "logical_not",
  identity: "copy",
  stop_gradient: "stop_gradient",
  einsum: "einsum",
  "linalg.einsum": "einsum",
  zeros_like: "zeros_like",
  ones_like: "ones_like",
  broadcast_to: "broadcast_to",
  "math.squared_difference": "squared_difference",
};

/** How TensorFlow calls what Keras has under another name. */
const renamed: Readonly<Record<string, string>> = {
  keepdims: "keepdims",
  keep_dims: "keepdims",
  shape: "newshape",
  perm: "axes",
  a: "x1",
  b: "x2",
  x: "x1",
  y: "x2",
  input: "x",
  input_tensor: "x",
  tensor: "x",
  values: "xs",
  multiples: "repeats",
  num_or_size_splits: "indices_or_sections",
  params: "x",
  features: "x",
  logits: "x",
  clip_value_min: "x_min",
  clip_value_max: "x_max",
  t: "x",
  images: "images",
  size: "size",
  input_: "x",
  axes: "axis",
  image: "images",
  value: "x",
};

/** A call of a function of TensorFlow that Keras 2 kept as a layer, where its meaning is known. */
export function tensorflowCall(layer: SavedLayer, call: SavedCall): OperationCall | undefined {
  const [name, constants] = functionOf(layer);
  const fn = name === undefined || !Object.hasOwn(tensorflow, name) ? undefined : tensorflow[name];
  const definition = fn === undefined ? undefined : findOperation(fn);
  if (!definition || name === undefined) return undefined;
  const parameters = Object.keys(definition.parameters);
  const args = call.args.flatMap((arg) =>
    arg.kind === "list" && fn !== "concatenate" && fn !== "stack" && call.args.length === 1
      ? arg.items
      : [arg],
  );
  for (const [index, value] of constants) args.splice(index, 0, plainValue(value));
  const kwargs = new Map<string, CallValue>();
  const turned = new Set<string>();
  for (const [key, value] of call.kwargs) {
    if (key === "name" || (value.kind === "plain" && value.json === null)) continue;
    if (/^(transpose_[ab]|adjoint_[ab]|[ab]_is_sparse|output_type)$/.test(key)) {
      if (value.kind === "plain" && value.json === false) continue;
      const side = /^transpose_([ab])$/.exec(key)?.[1];
      if (side === undefined || fn !== "matmul") return undefined;
      turned.add(parameters[side === "a" ? 0 : 1]!);
      continue;
    }
    const target = parameters.includes(key) ? key : renamed[key];
    const found = target !== undefined && parameters.includes(target) ? target : undefined;
    if (found !== undefined) kwargs.set(found, value);
    else if (key === "x" || key === "y") kwargs.set(parameters[key === "x" ? 0 : 1]!, value);
    else return undefined;
  }
  return { ...bound(definition, new Map(), args, kwargs), turned };
}

/** The function a layer of Keras 2 stands for, and constants among its arguments by their place. */
function functionOf(layer: SavedLayer): readonly [string | undefined, readonly (readonly [number, Json])[]] {
  const fn = layer.config.get("function");
  if (isText(fn)) return [fn, []];
  const node = layer.config.get("node_def");
  const op = isObject(node)
    ? node.get("op")
    : isText(node)
      ? /"?\bop"?\s*:\s*"(\w+)"/.exec(node)?.[1]
      : undefined;
  const constants = layer.config.get("constants");
  return [
    isText(op) ? op : undefined,
    isObject(constants)
      ? [...constants].map(([place, value]) => [Number(place), value] as const).sort((a, b) => a[0] - b[0])
      : [],
  ];
}

/** Keras 2's `SlicingOpLambda` and Keras 3's `GetItem`: what stands in the brackets. */
export function subscript(key: CallValue): string | undefined {
  const part = (value: CallValue): string | undefined => {
    if (value.kind === "dict") {
      const [start, stop, step] = ["start", "stop", "step"].map((name) => {
        const end = value.entries.find(([k]) => k === name)?.[1];
        return end === undefined ? null : end.kind === "plain" ? end.json : undefined;
      });
      return sliceText(start, stop, step);
    }
    if (value.kind !== "plain") return undefined;
    const { json } = value;
    if (isObject(json)) {
      if (json.get("class_name") === "__ellipsis__" || json.get("type") === "ellipsis") return "...";
      const config = member(json, "config");
      const slice = isObject(config) ? config : json;
      if (!slice.has("start") && !slice.has("stop")) return undefined;
      return sliceText(slice.get("start") ?? null, slice.get("stop") ?? null, slice.get("step") ?? null);
    }
    if (json === null) return "None";
    if (json === "...") return "...";
    return typeof json === "bigint" ? `${json}` : undefined;
  };
  const items =
    key.kind === "list"
      ? key.items
      : key.kind === "plain" && isArray(key.json)
        ? key.json.map(plainValue)
        : [key];
  const parts = items.map(part);
  return parts.length > 0 && parts.every((p) => p !== undefined) ? parts.join(", ") : undefined;
}

function sliceText(
  start: Json | undefined,
  stop: Json | undefined,
  step: Json | undefined,
): string | undefined {
  const ends = [start, stop, step].map((end) =>
    end === null ? "" : typeof end === "bigint" ? `${end}` : undefined,
  );
  if (ends.some((end) => end === undefined)) return undefined;
  return `${ends[0]}:${ends[1]}${ends[2] === "" || ends[2] === "1" ? "" : `:${ends[2]}`}`;
}

/** A plain argument of an operation as it is written. */
export function operandPiece(json: Json): Piece {
  if (isObject(json)) {
    const name = member(json, "class_name");
    const config = member(json, "config");
    if (isObject(config) && config.has("value")) return operandPiece(config.get("value")!);
    return isText(name) ? string(name) : text("None");
  }
  if (isArray(json)) return { kind: "tuple", items: json.map((item) => operandPiece(item) as never) };
  return plain(json);
}
