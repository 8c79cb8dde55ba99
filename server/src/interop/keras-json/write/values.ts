// Values of the language as Keras serialises them: numbers, strings, lists, slices, initializers, activations. It never
// writes a layer or a tensor; whoever calls it says how.

import { findObject } from "../../../layers/catalogue.ts";
import type { Parameter } from "../../../layers/define.ts";
import type { ObjectDefinition, ObjectFamily } from "../../../layers/define-object.ts";
import type { LayerValue, TensorValue, Value } from "../../../layers/value.ts";
import { Float, type Json, type JsonObject } from "./json-text.ts";

/** What a value may hold that only the place where it stands can write. */
export interface Inner {
  readonly layer: (value: LayerValue) => Json;
  readonly tensor: (value: TensorValue) => Json;
  /** A size that is not a number; says so and gives what stands for it. */
  readonly open: (reason: string) => Json;
}

/** A Keras object: where its class stands, the class and its arguments. */
export const kerasObject = (module: string, className: string, config: Json): JsonObject => ({
  module,
  class_name: className,
  config,
  registered_name: null,
});

/** A value of the language in Keras's form. */
export function valueJson(value: Value, inner: Inner): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "bigint")
    return value;
  if (typeof value === "number") return new Float(value);
  switch (value.kind) {
    case "word":
      return value.name;
    case "function":
      return value.name.split(".").at(-1)!;
    case "other":
      return value.what;
    case "list":
    case "tuple":
      return value.items.map((item) => valueJson(item, inner));
    case "dict":
      return Object.fromEntries(
        value.entries.map(([key, item]) => [String(valueJson(key, inner)), valueJson(item, inner)]),
      );
    case "slice": {
      const [start, stop, step] = [value.start, value.stop, value.step].map((end) => valueJson(end, inner));
      return { class_name: "__slice__", config: { start: start!, stop: stop!, step: step! } };
    }
    case "ellipsis":
      return { class_name: "__ellipsis__", config: {} };
    case "symbolic":
      return inner.open(`\`${value.value.text}\` is known by name only`);
    case "unknown":
      return inner.open(value.reason);
    case "object":
      return objectJson(value.definition, value.args, inner);
    case "layer":
      return inner.layer(value);
    case "tensor":
      return inner.tensor(value);
  }
}

const modules: Readonly<Record<ObjectFamily, string>> = {
  activation: "keras.activations",
  initializer: "keras.initializers",
  regularizer: "keras.regularizers",
  constraint: "keras.constraints",
  optimizer: "keras.optimizers",
  schedule: "keras.optimizers.schedules",
  callback: "keras.callbacks",
  loss: "keras.losses",
  metric: "keras.metrics",
};

function objectJson(
  definition: ObjectDefinition,
  given: ReadonlyMap<string, Value>,
  inner: Inner,
): JsonObject {
  const config: Record<string, Json> = {};
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const value = argumentJson(parameter, given.get(name), inner);
    if (value !== undefined) config[name] = value;
  }
  return kerasObject(modules[definition.family], definition.name, config);
}

/** An argument as given, or its default; nothing where the default is `None` or no plain value and is left to Keras. */
export function argumentJson(parameter: Parameter, given: Value | undefined, inner: Inner): Json | undefined {
  const { type } = parameter;
  if (given === undefined) return parameter.required ? undefined : defaultJson(parameter, inner);
  if (type.family === undefined) {
    return typeof given === "bigint" && isFloat(parameter)
      ? new Float(Number(given))
      : valueJson(given, inner);
  }
  return namedJson(type.parse(given), type.family, inner);
}

const isFloat = (parameter: Parameter): boolean => /^float\b/.test(parameter.type.text);

/** An activation is named; everything else is an object, as `get_config` has them. */
function namedJson(parsed: unknown, family: ObjectFamily, inner: Inner): Json {
  if (parsed === null || typeof parsed !== "object" || !("name" in parsed)) return null;
  const { name, value } = parsed as { readonly name: string; readonly value: Value };
  if (typeof value === "object" && value !== null && (value.kind === "layer" || value.kind === "object"))
    return valueJson(value, inner);
  if (family === "activation") return name;
  const definition = findObject(name, family);
  return definition ? objectJson(definition, new Map(), inner) : name;
}

function defaultJson(parameter: Parameter, inner: Inner): Json | undefined {
  const { default: value } = parameter;
  if (value === null) return undefined;
  if (parameter.type.family !== undefined) return namedJson(value, parameter.type.family, inner);
  return plainJson(value, isFloat(parameter));
}

function plainJson(value: unknown, float: boolean): Json | undefined {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return value;
  if (typeof value === "number") return float || !Number.isInteger(value) ? new Float(value) : value;
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => plainJson(item, float));
  return items.includes(undefined) ? undefined : (items as Json[]);
}
