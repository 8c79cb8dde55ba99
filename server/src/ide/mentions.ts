// Every place of a file that names something, and what it names: a declaration of this file or another, a parameter, a value,
// a label. For references and renames across files; a name is known by the file and the declaration it belongs to.
import type { Analysis } from "../analysis/analysis.ts";
import type { FilePlace, Group, ModelRun } from "../model/graph.ts";
import { dottedName } from "../model/names.ts";
import { instanceOf, isLayer, labelOf } from "../model/references.ts";
import { groupPath, namesOf } from "../model/wiring.ts";
import type { Call, Expression, ImportHead, Name, Statement, StringLiteral } from "../syntax/tree.ts";
import { type AnyNode, nodeAt, nodes } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { bindsSomewhere, declarationOf, givenTo, meaningOf } from "./names.ts";
import { binds, symbolOf } from "./occurrences.ts";
import { partCalled } from "./parts.ts";

/** What a name belongs to, so that two files can speak of the same. */
export interface Origin {
  /** The file that binds it. */
  readonly file: string;
  readonly name: string;
  /** The block, model, layer or training that binds it; nothing for what the file declares. */
  readonly owner: string | undefined;
}

export interface Mention {
  readonly span: Span;
  readonly writes: boolean;
  readonly origin: Origin;
}

/** The mentions of a name in the order of the text; of every name without one. */
export function mentionsOf(analysis: Analysis, name?: string): readonly Mention[] {
  const found: Mention[] = [];
  const visit = (list: readonly Statement[], declaration: Statement | undefined): void => {
    for (const statement of list)
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        const inside: Statement | undefined = declaration ?? declarationOf(branch, []);
        if (name === undefined || branch.text.includes(name)) mentionsIn(analysis, branch, inside, found);
        if (branch.body) visit(branch.body.statements, inside);
      }
  };
  visit(analysis.tree.statements, undefined);
  return inOrder(found.filter(({ origin }) => name === undefined || origin.name === name));
}

const inOrder = (mentions: readonly Mention[]): readonly Mention[] =>
  mentions.toSorted((a, b) => a.span.start - b.span.start);

function mentionsIn(
  analysis: Analysis,
  statement: Statement,
  declaration: Statement | undefined,
  found: Mention[],
): void {
  if (statement.head.kind === "import") inImport(analysis, statement, statement.head, found);
  else inStatement(analysis, statement, declaration, found);
}

/** What is named at an offset. */
export function mentionAt(analysis: Analysis, offset: number): Mention | undefined {
  const at = nodeAt(analysis.tree, offset);
  if (!at) return undefined;
  const found: Mention[] = [];
  mentionsIn(analysis, at.statement, declarationOf(at.statement, at.around), found);
  return inOrder(found).find(({ span }) => span.start <= offset && offset <= span.end);
}

/** The places of a file that name the same; `sameFile` says when two addresses are one file. */
export const mentionsOfOrigin = (
  analysis: Analysis,
  { file, name, owner }: Origin,
  sameFile: (a: string, b: string) => boolean = (a, b) => a === b,
): readonly Mention[] =>
  mentionsOf(analysis, name).filter(({ origin }) => origin.owner === owner && sameFile(origin.file, file));

function inImport(analysis: Analysis, statement: Statement, head: ImportHead, found: Mention[]): void {
  const target = importTarget(analysis, head);
  const start = analysis.tree.start(statement);
  const add = (node: Name, writes: boolean, file: string): void =>
    void found.push({
      span: { start: start + node.start, end: start + node.end },
      writes,
      origin: { file, name: node.name, owner: undefined },
    });
  for (const { name, alias } of head.names) {
    if (target !== undefined) add(name, false, target);
    if (alias) add(alias, true, analysis.id);
  }
}

/** The file an import names, if it is there. */
export function importTarget(analysis: Analysis, head: ImportHead): string | undefined {
  const target = analysis.elaboration.program.project.resolve(analysis.file, head.path.value);
  return "missing" in target ? undefined : target.id;
}

const ownerOf = (scope: Statement | undefined): string | undefined =>
  scope && "name" in scope.head && scope.head.name.kind === "name" ? scope.head.name.name : undefined;

const isIdentifier = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

function inStatement(
  analysis: Analysis,
  statement: Statement,
  declaration: Statement | undefined,
  found: Mention[],
): void {
  const start = analysis.tree.start(statement);
  const parents: AnyNode[] = [];
  const add = (node: Span, writes: boolean, origin: Origin | undefined): void => {
    if (origin) found.push({ span: { start: start + node.start, end: start + node.end }, writes, origin });
  };
  const { head } = statement;
  if (head.kind === "shared" && head.label.kind === "string" && declaration)
    add(inside(head.label), true, literalLabel(analysis, declaration, head.label));
  for (const node of nodes(head)) {
    while (parents.length > 0 && !within(node, parents.at(-1)!)) parents.pop();
    if ("kind" in node) {
      if (node.kind === "name")
        add(
          node,
          binds(statement, node, parents.at(-1)),
          originOfName(analysis, node, parents, statement, declaration),
        );
      else if (node.kind === "attribute")
        add(node.name, false, originOfPath(analysis, dottedName(node), declaration, start + node.name.start));
      else if (node.kind === "labelled" && node.label.kind === "string" && declaration)
        add(inside(node.label), true, literalLabel(analysis, declaration, node.label));
      else if (declaration?.head.kind === "training" && node.kind !== "interpolation") {
        const selected = byText(node);
        const path = selected && dottedName(selected.base);
        if (path)
          add(
            inside(selected.name),
            false,
            originOfPath(analysis, [...path, selected.name.value], declaration, start + node.start),
          );
      }
    }
    parents.push(node);
  }
}

/** A layer that is selected by a string: `base["conv"]`, `base.get_layer("conv")`. */
function byText(node: Expression): { readonly base: Expression; readonly name: StringLiteral } | undefined {
  if (node.kind === "subscript" && node.index.kind === "string")
    return { base: node.value, name: node.index };
  if (node.kind !== "call" || node.callee.kind !== "attribute" || node.callee.name.name !== "get_layer")
    return undefined;
  const [only, ...more] = node.args;
  const name = only?.value;
  return name?.kind === "string" && more.length === 0 ? { base: node.callee.value, name } : undefined;
}

/** A string without its quotation marks. */
const inside = ({ start, end }: Span): Span => ({ start: start + 1, end: end - 1 });

function literalLabel(analysis: Analysis, declaration: Statement, label: StringLiteral): Origin | undefined {
  if (label.parts || !isIdentifier(label.value) || label.end - label.start !== label.value.length + 2)
    return undefined;
  return { file: analysis.id, name: label.value, owner: ownerOf(declaration) };
}

const spanOf = (node: AnyNode): Span => ("parens" in node && node.parens ? node.parens : node);
const within = (inner: AnyNode, outer: AnyNode): boolean =>
  spanOf(outer).start <= spanOf(inner).start && spanOf(inner).end <= spanOf(outer).end;

function originOfName(
  analysis: Analysis,
  node: Name,
  parents: readonly AnyNode[],
  statement: Statement,
  declaration: Statement | undefined,
): Origin | undefined {
  const parent = parents.at(-1);
  if (parent && "kind" in parent && parent.kind === "attribute" && parent.name === node) return undefined;
  if (parent && !("kind" in parent) && "value" in parent && parent.name === node)
    return originOfArgument(analysis, node, parents, parent);
  const given = declaration && givenTo(analysis, declaration, node.name);
  if (given) return { file: given.part.file.id, name: node.name, owner: given.part.name };
  const symbol = symbolOf(analysis, node, parents, statement, declaration);
  if (symbol?.scope) return { file: analysis.id, name: node.name, owner: ownerOf(symbol.scope) };
  const label =
    declaration?.head.kind === "training"
      ? originOfPath(analysis, [node.name], declaration, analysis.tree.start(statement) + node.start)
      : undefined;
  if (label) return label;
  if (!symbol) return undefined;
  const entry = analysis.file.names.get(node.name);
  if (entry?.kind === "import" && entry.name === node.name) {
    const hasAlias = entry.head.names.some(({ alias }) => alias?.name === node.name);
    const target = hasAlias ? undefined : importTarget(analysis, entry.head);
    if (target !== undefined) return { file: target, name: node.name, owner: undefined };
  }
  return { file: analysis.id, name: node.name, owner: undefined };
}

/** A parameter of the block, model or layer a call calls, in whatever file that stands. */
function originOfArgument(
  analysis: Analysis,
  { name }: Name,
  parents: readonly AnyNode[],
  argument: AnyNode,
): Origin | undefined {
  const call = parents.findLast(
    (p): p is Call => "kind" in p && p.kind === "call" && p.args.some((arg) => arg === argument),
  );
  const part = call?.callee.kind === "name" ? partCalled(analysis, call.callee.name) : undefined;
  return part?.head.parameters.some((p) => p.name.name === name)
    ? { file: part.file.id, name, owner: part.name }
    : undefined;
}

/** The label that a path such as `base.block5.conv` ends in. */
function originOfPath(
  analysis: Analysis,
  path: readonly string[] | undefined,
  declaration: Statement | undefined,
  offset: number,
): Origin | undefined {
  if (!path || !declaration) return undefined;
  const [root, ...rest] = path;
  if (declaration.head.kind !== "training") {
    const run = analysis.models.find(({ part }) => part.statement === declaration)?.run;
    return run && rest.length > 0 ? labelAt(run, path) : undefined;
  }
  const run = analysis.trainings.find(({ statement }) => statement === declaration)?.run;
  if (bindsSomewhere(analysis, declaration, root!)) {
    const meaning = meaningOf(analysis, root!, declaration, [], offset);
    const value = meaning?.kind === "bound" ? meaning.value : undefined;
    const made = isLayer(value) ? instanceOf(value)?.run : undefined;
    return made && rest.length > 0 ? labelAt(made, rest) : undefined;
  }
  return run && labelAt(run, root === "model" ? rest : path);
}

/** The label of the layer or labelled block with a path in a model. */
function labelAt(run: ModelRun, path: readonly string[]): Origin | undefined {
  const wanted = path.join(".");
  const names = namesOf(run);
  for (const instance of run.instances) {
    const own = names.get(instance)?.path;
    if (own === wanted) return instance.labelPlace && labelOfPlace(instance.labelPlace, path.at(-1)!);
    if (own !== undefined && instance.run && wanted.startsWith(`${own}.`))
      return labelAt(instance.run, wanted.slice(own.length + 1).split("."));
    for (let group: Group | undefined = instance.group; group; group = group.parent)
      if (groupPath(run, group) === wanted) return labelOfPlace(group.place, path.at(-1)!);
  }
  const value = path.length > 1 ? run.scope.get(path[0]!) : undefined;
  const label = labelOf(value)?.layer;
  const layer = isLayer(value) ? value : label?.kind === "layer" ? label : undefined;
  const made = layer && instanceOf(layer)?.run;
  return made && made !== run ? labelAt(made, path.slice(1)) : undefined;
}

/** A label where it is written; nothing where the name was made from it by a number or a loop. */
function labelOfPlace({ file, statement, start, end }: FilePlace, name: string): Origin | undefined {
  const written = statement.text.slice(start, end).replaceAll(/^["']|["']$/g, "");
  if (written !== name) return undefined;
  const at = file.tree.start(statement);
  const owner = file.tree.statements.find((s) => {
    const span = file.tree.span(s);
    return span.start <= at && at < span.end;
  });
  return owner && { file: file.id, name, owner: ownerOf(owner) };
}
