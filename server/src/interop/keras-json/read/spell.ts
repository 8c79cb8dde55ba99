// Spells the configuration of a layer or object as the arguments of a call, without those that say what is said already.
// It never drops one that says more: what has no place in Net becomes a note.
import { allParameters } from "../../../layers/apply.ts";
import { allLayers, findLayer, findObject } from "../../../layers/catalogue.ts";
import { type LayerDefinition, Mismatch, type Parameter, type Parameters } from "../../../layers/define.ts";
import type { ObjectFamily } from "../../../layers/define-object.ts";
import { list, tuple, type Value } from "../../../layers/value.ts";
import { type Argument, plain, string, type Term, text } from "../../net-source/term.ts";
import { isArray, isObject, isText, type Json, type JsonObject, member, shown } from "./json.ts";
import { classOf, objectTerm } from "./object-term.ts";

/** What a configuration may need beyond itself. */
export interface SpellContext {
  /** Writes down what could not be said. */
  readonly note: (message: string, place?: string) => void;
  /** The call that makes a model or a layer of a class the catalogue lacks, where one stands inside a wrapper. */
  readonly made: (json: JsonObject) => Term | undefined;
}

/** Keys that say nothing a call could say: names of the machinery, sizes that follow from the input. */
const silent = new Set([
  "name",
  "batch_input_shape",
  "batch_shape",
  "input_dtype",
  "input_spec",
  "autocast",
  "build_config",
  "shared_object_id",
  "input_length",
  "input_dim",
  "input_shape",
  "module",
  "function_type",
  "output_shape_type",
  "output_shape_module",
  "registered_name",
  "time_major",
  "implementation",
  "return_dict",
  "synchronized",
  "renorm",
  "renorm_clipping",
  "renorm_momentum",
  "fused",
  "virtual_batch_size",
  "quantization_config",
  "vocabulary_size",
  "is_adapted",
  "zero_output_for_mask",
  "use_legacy_config",
]);

export const isNothing = (json: Json): boolean =>
  json === null ||
  json === false ||
  (isArray(json) && json.length === 0) ||
  (isObject(json) && json.size === 0);

/** The arguments of a layer, in the order of its parameters, all but those equal to the defaults. */
export function layerArguments(
  definition: LayerDefinition,
  config: JsonObject,
  context: SpellContext,
  place: string,
  rank?: number,
): readonly Argument[] {
  const parameters = allParameters(definition);
  const given = new Map(config);
  const policy = given.get("dtype");
  if (policy !== undefined) given.set("dtype", dtypeOf(policy, context, place));
  for (const key of ["batch_input_shape", "input_shape", "input_dim", "autocast"])
    if (!(key in definition.parameters)) given.delete(key);
  if (given.get("dtype") === "float32") given.delete("dtype");
  if (given.get("data_format") === "channels_last") given.delete("data_format");
  if (same(given.get("strides"), given.get("pool_size"))) given.delete("strides");
  if (given.get("value_dim") === given.get("key_dim")) given.delete("value_dim");
  fixAxis(definition, given, rank);
  if (definition.name === "Bidirectional") dropMirrored(given);
  if (definition.name === "Embedding" && !isNothing(given.get("input_length") ?? null))
    given.delete("input_length");
  if (definition.name === "MultiHeadAttention")
    for (const key of ["query_shape", "key_shape", "value_shape"]) given.delete(key);
  if (given.get("stateful") === true) {
    given.delete("stateful");
    context.note(
      "`stateful=True` is left out: it needs a fixed batch, and Net leaves the batch to the data; no shape or count changes",
      place,
    );
  }
  if (definition.name === "ReLU" && given.get("max_value") === undefined) given.delete("max_value");
  return spelled(parameters, given, context, place, definition.name, Object.keys(definition.parameters));
}

/** A positive axis that is the last one, where the default is `-1`. */
function fixAxis(definition: LayerDefinition, given: Map<string, Json>, rank: number | undefined): void {
  const axis = given.get("axis");
  const attended = given.get("attention_axes");
  if (
    rank !== undefined &&
    isArray(attended) &&
    attended.length === rank - 2 &&
    attended.every((a, i) => a === BigInt(i + 1))
  )
    given.delete("attention_axes");
  const one = isArray(axis) && axis.length === 1 ? axis[0] : axis;
  const parameter = definition.parameters.axis;
  if (rank === undefined || typeof one !== "bigint" || !parameter) return;
  if (Number(one) === rank - 1 && takesDefault(parameter, -1n)) given.set("axis", -1n);
}

const takesDefault = (parameter: Parameter, value: Value): boolean => {
  const parsed = parameter.type.parse(value);
  return !(parsed instanceof Mismatch) && same(parsed, parameter.default);
};

/** Keras writes the backward layer down even where it made it itself from the forward one. */
function dropMirrored(given: Map<string, Json>): void {
  const forward = given.get("layer");
  const backward = given.get("backward_layer");
  if (!isObject(forward) || !isObject(backward)) return;
  const plainConfig = (layer: JsonObject): string => {
    const config = member(layer, "config");
    if (!isObject(config)) return "";
    const kept = [...config].filter(([key]) => key !== "name" && key !== "go_backwards");
    return jsonKey(new Map(kept));
  };
  const turned = (layer: JsonObject): boolean => {
    const config = member(layer, "config");
    return isObject(config) && config.get("go_backwards") === true;
  };
  if (plainConfig(forward) === plainConfig(backward) && turned(forward) !== turned(backward))
    given.delete("backward_layer");
}

/** Equal texts mean equal documents. */
export const jsonKey = (json: Json): string =>
  JSON.stringify(json, (_, v: unknown) =>
    typeof v === "bigint"
      ? `${v}n`
      : v instanceof Map
        ? { map: [...(v as JsonObject)].filter(([key]) => key !== "shared_object_id") }
        : v,
  );

/** The arguments for these parameters. `callee` is named in notes. */
export function spelled(
  parameters: Parameters,
  config: JsonObject,
  context: SpellContext,
  place: string,
  callee: string,
  order: readonly string[] = Object.keys(parameters),
): readonly Argument[] {
  const args: Argument[] = [];
  let position = true;
  for (const name of [...order, ...Object.keys(parameters).filter((n) => !order.includes(n))]) {
    const parameter = parameters[name]!;
    const index = order.indexOf(name);
    const json = config.get(name);
    const term =
      json === undefined || name === "name"
        ? undefined
        : argument(parameter, json, name, context, place, callee);
    if (term === undefined) {
      position = false;
      continue;
    }
    const positional: boolean = position && (parameter.required || index === 0) && !parameter.keywordOnly;
    args.push({ name, positional, term });
    if (!parameter.required) position = false;
  }
  for (const [key, json] of config) {
    if (key in parameters || silent.has(key) || isNothing(json)) continue;
    if (key === "trainable" && json === true) continue;
    if (key === "dtype" && (json === "float32" || json === null)) continue;
    context.note(
      `\`${shown(key)}=${shown(brief(json))}\` of ${callee} has no counterpart in Net and is left out`,
      place,
    );
  }
  // Common parameters come first in the list; people write them last.
  const last = new Set(["trainable", "dtype", "activity_regularizer"]);
  return [...args.filter((a) => !last.has(a.name)), ...args.filter((a) => last.has(a.name))];
}

export const brief = (json: Json): string =>
  typeof json === "object" && json !== null ? (isArray(json) ? "[…]" : "{…}") : String(json);

/** One argument, or nothing where it is the default. */
function argument(
  parameter: Parameter,
  json: Json,
  name: string,
  context: SpellContext,
  place: string,
  callee: string,
): Term | undefined {
  if (name === "quantization_config") return undefined;
  if (leavesOf(json) > mostValues) {
    context.note(`\`${name}\` of ${callee} holds more than ${mostValues} values and is left out`, place);
    return undefined;
  }
  if (json === null) return parameter.required || parameter.default !== null ? text("None") : undefined;
  const family = familyOf(parameter);
  if (family) {
    const term = objectTerm(json, family, context, place);
    if (term === undefined) return undefined;
    const isDefault =
      family === "activation" && term.kind === "word" && term.text === "linear"
        ? parameter.default === null
        : term.kind !== "call" && parameter.default !== null && takesNamed(parameter, termWord(term));
    return isDefault ? undefined : term;
  }
  if (isObject(json) && member(json, "class_name") !== undefined) return classTerm(json, context, place);
  if (isArray(json) && json.some((item) => isObject(item) && member(item, "class_name") !== undefined))
    return {
      kind: "list",
      items: json.map((item) => (isObject(item) ? classTerm(item, context, place) : jsonTerm(item))),
    };
  for (const candidate of candidates(json)) {
    const value = languageValue(candidate);
    const parsed = value === undefined ? undefined : parameter.type.parse(value);
    if (parsed === undefined || parsed instanceof Mismatch) continue;
    if (!parameter.required && same(parsed, parameter.default) && !hidesNumber(parsed, json))
      return undefined;
    const exact = parameter.type.parse(languageValue(json)!);
    // A shorter spelling must mean the same.
    if (candidate !== json && !(exact instanceof Mismatch) && !same(parsed, exact)) continue;
    return spelledValue(candidate, parameter);
  }
  if (isNothing(json)) return undefined;
  context.note(`\`${name}=${shown(brief(json))}\` of ${callee} is no value Net takes there`, place);
  return undefined;
}

/** A constant (`offset=-1.0`) is parsed to its shape alone; the default of every such argument is 0. */
const hidesNumber = (parsed: unknown, json: Json): boolean =>
  typeof parsed === "object" && parsed !== null && "dtype" in parsed && Number(json) !== 0;

const mostValues = 1024;

/** How many values a document holds, up to a little more than is taken. */
function leavesOf(json: Json): number {
  if (!isArray(json)) return 1;
  let sum = 0;
  for (const item of json) {
    sum += leavesOf(item);
    if (sum > mostValues) break;
  }
  return sum;
}

const termWord = (term: Term): string => (term.kind === "word" || term.kind === "text" ? term.text : "");

const takesNamed = (parameter: Parameter, word: string): boolean => {
  const parsed = parameter.type.parse(word);
  const fallback = parameter.default as { readonly name?: string } | undefined;
  return !(parsed instanceof Mismatch) && (parsed as { name?: string }).name === fallback?.name;
};

function familyOf(parameter: Parameter): ObjectFamily | undefined {
  const found = /\ban? (activation|initializer|regularizer|constraint)\b/.exec(parameter.type.text)?.[1];
  return (
    (found as ObjectFamily | undefined) ??
    (parameter.type.text === "any value" && /penalty/i.test(parameter.doc) ? "regularizer" : undefined)
  );
}

/** Shorter spellings first: `3` for `(3, 3)`; `3.0` for `3` where a float is wanted comes last. */
function* candidates(json: Json): Generator<Json> {
  const leaf = onlyLeaf(json);
  if (leaf !== undefined && leaf !== json) yield leaf;
  if (isArray(json) && json.length > 0 && json.every((row) => isArray(row))) {
    const rows = json.map(onlyLeaf);
    if (rows.every((row) => row !== undefined)) yield rows as Json[];
  }
  if (typeof json === "number" && Number.isInteger(json) && Math.abs(json) < 1e9) yield BigInt(json);
  yield json;
  if (typeof json === "bigint") yield Number(json);
}

function onlyLeaf(json: Json): Json | undefined {
  if (!isArray(json)) return json;
  if (json.length === 0) return undefined;
  const leaves = json.map(onlyLeaf);
  return leaves.every((leaf) => leaf !== undefined && leaf === leaves[0]) ? leaves[0] : undefined;
}

/** A plain document as a value of the language. */
export function languageValue(json: Json): Value | undefined {
  if (isArray(json)) {
    const items = json.map(languageValue);
    return items.every((item) => item !== undefined) ? tuple(items as Value[]) : undefined;
  }
  if (isObject(json)) {
    const entries: [Value, Value][] = [];
    for (const [key, value] of json) {
      const inner = languageValue(value);
      if (inner === undefined) return undefined;
      entries.push([key, inner]);
    }
    return { kind: "dict", entries };
  }
  return json;
}

function spelledValue(json: Json, parameter: Parameter): Term {
  if (isText(json)) {
    const word = /^[A-Za-z_]\w*$/.test(json) && parameter.type.parse({ kind: "word", name: json });
    const options = parameter.type.options?.() ?? [];
    return word && !(word instanceof Mismatch) && options.includes(json)
      ? { kind: "word", text: json }
      : string(json);
  }
  // Some parameters take a list and no tuple.
  if (
    isArray(json) &&
    parameter.type.parse(languageValue(json)!) instanceof Mismatch &&
    !(parameter.type.parse(list(json.map((j) => languageValue(j)!))) instanceof Mismatch)
  )
    return { kind: "list", items: json.map(jsonTerm) };
  return jsonTerm(json);
}

/** A document as it would be written: tuples for arrays, dictionaries for objects. */
export function jsonTerm(json: Json): Term {
  if (isArray(json)) return { kind: "tuple", items: json.map(jsonTerm) };
  if (isObject(json))
    return { kind: "dict", entries: [...json].map(([key, value]) => [key, jsonTerm(value)] as const) };
  return plain(json);
}

/** A saved layer or object inside an argument: a wrapped layer, a cell, a dtype policy, a tuple. */
export function classTerm(json: JsonObject, context: SpellContext, place: string): Term {
  const found = classOf(json)!;
  const { name } = found;
  if (name === "__tuple__" || name === "__list__") {
    const items = member(json, "items");
    return jsonTerm(isArray(items) ? items : []);
  }
  if (name === "__numpy__" || name === "__tensor__") return jsonTerm(found.config.get("value") ?? null);
  if (name === "__ellipsis__") return text("...");
  const definition = findLayer(name) ?? cells().get(name);
  if (definition) {
    const inner = found.config.get("name");
    const args = layerArguments(
      definition,
      found.config,
      context,
      isText(inner) ? `${place}, ${inner}` : place,
    );
    return { kind: "call", callee: definition.name, args };
  }
  const made = context.made(json);
  if (made) return made;
  const object = findObject(name);
  if (object) return objectTerm(json, object.family, context, place) ?? text("None");
  context.note(`\`${shown(name)}\` is not known and kept as a name`, place);
  return string(name);
}

let byName: ReadonlyMap<string, LayerDefinition> | undefined;
/** Layers by their class, also those that are no layers of a model by themselves. */
function cells(): ReadonlyMap<string, LayerDefinition> {
  byName ??= new Map(allLayers().map((layer) => [layer.name, layer]));
  return byName;
}

/** The name of a dtype or of a policy. */
export function dtypeOf(json: Json, context: SpellContext, place: string): Json {
  if (json === null || isText(json)) return json;
  const found = classOf(json);
  const name = found?.config.get("name");
  if (isText(name)) return name;
  const mode = found?.config.get("mode");
  const source = found?.config.get("source_name");
  if (isText(mode) && isText(source)) return `${mode}_from_${source}`;
  context.note("its dtype policy has parts of its own and is left out", place);
  return null;
}

/** Deep equality of parsed arguments. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = Object.entries(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => same(value, (b as Record<string, unknown>)[key]))
  );
}
