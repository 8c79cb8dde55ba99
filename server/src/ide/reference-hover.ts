// What a callee is (a layer class, an operation, an optimizer, a block) and the cards of classes and arguments, from the
// catalogue. It never looks at shapes.
import type { Analysis } from "../analysis/analysis.ts";
import { allParameters } from "../layers/apply.ts";
import { trainingCall } from "../layers/argument-types.ts";
import { findLayer, findLayerFunction, findObject, findOperation, objectNames } from "../layers/catalogue.ts";
import type { LayerDefinition, Parameter } from "../layers/define.ts";
import type { ObjectDefinition, ObjectFamily } from "../layers/define-object.ts";
import { type Value, valueText } from "../layers/value.ts";
import { libraryFile, libraryModel } from "../library/library.ts";
import { dottedName, isModule } from "../model/names.ts";
import { isLayer, labelOf, referenceOf } from "../model/references.ts";
import type { Part } from "../model/source-file.ts";
import { children, expressionsOf } from "../syntax/subexpressions.ts";
import type { Expression, ParameterNode, Statement } from "../syntax/tree.ts";
import { statementsOf } from "../syntax/walk.ts";
import { builtinFunction } from "./builtin-functions.ts";
import { defaultOf } from "./layer-hover.ts";
import { meaningOf } from "./names.ts";
import { partOf } from "./parts.ts";
import { methods } from "./training-methods.ts";

export type Callee =
  | { readonly kind: "layer"; readonly definition: LayerDefinition }
  /** A layer that was made, where it is applied. */
  | { readonly kind: "made"; readonly name: string; readonly definition: LayerDefinition }
  | { readonly kind: "object"; readonly definition: ObjectDefinition }
  | { readonly kind: "part"; readonly part: Part }
  | {
      readonly kind: "method";
      readonly name: string;
      readonly summary: string;
      readonly parameters: Readonly<Record<string, string>>;
      /** Its arguments have no names. */
      readonly positional?: boolean;
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
  if (meaning?.kind === "bound") return madeCallee(root, meaning.value);
  if (meaning?.kind === "parameter") return classCallee(meaning.value);
  const entry =
    meaning?.kind === "file" ? meaning.entry : meaning ? undefined : analysis.file.names.get(root);
  if (entry) {
    const part = partOf(analysis, entry);
    return part && { kind: "part", part };
  }
  return (inTraining ? methodCallee(root) : undefined) ?? functionCallee(root) ?? byName(root);
}

/** A class or part that a parameter stands for, as in `norm()` with `norm=BatchNormalization`. */
function classCallee(value: Value | undefined): Callee | undefined {
  const reference = value === undefined ? undefined : referenceOf(value);
  if (reference?.kind === "class") return { kind: "layer", definition: reference.definition };
  return reference?.kind === "part" ? { kind: "part", part: reference.part } : undefined;
}

/** A function that expressions may call. */
const functionCallee = (name: string): Callee | undefined => {
  const known = builtinFunction(name);
  return known && { kind: "method", name, positional: name !== "Input", ...known };
};

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

function madeCallee(name: string, value: Value | undefined): Callee | undefined {
  const label = labelOf(value);
  const layer = label
    ? label.layer.kind === "layer"
      ? label.layer
      : undefined
    : isLayer(value)
      ? value
      : undefined;
  return layer?.definition && { kind: "made", name, definition: layer.definition };
}

/** All arguments a callee takes, in order, with what is known of each. */
export function parametersOf(callee: Callee): readonly ArgumentFacts[] {
  switch (callee.kind) {
    case "layer":
      return ordered(callee.definition).map(([name, p]) => facts(name, p));
    case "made":
      return callParameters(callee.definition);
    case "object":
      return Object.entries(callee.definition.parameters).map(([name, p]) => facts(name, p));
    case "method":
      return Object.entries(callee.parameters).map(([name, doc]) => ({
        name,
        doc,
        options: optionsOfMethod(name),
        family: families[name],
      }));
    case "part":
      return callee.part.head.parameters.map((node) => ({
        name: node.name.name,
        doc: "",
        type: node.type && textIn(callee.part.statement, node.type),
        default: node.default && textIn(callee.part.statement, node.default),
        options: wordsOf(callee.part, node),
      }));
  }
}

/** What a layer is called with: its tensors, and how it is to behave. */
function callParameters({ takes = "one", call = {} }: LayerDefinition): readonly ArgumentFacts[] {
  const tensor = (name: string, doc: string, byDefault?: string): ArgumentFacts => ({
    name,
    doc,
    options: [],
    default: byDefault,
  });
  const tensors =
    typeof takes === "string"
      ? [tensor("inputs", takes === "one" ? "A tensor." : "A tensor, or a list that starts with it.")]
      : "list" in takes
        ? [tensor("inputs", "A list of tensors.")]
        : takes.tensors.map((name) =>
            name.endsWith("?")
              ? tensor(name.slice(0, -1), "A tensor, which may be left out.", "None")
              : tensor(name, "A tensor."),
          );
  return [...tensors, ...Object.entries({ ...trainingCall, ...call }).map(([name, p]) => facts(name, p))];
}

/** Calls a word is followed through. */
const deepest = 4;

/** The words a parameter of a block, model or layer may be: those its body compares it with, and its default's like. */
function wordsOf(part: Part, { name, default: byDefault }: ParameterNode, depth = 0): readonly string[] {
  const words = new Set<string>();
  const add = (node: Expression): void => {
    if (node.kind === "string") words.add(node.value);
    else if (node.kind === "bool") for (const word of ["True", "False"]) words.add(word);
    else if (node.kind === "none") words.add("None");
    else if (node.kind === "list" || node.kind === "tuple") node.items.forEach(add);
  };
  if (byDefault) add(byDefault);
  const is = (node: Expression): boolean => node.kind === "name" && node.name === name.name;
  const visit = (node: Expression): void => {
    if (node.kind === "comparison" && is(node.first)) for (const { right } of node.steps) add(right);
    if (node.kind === "call" && depth < deepest)
      node.args.forEach((arg, i) => {
        const inner =
          is(arg.value) && node.callee.kind === "name" ? partIn(part, node.callee.name) : undefined;
        const { parameters = [] } = inner?.head ?? {};
        const parameter = arg.name ? parameters.find((p) => p.name.name === arg.name?.name) : parameters[i];
        if (inner && parameter) for (const word of wordsOf(inner, parameter, depth + 1)) words.add(word);
      });
    children(node).forEach(visit);
  };
  for (const inner of statementsOf(part.statement.body?.statements ?? []))
    expressionsOf(inner).forEach(visit);
  return [...words];
}

/** What a name stands for in the file of a part, where it is declared there or in the library. */
function partIn({ file }: Part, name: string): Part | undefined {
  const entry = file.names.get(name);
  const found = entry?.kind === "import" ? libraryFile(entry.head.path.value)?.names.get(entry.name) : entry;
  return found?.kind === "part" ? found.part : undefined;
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
  /** The family of objects it takes by name. */
  readonly family?: ObjectFamily | undefined;
}

const facts = (name: string, parameter: Parameter): ArgumentFacts => ({
  name,
  doc: parameter.doc,
  type: parameter.type.text,
  default: defaultOf(parameter),
  options: parameter.type.options?.() ?? [],
  family: parameter.type.family,
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
  callee.kind === "part"
    ? callee.part.name
    : callee.kind === "method" || callee.kind === "made"
      ? callee.name
      : callee.definition.name;

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
