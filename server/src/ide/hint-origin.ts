// Where the numbers of a line come from: the block it uses, the constant or parameter it is given, or the line that feeds it. It
// never works out a number.
import type { Analysis } from "../analysis/analysis.ts";
import type { FilePlace } from "../model/graph.ts";
import type { Statement } from "../syntax/tree.ts";
import { nodes } from "../syntax/walk.ts";
import type { Target } from "./definition.ts";
import { declarationOf } from "./names.ts";
import { partCalled } from "./parts.ts";
import { nodesOf, usesShown } from "./statement-uses.ts";

/** The place a hint of a statement leads to, and what it is called. */
export function hintOrigin(
  analysis: Analysis,
  statement: Statement,
  around: readonly Statement[],
): Target | undefined {
  const { head } = statement;
  if (head.kind !== "expression" && head.kind !== "assign" && head.kind !== "output") return undefined;
  const names = [...nodes(head)].flatMap((node) =>
    "kind" in node && node.kind === "name" ? [node.name] : [],
  );
  for (const name of names) {
    const part = partCalled(analysis, name);
    if (!part) continue;
    const { tree, id } = part.file;
    const start = tree.start(part.statement) + part.head.name.start;
    return { file: id, text: tree.text, span: { start, end: start + part.name.length } };
  }
  const declaration = declarationOf(statement, around);
  const parameters = declaration && "parameters" in declaration.head ? declaration.head.parameters : [];
  for (const name of names) {
    const parameter = parameters.find((p) => p.name.name === name);
    if (parameter && declaration) return here(analysis, declaration, parameter.name);
    const entry = analysis.file.names.get(name);
    if (entry?.kind === "const") return here(analysis, entry.statement, entry.head.name);
  }
  const [use] = usesShown(analysis, statement);
  const own = new Set(use ? nodesOf(use) : []);
  for (const node of own)
    for (const { node: source } of node.inputs)
      if (source.kind === "input" || !own.has(source)) return atPlace(source.place);
  return undefined;
}

const here = (
  analysis: Analysis,
  statement: Statement,
  { start, end }: { start: number; end: number },
): Target => {
  const at = analysis.tree.start(statement);
  return { file: analysis.id, text: analysis.text, span: { start: at + start, end: at + end } };
};

function atPlace({ file, statement, start, end }: FilePlace): Target {
  const at = file.tree.start(statement);
  return { file: file.id, text: file.tree.text, span: { start: at + start, end: at + end } };
}
