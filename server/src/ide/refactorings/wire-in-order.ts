// Calls on named values as layers one below the other: `x = Dense(8)(x)` is `Dense(8)` where nothing else uses the value. What
// is used again keeps its name. It never moves a statement.
import type { Analysis } from "../../analysis/analysis.ts";
import { headNames } from "../../model/head-names.ts";
import type { Call, Statement } from "../../syntax/tree.ts";
import { statementsOf } from "../../syntax/walk.ts";
import type { Edit } from "../../text/edit.ts";
import { ran } from "./places.ts";
import type { RefactoringSource } from "./refactoring.ts";
import { declarationAt } from "./wire-by-name.ts";

/** `target = layer(source)`. */
interface Step {
  readonly target: string;
  /** As it is written: `Dense(8)`. */
  readonly layer: string;
  readonly source: string;
  /** A list of values. */
  readonly several: boolean;
}

const wireInOrder: RefactoringSource = (analysis, range) => {
  const declaration = declarationAt(analysis, range.start);
  const body = declaration?.body?.statements ?? [];
  const steps = body.map(stepOf);
  if (!declaration || !body.some((s, i) => steps[i] && ran(analysis, s))) return [];
  return [
    {
      title: "Write its layers one below the other",
      kind: "refactor.rewrite",
      forms: () => [{ edits: editsOf(analysis, body, steps) }],
    },
  ];
};

function stepOf({ head, text }: Statement): Step | undefined {
  if (head.kind !== "assign" || head.targets.length !== 1 || head.value.kind !== "call") return undefined;
  const [target] = head.targets;
  const { callee, args }: Call = head.value;
  const [arg, ...more] = args;
  if (target?.kind !== "name" || callee.kind !== "call" || callee.callee.kind === "call") return undefined;
  if (!arg || arg.name || arg.spread || more.length > 0) return undefined;
  const written = (node: { readonly start: number; readonly end: number }): string =>
    text.slice(node.start, node.end);
  if (arg.value.kind !== "name" && arg.value.kind !== "list") return undefined;
  return {
    target: target.name,
    layer: written(callee),
    source: written(arg.value),
    several: arg.value.kind === "list",
  };
}

function editsOf(
  analysis: Analysis,
  body: readonly Statement[],
  steps: readonly (Step | undefined)[],
): readonly Edit[] {
  const { tree } = analysis;
  const reads = body.map((s) => {
    const found: string[] = [];
    for (const inner of statementsOf([s])) found.push(...headNames(inner).reads);
    return new Set(found);
  });
  const binds = (i: number, name: string): boolean => steps[i]?.target === name;
  /** The statements that read what a step gave, up to where its name means something else. */
  const readers = (i: number, name: string): readonly number[] => {
    const found: number[] = [];
    for (let k = i + 1; k < body.length; k++) {
      if (reads[k]!.has(name)) found.push(k);
      if (binds(k, name)) break;
    }
    return found;
  };
  const inputs = body.flatMap(({ head }) => (head.kind === "input" ? [head.name.name] : []));
  let flow = inputs.length === 1 ? inputs[0] : undefined;
  const edits: Edit[] = [];
  body.forEach((statement, i) => {
    const step = steps[i];
    if (!step) {
      if (statement.body || statement.head.kind === "expression") flow = undefined;
      return;
    }
    const used = readers(i, step.target);
    const next = steps[i + 1];
    const last = i === body.length - 1;
    const goesOn =
      last ||
      (used.length === 1 &&
        used[0] === i + 1 &&
        next !== undefined &&
        !next.several &&
        next.source === step.target);
    const source = !step.several && step.source === flow ? "" : `${step.source} -> `;
    const text = goesOn ? `${source}${step.layer}` : `${step.target} = ${source}${step.layer}`;
    if (goesOn) flow = step.target;
    else if (step.target === flow) flow = undefined;
    edits.push({ span: tree.headSpan(statement), text });
  });
  return edits;
}

export default wireInOrder;
