// Colours that need meaning: classes, parameters, labels, variables, options. It never colours what a grammar can.
import type { Analysis } from "../analysis/analysis.ts";
import { findLayer, findObject } from "../layers/catalogue.ts";
import { libraryModel } from "../library/library.ts";
import { isModule } from "../model/names.ts";
import type { Statement } from "../syntax/tree.ts";
import { type AnyNode, nodes } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { type Binder, bindersOf, bindsSomewhere, modelOf } from "./names.ts";

export const semanticTokenTypes = [
  "class",
  "function",
  "parameter",
  "variable",
  "property",
  "enumMember",
  "namespace",
] as const;
export const semanticTokenModifiers = ["declaration", "readonly"] as const;

export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof semanticTokenTypes)[number];
  readonly modifiers: readonly (typeof semanticTokenModifiers)[number][];
}

/** The coloured names of the statements that touch a range, or of all, in the order of the text. */
export function semanticTokens(analysis: Analysis, within?: Span): readonly SemanticToken[] {
  const found: SemanticToken[] = [];
  const visit = (statements: readonly Statement[], declaration: Statement | undefined): void => {
    for (const statement of statements) {
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        const inside: Statement | undefined = declaration ?? (hasScope(branch) ? branch : undefined);
        const span = within && analysis.tree.headSpan(branch);
        if (!span || (span.start <= within.end && within.start <= span.end))
          tokensOf(analysis, branch, inside, found);
        if (branch.body) visit(branch.body.statements, inside);
      }
    }
  };
  visit(analysis.tree.statements, undefined);
  return found.sort((a, b) => a.span.start - b.span.start);
}

const hasScope = ({ head }: Statement): boolean =>
  ["block", "model", "layer", "training"].includes(head.kind);

function tokensOf(
  analysis: Analysis,
  statement: Statement,
  declaration: Statement | undefined,
  found: SemanticToken[],
): void {
  const start = analysis.tree.start(statement);
  const argumentNames = new Set<AnyNode>();
  const attributes = new Set<AnyNode>();
  const { head } = statement;
  const bound = new Set(bindersOf(statement).map(({ span }) => span.start));
  if ("name" in head && head.kind !== "input") bound.add(head.name.start);
  if ("parameters" in head) for (const { name } of head.parameters) bound.add(name.start);
  for (const node of nodes(statement.head)) {
    if (!("kind" in node)) {
      if ("value" in node && node.name) argumentNames.add(node.name);
      if (!("value" in node)) argumentNames.add(node.name);
      continue;
    }
    if (node.kind === "attribute") attributes.add(node.name);
    if (node.kind !== "name") continue;
    const type = argumentNames.has(node)
      ? "parameter"
      : attributes.has(node)
        ? attributeType(node.name)
        : typeOfName(analysis, node.name, declaration);
    if (!type) continue;
    const modifiers: SemanticToken["modifiers"][number][] = [];
    if (bound.has(node.start)) modifiers.push("declaration");
    if (type === "variable" && isConstant(analysis, node.name, declaration)) modifiers.push("readonly");
    found.push({ span: { start: start + node.start, end: start + node.end }, type, modifiers });
  }
}

/** Whether a name is a constant of the file, not hidden by a name of the body. */
const isConstant = (analysis: Analysis, name: string, declaration: Statement | undefined): boolean =>
  analysis.file.names.get(name)?.kind === "const" &&
  !(declaration && bindsSomewhere(analysis, declaration, name));

const attributeType = (name: string): SemanticToken["type"] => (findLayer(name) ? "class" : "property");

const types: Readonly<Record<Binder["what"], SemanticToken["type"]>> = {
  input: "variable",
  dimension: "variable",
  label: "property",
  shared: "property",
  variable: "variable",
  loop: "variable",
};

function typeOfName(
  analysis: Analysis,
  name: string,
  declaration: Statement | undefined,
): SemanticToken["type"] | undefined {
  if (declaration) {
    const binder = bindsSomewhere(analysis, declaration, name);
    if (binder) return types[binder.what];
    const { head } = declaration;
    if ("parameters" in head && head.parameters.some((p) => p.name.name === name)) return "parameter";
    const model = modelOf(analysis.file, declaration);
    const label = model && bindsSomewhere(analysis, model, name);
    if (label) return types[label.what];
  }
  const entry = analysis.file.names.get(name);
  if (entry) return entry.kind === "const" ? "variable" : "class";
  if (findLayer(name) || libraryModel(name)) return "class";
  if (isModule(name)) return "namespace";
  const object = findObject(name);
  if (object) return object.name === name && /^[A-Z]/.test(name) ? "class" : "enumMember";
  return name === "same" || name === "valid" ? "enumMember" : undefined;
}
