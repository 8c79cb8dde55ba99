// The types of the values that a layer written at a cursor would be applied to. It never evaluates; it reads what the analysis
// wrote down.
import type { Analysis } from "../analysis/analysis.ts";
import { plain } from "../model/references.ts";
import type { Statement } from "../syntax/tree.ts";
import { type Found, nodeAt, statementsOf } from "../syntax/walk.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import { meaningOf } from "./names.ts";
import { resultOf, usesShown } from "./statement-uses.ts";

/** What flows into the place at an offset, several tensors where a list stands before it; none where it is not known. */
export function flowTypesAt(
  analysis: Analysis,
  declaration: Statement,
  offset: number,
): readonly TensorType[] {
  const before = analysis.text.slice(Math.max(0, offset - 400), offset);
  const stage = /([^\n]*?)->\s*(?:[A-Za-z_]\w*\s*:\s*)?$/.exec(before);
  if (stage) return typesOfSource(analysis, stage[1]!.trimEnd(), offset);
  let found: TensorType | undefined;
  let inputs = 0;
  for (const statement of statementsOf(declaration.body?.statements ?? [])) {
    if (analysis.tree.headSpan(statement).end >= offset) break;
    const { head } = statement;
    if (head.kind === "input") {
      inputs++;
      if (inputs > 1) found = undefined;
    } else if (head.kind !== "expression") continue;
    const [use] = usesShown(analysis, statement);
    const types = use ? resultOf(use) : [];
    if (types.length !== 1 || (head.kind === "input" && inputs > 1)) continue;
    found = types[0];
  }
  return found ? [found] : [];
}

/** The types of what stands before an arrow: a name, a list of names, or the last layer there. */
function typesOfSource(analysis: Analysis, source: string, offset: number): readonly TensorType[] {
  const at = nodeAt(analysis.tree, offset - 1);
  if (!at) return [];
  const list = /(?:^|[\s=,(>])\[([\w\s,]+)\]$/.exec(source)?.[1];
  if (list !== undefined) {
    const types = list.split(",").map((name) => typeOfName(analysis, name.trim(), at, offset));
    const known = types.filter((type) => type !== undefined);
    return known.length === types.length ? known : [];
  }
  const name = /(?:^|[\s=[,(>])([A-Za-z_]\w*)$/.exec(source)?.[1];
  if (name !== undefined) {
    const type = typeOfName(analysis, name, at, offset);
    return type ? [type] : [];
  }
  const [use] = usesShown(analysis, at.statement);
  const start = analysis.tree.start(at.statement);
  const last = use?.nodes.findLast(
    ({ place }) => place.statement === at.statement && start + place.end <= offset,
  );
  return last?.outputs.length === 1 ? last.outputs : [];
}

/** The type of the tensor a name stands for. */
export function typeOfName(
  analysis: Analysis,
  name: string,
  { statement, around }: Found,
  offset: number,
): TensorType | undefined {
  const meaning = meaningOf(analysis, name, statement, around, offset);
  const value =
    meaning && meaning.kind !== "file" && meaning.value !== undefined ? plain(meaning.value) : undefined;
  return typeof value === "object" && value !== null && value.kind === "tensor" ? value.type : undefined;
}
