// Spells a saved object, such as an initializer, a loss or an activation, by the shortest name or call that means it. It never
// drops an argument that says more.
import { findLayer, findObject } from "../../../layers/catalogue.ts";
import type { Parameters } from "../../../layers/define.ts";
import type { ObjectFamily } from "../../../layers/define-object.ts";
import { type Argument, string, type Term } from "../../net-source/term.ts";
import { isObject, isText, type Json, type JsonObject, member, shown, snakeKeys } from "./json.ts";
import { brief, classTerm, isNothing, type SpellContext, spelled } from "./spell.ts";

/** The class of a saved object or layer and its configuration; a string is an object by its name. */
export function classOf(json: Json): { readonly name: string; readonly config: JsonObject } | undefined {
  if (isText(json)) return { name: json, config: new Map() };
  if (!isObject(json)) return undefined;
  const name = member(json, "class_name");
  const config = member(json, "config");
  if (!isText(name)) return undefined;
  if (name === "function" && isText(config)) return { name: config, config: new Map() };
  return { name, config: isObject(config) ? snakeKeys(config) : new Map() };
}

/** An initializer, activation, regularizer and the like: a word, or a call where it has arguments of its own. */
export function objectTerm(
  json: Json,
  family: ObjectFamily | undefined,
  context: SpellContext,
  place: string,
): Term | undefined {
  const found = classOf(json);
  if (!found) {
    if (!isNothing(json))
      context.note(`${family ?? "an object"} ${shown(brief(json))} is not understood and left out`, place);
    return undefined;
  }
  const { name, config } = glorot(found);
  const definition = findObject(name, family) ?? findObject(lower(name), family);
  if (!definition) {
    // An activation may be a layer: `Dense(8, activation=LeakyReLU(0.1))`.
    if (isObject(json) && findLayer(name)) return classTerm(json, context, place);
    context.note(
      `the ${family ?? "object"} \`${shown(name)}\` is not one of Keras's; it is kept as a name`,
      place,
    );
    return string(name);
  }
  const args = spelled(
    definition.parameters,
    tidy(config, definition.parameters),
    context,
    place,
    definition.name,
  );
  const alias = [...(definition.aliases ?? [])]
    .filter((a) => /^[a-z][a-z0-9_]*$/.test(a))
    .sort((a, b) => b.length - a.length)[0];
  const short =
    family === "activation"
      ? definition.name
      : definition.onlyMade
        ? undefined
        : (lowerAlias(definition.name, definition.aliases ?? []) ?? alias);
  if (args.length === 0 && short !== undefined) return { kind: "word", text: short };
  return { kind: "call", callee: definition.name, args: firstPositional(args, definition.parameters) };
}

const lowerAlias = (name: string, aliases: readonly string[]): string | undefined =>
  aliases.find((a) => a === lower(name)) ?? aliases.find((a) => a === name.toLowerCase());

const lower = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

/** The first few stand by their place: `VarianceScaling(2, fan_out)`. */
const firstPositional = (args: readonly Argument[], parameters: Parameters): readonly Argument[] => {
  const order = Object.keys(parameters);
  return args.map((a, i) =>
    i < 3 && args.slice(0, i + 1).every((b, k) => b.name === order[k]) ? { ...a, positional: true } : a,
  );
};

/** Saved losses and metrics carry their name and dtype, which change nothing. */
const tidy = (config: JsonObject, parameters: Parameters): JsonObject =>
  new Map(
    [...config].filter(([key, value]) =>
      key in parameters ? key !== "name" : !untold.has(key) && value !== 0 && value !== 0n,
    ),
  );

const untold = new Set([
  "name",
  "dtype",
  "fn",
  "reduction",
  "is_legacy_optimizer",
  "jit_compile",
  "loss_scale_factor",
  "decay",
]);

/** Keras 2 wrote its scaled initializers as `VarianceScaling`; six of its settings have names. */
function glorot(found: { readonly name: string; readonly config: JsonObject }): typeof found {
  if (found.name !== "VarianceScaling") return found;
  const { config } = found;
  const seed = config.get("seed") ?? null;
  const scale = Number(config.get("scale") ?? 1);
  const distribution = String(config.get("distribution"));
  const mode = String(config.get("mode"));
  const uniform = distribution === "uniform";
  if (!uniform && distribution !== "normal" && distribution !== "truncated_normal") return found;
  const name =
    mode === "fan_avg" && scale === 1
      ? "Glorot"
      : mode === "fan_in" && scale === 2
        ? "He"
        : mode === "fan_in" && scale === 1
          ? "Lecun"
          : undefined;
  return name
    ? { name: `${name}${uniform ? "Uniform" : "Normal"}`, config: new Map([["seed", seed]]) }
    : found;
}
