// What a name means: in the body, in the file, in the library, in the catalogue of Keras. It never reports a problem.
import { findLayer, findLayerFunction, findObject, findOperation, layerNames } from "../layers/catalogue.ts";
import type { Value } from "../layers/value.ts";
import type { Expression } from "../syntax/tree.ts";
import type { Frame } from "./frame.ts";
import { reference } from "./references.ts";

/** Functions expressions may call. */
export const builtinNames: readonly string[] = [
  "range",
  "enumerate",
  "len",
  "min",
  "max",
  "sum",
  "abs",
  "round",
  "int",
  "float",
  "zip",
  "reversed",
  "sorted",
  "any",
  "all",
  "sqrt",
  "ceil",
  "floor",
  "log2",
  "str",
  "bool",
  "list",
  "tuple",
  "dict",
  "prod",
  "isinstance",
  "params",
  "trainable_params",
  "macs",
  "flops",
  "Input",
  "log",
  "exp",
  "pow",
];
const builtins = new Set(builtinNames);

/** Module names people write in front of what they import from Keras. */
const roots = new Set([
  "keras",
  "tf",
  "tensorflow",
  "layers",
  "ops",
  "nn",
  "optimizers",
  "losses",
  "metrics",
  "activations",
  "initializers",
  "regularizers",
  "constraints",
  "callbacks",
  "applications",
  "math",
  "np",
  "numpy",
  "L",
  "K",
  "backend",
  "models",
  "schedules",
  "keras_hub",
  "kl",
  "image",
  "linalg",
]);

export const isModule = (name: string): boolean => roots.has(name);

/** `keras.layers.Conv2D` as its parts, where the expression is only names and dots. */
export function dottedName(node: Expression): readonly string[] | undefined {
  if (node.kind === "name") return [node.name];
  if (node.kind !== "attribute") return undefined;
  const rest = dottedName(node.value);
  return rest && [...rest, node.name.name];
}

/** A class, object, operation or function of Keras, or a model of the library, by a dotted path whose root is a module. */
export function lookupKeras(frame: Frame, path: readonly string[]): Value | undefined {
  const last = path.at(-1)!;
  const before = path.slice(0, -1);
  const under = before.at(-1);
  if (under === "math" && builtins.has(last)) return reference({ kind: "builtin", name: last });
  if (last === "Input" || last === "InputLayer") return reference({ kind: "builtin", name: "Input" });
  const family = objectFamilies[under ?? ""];
  if (family) {
    if (family === "activation") {
      const operation = findOperation(last);
      return operation ? { kind: "function", name: path.join(".") } : undefined;
    }
    const object = findObject(last, family);
    if (object)
      return /^[A-Z]/.test(last)
        ? reference({ kind: "object-class", definition: object })
        : { kind: "function", name: path.join(".") };
  }
  if (
    under === undefined ||
    under === "layers" ||
    under === "L" ||
    under === "kl" ||
    under === "keras" ||
    under === "tf" ||
    under === "nn"
  ) {
    const layer = findLayer(last);
    if (layer) return reference({ kind: "class", definition: layer });
  }
  const library = frame.program.project.library(last);
  if (
    library &&
    (under === undefined || before.includes("applications") || under === "keras" || under === "models")
  )
    return reference({ kind: "part", part: library });
  if (under === "layers") {
    const made = findLayerFunction(last);
    if (made) return reference({ kind: "layer-function", definition: made });
  }
  const operation = findOperationBelow(path);
  if (operation) return { kind: "function", name: path.join(".") };
  if (under === undefined) {
    const object = findObject(last);
    if (object && /^[A-Z]/.test(last)) return reference({ kind: "object-class", definition: object });
    if (object && classFamilies.has(object.family)) return { kind: "function", name: last };
  }
  if (under && /^(float|int|uint|bfloat)\d+$|^bool$/.test(last)) return last;
  if (under && (last === "pi" || last === "e")) return last === "pi" ? Math.PI : Math.E;
  if (under && last === "newaxis") return null;
  return undefined;
}

const objectFamilies: Readonly<Record<string, Parameters<typeof findObject>[1]>> = {
  optimizers: "optimizer",
  losses: "loss",
  metrics: "metric",
  activations: "activation",
  initializers: "initializer",
  regularizers: "regularizer",
  constraints: "constraint",
  callbacks: "callback",
  schedules: "schedule",
};

/** Families whose lower-case names are classes as well: `regularizers.l2(1e-4)` makes an `L2`. Losses are functions. */
const classFamilies: ReadonlySet<string> = new Set([
  "initializer",
  "regularizer",
  "constraint",
  "optimizer",
  "schedule",
]);

/** The class that a lower-case name of a family stands for when it is called. */
export function calledObject(path: string): ReturnType<typeof findObject> {
  const names = path.split(".");
  const family = objectFamilies[names.at(-2) ?? ""];
  const object = findObject(names.at(-1)!, family);
  return object && classFamilies.has(object.family) && (family !== undefined || names.length === 1)
    ? object
    : undefined;
}

/** The operation of `ops.image.resize`, `keras.ops.mean`, `tf.nn.relu` or a bare `mean`. */
export function findOperationBelow(path: readonly string[]) {
  for (let from = 0; from < path.length; from++) {
    if (from > 0 && !path.slice(0, from).every((part) => roots.has(part))) return undefined;
    const found = findOperation(path.slice(from).join("."));
    if (found) return found;
  }
  return undefined;
}

/** A name in the body, the file, the library or the catalogue; `undefined` where nothing has it. */
export function lookup(
  frame: Frame,
  name: string,
  fileName: (frame: Frame, name: string) => Value | undefined,
): Value | undefined {
  const local = frame.scope.get(name);
  if (local !== undefined) return local;
  const training = frame.training?.lookup(name);
  if (training !== undefined) return training;
  const declared = fileName(frame, name);
  if (declared !== undefined) return declared;
  if (builtins.has(name)) return reference({ kind: "builtin", name });
  return lookupKeras(frame, [name]);
}

/** Names somebody could have meant. */
export function* candidates(frame: Frame): Generator<string> {
  if (frame.program.running) frame.program.running.volatile = true;
  yield* frame.scope.keys();
  if (frame.training) yield* frame.training.names();
  yield* frame.file.names.keys();
  yield* frame.program.project.libraryNames();
  yield* layerNames();
  yield* builtins;
}
