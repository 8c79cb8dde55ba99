// Every place of a file where one name is meant: for definitions, references, highlights and rename. It never evaluates.
import type { Analysis } from "../analysis/analysis.ts";
import type { Call, Name, Statement } from "../syntax/tree.ts";
import { type AnyNode, nodeAt, nodes } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { bindersOf, bindsSomewhere, declarationOf, modelOf, partNamed } from "./names.ts";

/** What a name belongs to: a declaration's body, or the file. */
export interface Symbol {
  readonly name: string;
  readonly scope: Statement | undefined;
}

export interface Occurrence {
  readonly span: Span;
  readonly writes: boolean;
}

/** The name under the cursor and what it belongs to. */
export function symbolAt(
  analysis: Analysis,
  offset: number,
): { readonly symbol: Symbol; readonly span: Span } | undefined {
  const found = nodeAt(analysis.tree, offset);
  const node = found?.path.at(-1);
  if (!found || !isName(node)) return undefined;
  const declaration = declarationOf(found.statement, found.around);
  const symbol = symbolOf(analysis, node, found.path.slice(0, -1), found.statement, declaration);
  const start = analysis.tree.start(found.statement);
  return symbol && { symbol, span: { start: start + node.start, end: start + node.end } };
}

/** Where a symbol stands in the file, in order. */
export function occurrences(analysis: Analysis, symbol: Symbol): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const visit = (statements: readonly Statement[], declaration: Statement | undefined): void => {
    for (const statement of statements) {
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        const inside: Statement | undefined = declaration ?? declarationOf(branch, []);
        if (branch.text.includes(symbol.name)) collect(branch, inside);
        if (branch.body) visit(branch.body.statements, inside);
      }
    }
  };
  const collect = (statement: Statement, declaration: Statement | undefined): void => {
    const start = analysis.tree.start(statement);
    const parents: AnyNode[] = [];
    for (const node of nodes(statement.head)) {
      while (parents.length > 0 && !within(node, parents.at(-1)!)) parents.pop();
      if (isName(node) && node.name === symbol.name) {
        const own = symbolOf(analysis, node, parents, statement, declaration);
        if (own && own.scope === symbol.scope) {
          found.push({
            span: { start: start + node.start, end: start + node.end },
            writes: binds(statement, node, parents.at(-1)),
          });
        }
      }
      parents.push(node);
    }
  };
  visit(analysis.tree.statements, undefined);
  return found;
}

const isName = (node: AnyNode | undefined): node is Name =>
  node !== undefined && "kind" in node && node.kind === "name";

const spanOf = (node: AnyNode): Span => ("parens" in node && node.parens ? node.parens : node);
const within = (inner: AnyNode, outer: AnyNode): boolean =>
  spanOf(outer).start <= spanOf(inner).start && spanOf(inner).end <= spanOf(outer).end;

/** What a name of a statement belongs to. */
export function symbolOf(
  analysis: Analysis,
  node: Name,
  parents: readonly AnyNode[],
  statement: Statement,
  declaration: Statement | undefined,
): Symbol | undefined {
  const { name } = node;
  const parent = parents.at(-1);
  const { head } = statement;
  const fileLevel = (): Symbol | undefined =>
    analysis.file.names.has(name) ? { name, scope: undefined } : undefined;
  if (parent && "kind" in parent && parent.kind === "attribute" && parent.name === node) return undefined;
  if (parent && !("kind" in parent) && "value" in parent && parent.name === node) {
    const call = parents.findLast(
      (p): p is Call => "kind" in p && p.kind === "call" && p.args.includes(parent),
    );
    const part = call?.callee.kind === "name" ? partNamed(analysis.file, call.callee.name) : undefined;
    return part && hasParameter(part, name) ? { name, scope: part } : undefined;
  }
  if (isDeclaration(head) && head.name === node) return fileLevel();
  // `stem as resnet_stem` names something of another file first.
  if (head.kind === "import" && head.names.some((pair) => pair.name === node && pair.alias)) return undefined;
  if (declaration) {
    if (bindsSomewhere(analysis, declaration, name) || hasParameter(declaration, name))
      return { name, scope: declaration };
    const model = modelOf(analysis.file, declaration);
    if (model && bindsSomewhere(analysis, model, name)) return { name, scope: model };
  }
  return fileLevel();
}

const isDeclaration = (
  head: Statement["head"],
): head is Extract<Statement["head"], { kind: "block" | "model" | "layer" | "training" | "const" }> =>
  head.kind === "block" ||
  head.kind === "model" ||
  head.kind === "layer" ||
  head.kind === "training" ||
  head.kind === "const";

const hasParameter = ({ head }: Statement, name: string): boolean =>
  (head.kind === "block" || head.kind === "model" || head.kind === "layer") &&
  head.parameters.some((p) => p.name.name === name);

/** Whether a name is bound where it stands. */
export function binds(statement: Statement, node: Name, parent: AnyNode | undefined): boolean {
  const { head } = statement;
  if ("name" in head && head.name === node) return true;
  if (head.kind === "shared" && head.label === node) return true;
  if (head.kind === "assign" && head.targets.some((t) => t.start <= node.start && node.end <= t.end))
    return true;
  if (head.kind === "input") return bindersOf(statement).some(({ span }) => span.start === node.start);
  if (head.kind === "for" && head.target.start <= node.start && node.end <= head.target.end) return true;
  if (parent && "kind" in parent) return parent.kind === "labelled" && parent.label === node;
  return parent !== undefined && !("value" in parent);
}
