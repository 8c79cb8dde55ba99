// What a callee is (a layer class, an operation, an optimizer, a block) and the cards of classes and arguments, from the
// catalogue. It never looks at shapes.
import type { Analysis } from "../analysis/analysis.ts";
import { allParameters } from "../layers/apply.ts";
import { findLayer, findLayerFunction, findObject, findOperation, objectNames } from "../layers/catalogue.ts";
import type { LayerDefinition, Parameter } from "../layers/define.ts";
import type { ObjectDefinition, ObjectFamily } from "../layers/define-object.ts";
import { type Value, valueText } from "../layers/value.ts";
import { libraryModel } from "../library/library.ts";
import { dottedName, isModule } from "../model/names.ts";
import { isLayer, labelOf } from "../model/references.ts";
import type { Part } from "../model/source-file.ts";
import type { Expression, ParameterNode, Statement } from "../syntax/tree.ts";
import { defaultOf } from "./layer-hover.ts";
import { meaningOf } from "./names.ts";
import { partOf } from "./parts.ts";
import { methods } from "./training-methods.ts";

export type Callee =
  | { readonly kind: "layer"; readonly definition: LayerDefinition }
  | { readonly kind: "object"; readonly definition: ObjectDefinition }
  | { readonly kind: "part"; readonly part: Part }
  | {
      readonly kind: "method";
      readonly name: string;
      readonly summary: string;
      readonly parameters: Readonly<Record<string, string>>;
    };

/** What a call calls, as far as its text says. */
export function calleeOf(
  analysis: Analysis,
  node: Expression,
  statement: Statement,
  around: readonly Statement[],
): Callee | undefined {
  const path = dottedName(node);
  if (path)
    return calleeNamed(analysis, path, [...around, statement], analysis.tree.start(statement) + node.start);
  return node.kind === "attribute" ? methodCallee(node.name.name) : undefined;
}

/** What a dotted name names; `around`: the statements it stands in, outermost first. */
export function calleeNamed(
  analysis: Analysis,
  path: readonly string[],
  around: readonly Statement[],
  offset: number,
): Callee | undefined {
  const [root, ...rest] = path;
  if (root === undefined) return undefined;
  const inTraining = around.some(({ head }) => head.kind === "training");
  if (rest.length > 0) return isModule(root) ? byDottedName(path) : methodCallee(path.at(-1)!);
  const innermost = around.at(-1);
  const meaning = innermost && meaningOf(analysis, root, innermost, around.slice(0, -1), offset);
  if (meaning?.kind === "bound") return madeCallee(meaning.value);
  const entry =
    meaning?.kind === "file" ? meaning.entry : meaning ? undefined : analysis.file.names.get(root);
  if (entry) {
    const part = partOf(analysis, entry);
    return part && { kind: "part", part };
  }
  return (inTraining ? methodCallee(root) : undefined) ?? byName(root);
}

const methodCallee = (name: string): Callee | undefined => {
  const method = methods[name];
  return method && { kind: "method", name, ...method };
};

function byName(name: string): Callee | undefined {
  const layer = findLayer(name);
  if (layer) return { kind: "layer", definition: layer };
  const part = libraryModel(name);
  if (part) return { kind: "part", part };
  const object = findObject(name);
  return object && { kind: "object", definition: object };
}

function byDottedName(path: readonly string[]): Callee | undefined {
  const last = path.at(-1)!;
  if (path.includes("ops")) {
    const below = path.slice(path.indexOf("ops") + 1).join(".");
    const operation = findOperation(below);
    if (operation) return { kind: "layer", definition: operation };
  }
  const layerFunction = path.includes("layers") ? findLayerFunction(last) : undefined;
  if (layerFunction) return { kind: "layer", definition: layerFunction };
  return byName(last);
}

function madeCallee(value: Value | undefined): Callee | undefined {
  const label = labelOf(value);
  const layer = label
    ? label.layer.kind === "layer"
      ? label.layer
      : undefined
    : isLayer(value)
      ? value
      : undefined;
  return layer?.definition && { kind: "layer", definition: layer.definition };
}

/** All arguments a callee takes, in order, with what is known of each. */
export function parametersOf(callee: Callee): readonly ArgumentFacts[] {
  switch (callee.kind) {
    case "layer":
      return ordered(callee.definition).map(([name, p]) => facts(name, p));
    case "object":
      return Object.entries(callee.definition.parameters).map(([name, p]) => facts(name, p));
    case "method":
      return Object.entries(callee.parameters).map(([name, doc]) => ({
        name,
        doc,
        options: optionsOfMethod(name),
      }));
    case "part":
      return callee.part.head.parameters.map((node) => ({
        name: node.name.name,
        doc: "",
        type: node.type && textIn(callee.part.statement, node.type),
        default: node.default && textIn(callee.part.statement, node.default),
        options: [],
      }));
  }
}

/** Positional ones first, in their order; those of every layer last. */
function ordered(definition: LayerDefinition): readonly (readonly [string, Parameter])[] {
  const all = allParameters(definition);
  const own = Object.entries(definition.parameters);
  const positional = own.filter(([, p]) => !p.keywordOnly);
  const named = own.filter(([, p]) => p.keywordOnly);
  return [
    ...positional,
    ...named,
    ...Object.entries(all).filter(([name]) => !(name in definition.parameters)),
  ];
}

const textIn = (statement: Statement, node: { readonly start: number; readonly end: number }): string =>
  statement.text.slice(node.start, node.end);

export interface ArgumentFacts {
  readonly name: string;
  readonly doc: string;
  readonly type?: string | undefined;
  readonly default?: string | undefined;
  readonly options: readonly string[];
}

const facts = (name: string, parameter: Parameter): ArgumentFacts => ({
  name,
  doc: parameter.doc,
  type: parameter.type.text,
  default: defaultOf(parameter),
  options: parameter.type.options?.() ?? [],
});

const families: Readonly<Record<string, ObjectFamily>> = {
  optimizer: "optimizer",
  loss: "loss",
  metrics: "metric",
  callbacks: "callback",
};

function optionsOfMethod(name: string): readonly string[] {
  const family = families[name];
  return family ? [...objectNames(family).keys()] : [];
}

/** The name a callee has in texts. */
export const calleeName = (callee: Callee): string =>
  callee.kind === "part" ? callee.part.name : callee.kind === "method" ? callee.name : callee.definition.name;

/** An argument's doc, type and default. */
export function argumentCard(callee: Callee, name: string): string | undefined {
  const argument = parametersOf(callee).find((p) => p.name === name);
  if (!argument) return undefined;
  return `${argumentHead(argument)}\n\n${argument.doc || `An argument of \`${calleeName(callee)}\`.`}`;
}

function argumentHead({ name, type, default: byDefault }: ArgumentFacts): string {
  return `**${name}**${type ? `: ${type}` : ""}${byDefault === undefined ? "" : ` — by default \`${byDefault}\``}`;
}

/** A parameter of a block, model or layer of the project. */
export function parameterCard(
  analysis: Analysis,
  node: ParameterNode,
  statement: Statement,
  value: Value | undefined,
): string {
  void analysis;
  const head = argumentHead({
    name: node.name.name,
    doc: "",
    options: [],
    type: node.type && textIn(statement, node.type),
    default: node.default && textIn(statement, node.default),
  });
  const of =
    "name" in statement.head && typeof statement.head.name === "object" && "name" in statement.head.name
      ? ` of \`${statement.head.name.name}\``
      : "";
  const now = value === undefined ? "" : `\n\nIn the first use: \`${valueText(value)}\``;
  return `${head}\n\nA parameter${of}.${now}`;
}

/** What a class of the catalogue is, with its arguments. */
export function classCard(callee: Exclude<Callee, { kind: "part" }>): string {
  const lines = [
    `**${calleeName(callee)}**  \n${callee.kind === "method" ? callee.summary : callee.definition.summary}`,
  ];
  const own = parametersOf(callee).filter(
    (p) => callee.kind !== "layer" || p.name in callee.definition.parameters,
  );
  if (own.length > 0)
    lines.push(own.map((p) => `- ${argumentHead(p)}${p.doc ? `  \n  ${p.doc}` : ""}`).join("\n"));
  if (callee.kind === "layer" && callee.definition.details) lines.push(callee.definition.details);
  return lines.join("\n\n");
}
