// What a saved model says about its training, as a `training` section: the optimizer, losses and metrics of its `compile`.
// It never invents a `fit`.
import { findObject } from "../../../layers/catalogue.ts";
import type { ObjectFamily } from "../../../layers/define-object.ts";
import { type Argument, argumentsText, type Term, text } from "../../net-source/term.ts";
import { isArray, isObject, isText, type Json, type JsonObject, member } from "./json.ts";
import { objectTerm } from "./object-term.ts";
import { jsonTerm, type SpellContext } from "./spell.ts";

/** The section of a model's document, or nothing where it was never compiled. */
export function trainingSection(
  document: JsonObject,
  around: JsonObject,
  model: string,
  context: SpellContext,
): string | undefined {
  const compiled = [
    member(document, "compile_config"),
    member(around, "compile_config"),
    member(around, "training_config"),
    member(document, "training_config"),
  ].find((found): found is JsonObject => isObject(found) && found.size > 0);
  if (!compiled) return undefined;
  const optimizer = compiled.get("optimizer") ?? compiled.get("optimizer_config");
  const args: Argument[] = [];
  const add = (name: string, term: Term | undefined): void => {
    if (term) args.push({ name, positional: false, term });
  };
  if (optimizer !== undefined && optimizer !== null)
    add("optimizer", objectTerm(optimizer, "optimizer", context, "optimizer"));
  add("loss", several(compiled.get("loss"), "loss", context));
  add("metrics", several(compiled.get("metrics"), "metric", context));
  add("weighted_metrics", several(compiled.get("weighted_metrics"), "metric", context));
  const weights = compiled.get("loss_weights");
  if (isArray(weights) || isObject(weights))
    add(
      "loss_weights",
      isArray(weights) ? { kind: "list", items: weights.map(jsonTerm) } : jsonTerm(weights),
    );
  for (const flag of ["run_eagerly", "steps_per_execution"]) {
    const value = compiled.get(flag);
    if (value !== undefined && value !== null && value !== false && value !== 1n)
      context.note(`\`${flag}\` of its \`compile\` is left out`, "compile");
  }
  if (args.length === 0) return undefined;
  return `training saved for ${model} {\n    compile(${argumentsText(args, { hidden: new Set() })})\n}`;
}

/** One object, a list of them, or a dictionary by output. */
function several(json: Json | undefined, family: ObjectFamily, context: SpellContext): Term | undefined {
  if (json === undefined || json === null) return undefined;
  if (isArray(json)) {
    const items = json.flatMap(
      (item) => several(item, family, context) ?? (item === null ? [text("None")] : []),
    );
    return items.length === 0 ? undefined : { kind: "list", items };
  }
  if (isText(json)) {
    const known = findObject(json, family);
    return known && /^[A-Za-z_]\w*$/.test(json)
      ? { kind: "word", text: json }
      : objectTerm(json, family, context, family);
  }
  if (!isObject(json)) return undefined;
  if (member(json, "class_name") !== undefined) return objectTerm(json, family, context, family);
  const entries = [...json].flatMap(([key, value]): [string, Term][] => {
    const term = several(value, family, context);
    return term ? [[key, term]] : [];
  });
  return entries.length === 0 ? undefined : { kind: "dict", entries };
}
