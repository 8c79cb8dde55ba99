// Colours that need meaning: classes, parameters, labels, variables, options. It never colours what a grammar can.
import type { Analysis } from "../analysis/analysis.ts";
import { findLayer, findObject } from "../layers/catalogue.ts";
import { libraryModel } from "../library/library.ts";
import { isModule } from "../model/names.ts";
import type { Head, Statement } from "../syntax/tree.ts";
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

/** The coloured names that touch a range, or of all, in the order of the text. */
export function semanticTokens(analysis: Analysis, within?: Span): readonly SemanticToken[] {
  const found: SemanticToken[] = [];
  const known = knownIn(analysis);
  const visit = (statements: readonly Statement[], declaration: Statement | undefined): void => {
    for (const statement of statements) {
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        const inside: Statement | undefined = declaration ?? (hasScope(branch) ? branch : undefined);
        const span = within && analysis.tree.headSpan(branch);
        if (!span || (span.start <= within.end && within.start <= span.end))
          tokensOf(analysis, branch, inside, known, found);
        if (branch.body) visit(branch.body.statements, inside);
      }
    }
  };
  visit(analysis.tree.statements, undefined);
  const seen = within
    ? found.filter(({ span }) => span.start <= within.end && within.start <= span.end)
    : found;
  return seen.sort((a, b) => a.span.start - b.span.start);
}

const hasScope = ({ head }: Statement): boolean =>
  ["block", "model", "layer", "training"].includes(head.kind);

/** A name of a head that may be coloured; offsets in the statement. */
interface Candidate extends Span {
  readonly name: string;
  readonly declares: boolean;
  /** What it is whatever the names around it mean: an argument, an attribute. */
  readonly type: SemanticToken["type"] | undefined;
}

const candidates = new WeakMap<Head, readonly Candidate[]>();

/** The names of a statement; equal heads have the same. */
function candidatesOf(statement: Statement): readonly Candidate[] {
  const { head } = statement;
  const known = candidates.get(head);
  if (known) return known;
  const argumentNames = new Set<AnyNode>();
  const attributes = new Set<AnyNode>();
  const bound = new Set(bindersOf(statement).map(({ span }) => span.start));
  if ("name" in head && head.kind !== "input") bound.add(head.name.start);
  if ("parameters" in head) for (const { name } of head.parameters) bound.add(name.start);
  const found: Candidate[] = [];
  for (const node of nodes(head)) {
    if (!("kind" in node)) {
      if ("value" in node && node.name) argumentNames.add(node.name);
      if (!("value" in node)) argumentNames.add(node.name);
      continue;
    }
    if (node.kind === "attribute") attributes.add(node.name);
    if (node.kind !== "name") continue;
    const { name, start, end } = node;
    const type = argumentNames.has(node)
      ? "parameter"
      : attributes.has(node)
        ? attributeType(name)
        : undefined;
    // A name that is still to be typed has no letters.
    if (start < end) found.push({ name, start, end, declares: bound.has(start), type });
  }
  candidates.set(head, found);
  return found;
}

/** What names mean, worked out once for each declaration. */
interface Known {
  of(name: string, declaration: Statement | undefined): Pick<SemanticToken, "type" | "modifiers"> | undefined;
}

function knownIn(analysis: Analysis): Known {
  const all = new Map<Statement | undefined, Map<string, ReturnType<Known["of"]>>>();
  const look = (name: string, declaration: Statement | undefined): ReturnType<Known["of"]> => {
    const type = typeOfName(analysis, name, declaration);
    if (!type) return undefined;
    const constant = type === "variable" && isConstant(analysis, name, declaration);
    return { type, modifiers: constant ? ["readonly"] : [] };
  };
  return {
    of(name, declaration) {
      let names = all.get(declaration);
      if (!names) {
        names = new Map();
        all.set(declaration, names);
      }
      if (!names.has(name)) names.set(name, look(name, declaration));
      return names.get(name);
    },
  };
}

function tokensOf(
  analysis: Analysis,
  statement: Statement,
  declaration: Statement | undefined,
  known: Known,
  found: SemanticToken[],
): void {
  const names = candidatesOf(statement);
  if (names.length === 0) return;
  const at = analysis.tree.start(statement);
  for (const { name, start, end, declares, type } of names) {
    const token = type ? { type, modifiers: noModifiers } : known.of(name, declaration);
    if (!token) continue;
    const modifiers: SemanticToken["modifiers"] = declares
      ? ["declaration", ...token.modifiers]
      : token.modifiers;
    found.push({ span: { start: at + start, end: at + end }, type: token.type, modifiers });
  }
}

const noModifiers: SemanticToken["modifiers"] = [];

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
