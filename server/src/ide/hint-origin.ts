// Where the numbers of a line come from: the block it uses, the constant or parameter it is given, or the line that feeds it; of
// a model its widest layer, of a block its use, of a training what it switches or trains. It never works out a number.
import type { Analysis } from "../analysis/analysis.ts";
import type { FilePlace } from "../model/graph.ts";
import type { Statement } from "../syntax/tree.ts";
import { nodes } from "../syntax/walk.ts";
import { definition, type Target } from "./definition.ts";
import { declarationOf } from "./names.ts";
import { partCalled } from "./parts.ts";
import { nodesOf, usesShown } from "./statement-uses.ts";
import { calledMethod } from "./training-facts.ts";
import { widestLayer } from "./widest-layer.ts";

/** The place a hint of a statement leads to, and what it is called. */
export function hintOrigin(
  analysis: Analysis,
  statement: Statement,
  around: readonly Statement[],
): Target | undefined {
  const { head } = statement;
  if (head.kind === "model") return ofModel(analysis, statement);
  if (head.kind === "block") return firstUse(analysis, statement);
  const section = declarationOf(statement, around);
  if (section?.head.kind === "training") return ofTraining(analysis, statement, section);
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

/** A model's total: the layer that has most of it. One that is not built by itself: where it is used. */
function ofModel(analysis: Analysis, statement: Statement): Target | undefined {
  const run = analysis.models.find(({ part }) => part.statement === statement)?.run;
  const widest = run && widestLayer(run);
  return widest ? atPlace(widest.instance.place) : firstUse(analysis, statement);
}

function firstUse(analysis: Analysis, { body }: Statement): Target | undefined {
  const first = body?.statements[0];
  const place = first && usesShown(analysis, first)[0]?.instantiation?.place;
  return place && atPlace(place);
}

/** What a line of a training switches, else the model it trains. */
function ofTraining(analysis: Analysis, statement: Statement, section: Statement): Target | undefined {
  // Of `d.fit(n)` the receiver, not what it is given.
  const end = calledMethod(statement) === undefined ? statement.text.length : statement.text.indexOf("(");
  for (const one of [statement, section]) {
    for (const node of nodes(one.head)) {
      if (!("kind" in node) || node.kind !== "name") continue;
      if ((one === statement && node.start >= end) || ("name" in one.head && one.head.name === node))
        continue;
      const found = definition(analysis, analysis.tree.start(one) + node.start);
      if (found) return found;
    }
  }
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
