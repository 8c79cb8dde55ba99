// One layer or operation as Keras serialises it: where its class stands, and the arguments that make it. It never knows
// what the layer is applied to.

import { code } from "../../../layers/core/opaque.ts";
import type { BoundArguments, LayerDefinition, Parameter } from "../../../layers/define.ts";
import type { LayerValue, Value } from "../../../layers/value.ts";
import { innerName } from "../../../layers/wrapping.ts";
import type { Instance } from "../../../model/graph.ts";
import { Float, type Json, type JsonObject } from "./json-text.ts";
import { operationClass } from "./operation-classes.ts";
import { argumentJson, type Inner, kerasObject, valueJson } from "./values.ts";

/** What of a layer has to be said beside the document. */
export interface Asides extends Inner {
  /** A class or function the reader of the document must bring along. */
  readonly custom: (kind: "class" | "function", name: string) => void;
}

/** The dtype policy of a layer; those of quantized layers by name, as Keras takes them too. */
export const policyJson = (name: string): Json =>
  name.includes("_from_") ? name : kerasObject("keras", "DTypePolicy", { name });

/** A layer of the catalogue. */
export function layerJson(
  definition: LayerDefinition,
  bound: BoundArguments,
  name: string,
  trainable: boolean,
  asides: Asides,
): JsonObject {
  const without = new Set(definition.without ?? []);
  const config: Record<string, Json> = { name };
  if (!without.has("trainable")) config.trainable = trainable;
  const dtype = bound.parsed.dtype as string | null | undefined;
  // Layers of preprocessing choose theirs by what they give.
  if (!without.has("dtype") && (dtype || definition.family !== "preprocessing"))
    config.dtype = policyJson(dtype ?? "float32");
  const autocast = bound.parsed.autocast;
  if (autocast === false) config.autocast = false;
  for (const [key, parameter] of Object.entries(definition.parameters)) {
    if (key in config) continue;
    const given = bound.given.get(key);
    const value =
      parameter.type === code && given !== undefined
        ? codeJson(given, asides)
        : argumentJson(parameter, given, asides);
    const kept = value === undefined ? leftOut(definition, parameter) : value;
    if (kept !== undefined) config[key] = kept;
  }
  const penalty = bound.given.get("activity_regularizer");
  if (penalty !== undefined && !("activity_regularizer" in config))
    config.activity_regularizer = valueJson(penalty, asides);
  return kerasObject("keras.layers", definition.name, config);
}

/** Layers of preprocessing read every argument back; all others have their defaults. */
const leftOut = (definition: LayerDefinition, { required, default: value }: Parameter): Json | undefined =>
  definition.family === "preprocessing" && !required ? (value === null ? null : numberOf(value)) : undefined;

/** A default that stands for a constant tensor is written as its number, which is 0 in all of Keras. */
const numberOf = (value: unknown): Json | undefined =>
  typeof value === "object" && value !== null && "dtype" in value ? new Float(0) : undefined;

/** Code is not read here, so it is written as a name to be looked up. */
function codeJson(given: Value, asides: Asides): Json {
  if (typeof given === "object" && given?.kind === "layer") return asides.layer(given);
  const name = String(valueJson(given, asides));
  asides.custom("function", name);
  return { module: "builtins", class_name: "function", config: name, registered_name: name };
}

/** A layer inside another, made but not applied. */
export const innerLayerJson = (value: LayerValue, asides: Asides): Json =>
  value.definition && value.args
    ? layerJson(value.definition, value.args, innerName(value), value.args.parsed.trainable !== false, asides)
    : null;

/** A `layer` of the file: a class of its own, with the parameters it was made with. */
export function customJson(instance: Instance, name: string, trainable: boolean, asides: Asides): JsonObject {
  asides.custom("class", instance.className);
  const parameters = [...(instance.params ?? [])].map(
    ([key, value]) => [key, valueJson(value, asides)] as const,
  );
  return {
    module: null,
    class_name: instance.className,
    config: { name, trainable, dtype: policyJson("float32"), ...Object.fromEntries(parameters) },
    registered_name: `Custom>${instance.className}`,
  };
}

/** An operation of a graph; the arguments that are not its class's belong to the call. */
export function operationJson(
  definition: LayerDefinition,
  given: ReadonlyMap<string, Value>,
  name: string,
  inner: Inner,
): JsonObject {
  const { module, made } = operationClass(definition.name)!;
  const config: Record<string, Json> = { name };
  for (const key of made) {
    const parameter = definition.parameters[key];
    const value = parameter && argumentJson(parameter, given.get(key), inner);
    if (value !== undefined) config[key] = value;
  }
  return { module, class_name: definition.name, config, registered_name: definition.name };
}

/** The arguments an operation is called with, in the order its class takes them. */
export function operationArguments(
  definition: LayerDefinition,
  given: ReadonlyMap<string, Value>,
  inner: Inner,
): readonly Json[] {
  const { made } = operationClass(definition.name)!;
  const args: Json[] = [];
  // What was left out at the end is left to Keras.
  let kept = 0;
  for (const [key, parameter] of Object.entries(definition.parameters)) {
    if (made.includes(key)) continue;
    const value = given.get(key);
    const json = argumentJson(parameter, value, inner) ?? null;
    if (parameter.rest) args.push(...(json as readonly Json[]));
    else args.push(json);
    if (value !== undefined) kept = args.length;
  }
  return args.slice(0, kept);
}
