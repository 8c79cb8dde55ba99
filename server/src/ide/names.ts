// What a name means at a place of a file, and where it was bound. It never evaluates; it reads what the analysis wrote down.
import type { Analysis } from "../analysis/analysis.ts";
import type { Value } from "../layers/value.ts";
import type { StatementUse } from "../model/frame.ts";
import { isLayer } from "../model/references.ts";
import type { FileName, Part, SourceFile } from "../model/source-file.ts";
import { countsOver } from "../syntax/over-list.ts";
import type { Head, ParameterNode, Statement } from "../syntax/tree.ts";
import { type AnyNode, nodes, statementsOf } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { usesShown } from "./statement-uses.ts";

/** A place in a statement that binds a name. */
export interface Binder {
  readonly name: string;
  readonly statement: Statement;
  /** Offsets in the statement. */
  readonly span: Span;
  readonly what: "input" | "dimension" | "label" | "variable" | "loop" | "shared";
}

export type Meaning =
  | { readonly kind: "bound"; readonly binder: Binder; readonly value: Value | undefined }
  | {
      readonly kind: "parameter";
      readonly node: ParameterNode;
      readonly statement: Statement;
      readonly value: Value | undefined;
    }
  | { readonly kind: "file"; readonly entry: FileName };

const binders = new WeakMap<Head, readonly Omit<Binder, "statement">[]>();

/** The names a statement binds, in the order of the text. */
export function bindersOf(statement: Statement): readonly Binder[] {
  const { head } = statement;
  const known = binders.get(head) ?? bindersIn(head);
  binders.set(head, known);
  return known.map((binder) => ({ ...binder, statement }));
}

function bindersIn(head: Head): readonly Omit<Binder, "statement">[] {
  const found: Omit<Binder, "statement">[] = [];
  const add = (name: string, span: Span, what: Binder["what"]): void =>
    void found.push({ name, span: { start: span.start, end: span.end }, what });
  if (head.kind === "input") {
    add(head.name.name, head.name, "input");
    for (const item of head.shape?.items ?? [])
      if (item.kind === "name" && item.name !== "?") add(item.name, item, "dimension");
  }
  if (head.kind === "shared") {
    if (head.label.kind === "name") add(head.label.name, head.label, "shared");
    else if (!head.label.parts) add(head.label.value, head.label, "shared");
  }
  if (head.kind === "assign") for (const target of head.targets) targets(target, "variable");
  if (head.kind === "for") targets(head.target, "loop");
  for (const node of nodes(head)) {
    if (!("kind" in node) || node.kind !== "labelled") continue;
    if (node.label.kind === "name") add(node.label.name, node.label, "label");
    else if (/^[A-Za-z_]\w*$/.test(node.label.value)) add(node.label.value, node.label, "label");
  }
  return found;

  function targets(node: AnyNode, what: Binder["what"]): void {
    if (!("kind" in node)) return;
    if (node.kind === "name") add(node.name, node, what);
    else if (node.kind === "tuple" || node.kind === "list")
      for (const item of node.items) targets(item, what);
    else if (node.kind === "starred") targets(node.value, what);
  }
}

/** The declaration a statement stands in, itself included. */
export const declarationOf = (statement: Statement, around: readonly Statement[]): Statement | undefined =>
  [...around, statement].find(({ head }) => ["block", "model", "layer", "training"].includes(head.kind));

interface Bound extends Binder {
  /** The offset of the file from which the name is known. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** The statements that bind each name in a list and in the bodies inside; after an edit those it left alone are kept. */
const bindingStatements = countsOver(() => new Map<string, Set<Statement>>(), noteBindings);

function noteBindings(found: Map<string, Set<Statement>>, statement: Statement, by: number): void {
  for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
    for (const { name } of bindersOf(branch)) {
      const all: Set<Statement> = found.get(name) ?? new Set();
      if (by > 0) found.set(name, all.add(branch));
      else if (all.delete(branch) && all.size === 0) found.delete(name);
    }
    for (const inner of branch.body?.statements ?? []) noteBindings(found, inner, by);
  }
}

const namesBound = (declaration: Statement): ReadonlyMap<string, ReadonlySet<Statement>> =>
  bindingStatements(declaration.body?.statements ?? noStatements);

const noStatements: readonly Statement[] = [];

const bound = new WeakMap<Analysis, Map<Statement, Map<string, readonly Bound[]>>>();

/** What binds a name in a declaration's body, in the order of the text. */
function boundIn(analysis: Analysis, declaration: Statement, name: string): readonly Bound[] {
  const statements = namesBound(declaration).get(name);
  if (!statements) return [];
  const all = bound.get(analysis) ?? new Map<Statement, Map<string, readonly Bound[]>>();
  bound.set(analysis, all);
  const names = all.get(declaration) ?? new Map<string, readonly Bound[]>();
  all.set(declaration, names);
  const known = names.get(name);
  if (known) return known;
  const found = [...statements]
    .flatMap((statement) => {
      const { start, end } = analysis.tree.headSpan(statement);
      return bindersOf(statement)
        .filter((binder) => binder.name === name)
        .map((binder): Bound => {
          // What a statement assigns is not known in its own right side.
          const early = binder.what === "loop" || binder.what === "dimension";
          return {
            ...binder,
            from: early ? start : end,
            start: start + binder.span.start,
            end: start + binder.span.end,
          };
        });
    })
    .sort((a, b) => a.start - b.start);
  names.set(name, found);
  return found;
}

/** The names bound in a declaration before an offset, each with what bound it last. */
export function bindersBefore(analysis: Analysis, declaration: Statement, offset: number): readonly Binder[] {
  return [...namesBound(declaration).keys()].flatMap(
    (name) => binderOf(analysis, declaration, name, offset) ?? [],
  );
}

/** What bound a name last, seen from an offset. */
export function binderOf(
  analysis: Analysis,
  declaration: Statement,
  name: string,
  offset: number,
): Binder | undefined {
  return boundIn(analysis, declaration, name).findLast(
    ({ from, start, end }) => from < offset || (start <= offset && offset <= end),
  );
}

/** Whether a body binds a name anywhere. */
export function bindsSomewhere(analysis: Analysis, declaration: Statement, name: string): Binder | undefined {
  const statements = namesBound(declaration).get(name);
  if (!statements) return undefined;
  // Most names are bound by one statement, wherever it stands.
  const [only] = statements;
  return only && statements.size === 1
    ? bindersOf(only).find((binder) => binder.name === name)
    : boundIn(analysis, declaration, name)[0];
}

/** What a name stands for at an offset. */
export function meaningOf(
  analysis: Analysis,
  name: string,
  statement: Statement,
  around: readonly Statement[],
  offset: number,
): Meaning | undefined {
  const declaration = declarationOf(statement, around);
  if (declaration) {
    const binder = binderOf(analysis, declaration, name, offset);
    if (binder)
      return { kind: "bound", binder, value: boundValue(usesShown(analysis, binder.statement)[0], binder) };
    const { head } = declaration;
    if (head.kind === "block" || head.kind === "model" || head.kind === "layer") {
      const node = head.parameters.find((p) => p.name.name === name);
      if (node)
        return {
          kind: "parameter",
          node,
          statement: declaration,
          value: parameterValue(analysis, declaration, name),
        };
    }
    const model = head.kind === "training" ? modelOf(analysis.file, declaration) : undefined;
    const given = givenTo(analysis, declaration, name);
    if (given) return { kind: "parameter", statement: given.part.statement, ...given };
    const label = model && bindsSomewhere(analysis, model, name);
    if (label)
      return {
        kind: "bound",
        binder: label,
        value: boundValue(usesShown(analysis, label.statement)[0], label),
      };
  }
  const entry = analysis.file.names.get(name);
  return entry && { kind: "file", entry };
}

/** The value a binder gave the first time. */
export const boundValue = (use: StatementUse | undefined, binder: Binder): Value | undefined =>
  use?.bindings.get(binder.span.start) ?? (binder.what === "variable" ? use?.value : undefined);

/** A parameter's value in the first use of its declaration. */
export function parameterValue(analysis: Analysis, declaration: Statement, name: string): Value | undefined {
  for (const inner of statementsOf(declaration.body?.statements ?? [])) {
    const use = usesShown(analysis, inner)[0];
    if (use?.instantiation?.part.statement === declaration) return use.instantiation.params.get(name);
  }
  return undefined;
}

/** The model a training section is for: its labels are the selectors. */
export function modelOf(file: SourceFile, training: Statement): Statement | undefined {
  if (training.head.kind !== "training") return undefined;
  const { model } = training.head;
  const callee = model?.kind === "call" ? model.callee : model;
  return callee?.kind === "name" ? partNamed(file, callee.name) : undefined;
}

/** What a training's model is given as a parameter: in the training it goes by the parameter's name. */
export function givenTo(
  analysis: Analysis,
  training: Statement,
  name: string,
): { readonly part: Part; readonly node: ParameterNode; readonly value: Value } | undefined {
  if (training.head.kind !== "training" || bindsSomewhere(analysis, training, name)) return undefined;
  const run = analysis.trainings.find(({ statement }) => statement === training)?.run;
  const value = run?.params.get(name);
  const node = run?.part.head.parameters.find((p) => p.name.name === name);
  return run && node && isLayer(value) ? { part: run.part, node, value } : undefined;
}

/** The declaration of a block, model or layer of a file. */
export function partNamed(file: SourceFile, name: string): Statement | undefined {
  const entry = file.names.get(name);
  return entry?.kind === "part" ? entry.part.statement : undefined;
}
