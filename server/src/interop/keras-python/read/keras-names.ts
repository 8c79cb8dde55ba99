// What a dotted name of Python stands for: which module's, and by which word Net knows it. It never looks at a value.
import { findLayer, findLayerFunction, findObject, findOperation } from "../../../layers/catalogue.ts";
import { libraryModel } from "../../../library/library.ts";
import type { Expr } from "./python-syntax.ts";

export type Meaning =
  /** A class of layers by its name in Net. */
  | { readonly kind: "layer"; readonly name: string }
  /** A class of layers that Net does not have. */
  | { readonly kind: "unknown-layer"; readonly name: string }
  /** `layers.add`, with the layer it stands for. */
  | { readonly kind: "layer-function"; readonly name: string }
  | { readonly kind: "operation"; readonly name: string }
  | { readonly kind: "input" | "input-layer" | "model" | "sequential" }
  | { readonly kind: "library"; readonly name: string }
  /** A model of `keras.applications` that the library lacks. */
  | { readonly kind: "application"; readonly name: string }
  /** An optimizer, loss, metric and so on. */
  | { readonly kind: "object"; readonly name: string }
  /** `keras.activations.gelu`, `tf.nn.relu`: a function that is named. */
  | { readonly kind: "activation"; readonly name: string }
  /** Anything else of a module, by its path. */
  | { readonly kind: "module"; readonly path: string };

/** Names that are used without an import in code that is shown in parts. */
const usual: Readonly<Record<string, string>> = {
  keras: "keras",
  layers: "keras.layers",
  models: "keras.models",
  ops: "keras.ops",
  tf: "tensorflow",
  np: "numpy",
  math: "math",
  K: "keras.backend",
  optimizers: "keras.optimizers",
  losses: "keras.losses",
  metrics: "keras.metrics",
  callbacks: "keras.callbacks",
  regularizers: "keras.regularizers",
  initializers: "keras.initializers",
  applications: "keras.applications",
  activations: "keras.activations",
};

/** TensorFlow's words for operations, where they differ from Keras's. */
const tensorflowOperations: Readonly<Record<string, string>> = {
  concat: "concatenate",
  reduce_mean: "mean",
  reduce_sum: "sum",
  reduce_max: "max",
  reduce_min: "min",
  reduce_prod: "prod",
  range: "arange",
  pow: "power",
  "math.reduce_mean": "mean",
  "math.reduce_sum": "sum",
  "math.reduce_max": "max",
  "math.reduce_min": "min",
  "math.pow": "power",
  "nn.l2_normalize": "normalize",
  "math.l2_normalize": "normalize",
  "nn.depth_to_space": "nn.depth_to_space",
  "keras.backend.l2_normalize": "normalize",
  add_n: "add",
  permute_dimensions: "transpose",
  l2_normalize: "normalize",
  batch_dot: "batch_dot",
};

/** The names a file's imports bind, as paths. */
export class Names {
  private readonly aliases = new Map<string, string>();
  private readonly starred: string[] = [];

  bind(as: string, path: string): void {
    const normal = normalPath(path);
    if (as === "*") this.starred.push(normal);
    else this.aliases.set(as, normal);
  }

  has(name: string): boolean {
    return this.aliases.has(name);
  }

  /** The path of `keras.layers.Dense` written in any way, or nothing for a name of the file itself. */
  path(e: Expr, own: (name: string) => boolean): string | undefined {
    if (e.kind === "name") {
      if (own(e.name)) return undefined;
      return this.aliases.get(e.name) ?? usual[e.name] ?? this.known(e.name);
    }
    if (e.kind === "attr") {
      const base = this.path(e.value, own);
      return base === undefined ? undefined : normalPath(`${base}.${e.name}`);
    }
    return undefined;
  }

  /** A name that a starred import brings, or one that only Keras has. */
  private known(name: string): string | undefined {
    if (name === "Sequential" || name === "Model") return `keras.${name}`;
    if (name === "Input" || (/^[A-Z]/.test(name) && findLayer(name))) return `keras.layers.${name}`;
    if (/^[A-Z]/.test(name) && libraryModel(name)) return `keras.applications.${name}`;
    if (/^[A-Z]/.test(name) && findObject(name)) return `keras.objects.${name}`;
    if (this.starred.some((s) => s === "keras.layers") && findLayerFunction(name))
      return `keras.layers.${name}`;
    return undefined;
  }
}

/** `tensorflow.keras.layers.Dense`, `tf_keras.…`, `keras.src.…`: all are `keras.…`. */
function normalPath(path: string): string {
  return path
    .replace(
      /^(?:tensorflow\.compat\.v[12]|tensorflow\.python|tensorflow\.contrib|tensorflow)\.keras\b/,
      "keras",
    )
    .replace(/^tf_keras\b|^keras\.src\b|^keras_core\b|^keras\.api\b|^keras\._tf_keras\.keras\b/, "keras")
    .replace(
      /^keras\.layers\.(?:experimental\.)?preprocessing\.|^keras\.layers\.experimental\./,
      "keras.layers.",
    )
    .replace(
      /^keras\.layers\.(?:core|convolutional|pooling|merge|normalization|recurrent|embeddings|advanced_activations|wrappers|noise|regularization|reshaping|attention|activation)\./,
      "keras.layers.",
    )
    .replace(/^keras\.layers\.merge$/, "keras.layers")
    .replace(/^keras\.optimizers\.(?:legacy|experimental)\./, "keras.optimizers.")
    .replace(/^keras\.engine\.\w+\.|^keras\.engine\./, "keras.");
}

const objectFamilies =
  /^keras\.(?:optimizers|losses|metrics|callbacks|regularizers|initializers|constraints|objects)\./;

/** What a path means. */
export function meaningOf(path: string): Meaning {
  const last = path.slice(path.lastIndexOf(".") + 1);
  if (/^keras\.(?:layers\.)?Input$/.test(path)) return { kind: "input" };
  if (path === "keras.layers.InputLayer" || path === "keras.InputLayer") return { kind: "input-layer" };
  if (/^keras\.(?:models\.|training\.)?Model$|^keras\.(?:models\.)?Functional$/.test(path))
    return { kind: "model" };
  if (/^keras\.(?:models\.)?Sequential$/.test(path)) return { kind: "sequential" };
  if (path.startsWith("keras.layers.")) {
    const layer = findLayer(last);
    if (layer) return { kind: "layer", name: last };
    const byFunction = findLayerFunction(last);
    if (byFunction) return { kind: "layer-function", name: byFunction.name };
    return /^[A-Z]/.test(last) ? { kind: "unknown-layer", name: last } : { kind: "module", path };
  }
  if (/^keras\.applications\.(?:\w+\.)?[A-Z]\w*$/.test(path))
    return libraryModel(last) ? { kind: "library", name: last } : { kind: "application", name: last };
  if (path.startsWith("keras.activations.")) return { kind: "activation", name: last };
  if (objectFamilies.test(path)) return { kind: "object", name: objectName(last) };
  const operation = operationOf(path);
  if (operation) return { kind: "operation", name: operation };
  return { kind: "module", path };
}

const lowerRegularizers: Readonly<Record<string, string>> = { l1: "L1", l2: "L2", l1_l2: "L1L2" };
const objectName = (name: string): string => lowerRegularizers[name] ?? name;

function operationOf(path: string): string | undefined {
  const rest = /^(?:keras\.(?:ops|backend|activations)|tensorflow|keras)\.(.+)$/.exec(path)?.[1] ?? undefined;
  if (rest === undefined) return undefined;
  const renamed =
    tensorflowOperations[rest] ?? tensorflowOperations[rest.replace(/^(?:math|nn|linalg|numpy)\./, "")];
  for (const name of [renamed, rest, rest.replace(/^(?:math|nn|linalg|numpy|experimental\.numpy)\./, "")]) {
    if (name !== undefined && findOperation(name)) return name;
  }
  return undefined;
}
