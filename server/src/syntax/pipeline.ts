// Builds a pipeline from its elements and mends what `->` and labels may not do. It never reads tokens.
import { type Expression, type Labelled, type Pipeline, type SyntaxProblem, withParens } from "./tree.ts";

/** One element stays what it is. Mistakes give the tree that was meant, and a problem. */
export function pipelineOf(
  elements: readonly Expression[],
  report: (problem: SyntaxProblem) => void,
): Expression {
  const first = elements[0]!;
  if (elements.length === 1) {
    if (first.kind === "labelled" && isNoLayer(first.value)) report(labelNeedsLayer(first));
    return first;
  }
  const stages = [...elements];
  if (first.kind === "labelled" && isNoLayer(first.value)) {
    report(labelNeedsLayer(first));
    const next = stages[1]!;
    stages[0] = first.value;
    if (next.kind !== "labelled")
      stages[1] = { kind: "labelled", label: first.label, value: next, ...spanOf(next) };
  }
  for (let i = 1; i < stages.length; i++) {
    const stage = stages[i]!;
    if (stage.kind === "labelled" && isNoLayer(stage.value)) report(labelNeedsLayer(stage));
    const operation = stage.kind === "labelled" ? stage.value : stage;
    if (
      operation.parens ||
      (operation.kind !== "binary" && operation.kind !== "comparison" && operation.kind !== "bool-operation")
    )
      continue;
    const inner = leftmost(operation);
    const begin = withParens(stages[0]!).start;
    report({
      code: "syntax-stage-adds-tensor",
      start: stage.start,
      end: stage.end,
      facts: { before: stage.start - begin, left: withParens(inner).end - stage.start },
    });
    const left = stage.kind === "labelled" ? { ...stage, value: inner, end: withParens(inner).end } : inner;
    const head = chain([...stages.slice(0, i), left]);
    const mended = replaceLeftmost(operation, { ...head, parens: { start: head.start, end: head.end } });
    return pipelineOf([mended, ...stages.slice(i + 1)], report);
  }
  return chain(stages);
}

const spanOf = (node: Expression) => ({ start: withParens(node).start, end: withParens(node).end });

const chain = (elements: readonly Expression[]): Expression =>
  ({
    kind: "pipeline",
    elements,
    start: withParens(elements[0]!).start,
    end: withParens(elements.at(-1)!).end,
  }) satisfies Pipeline;

/** Values that no label can stand before, whatever the names in them mean. */
const isNoLayer = (value: Expression): boolean =>
  value.kind === "list" ||
  value.kind === "tuple" ||
  value.kind === "dict" ||
  value.kind === "number" ||
  value.kind === "string" ||
  value.kind === "bool" ||
  value.kind === "none" ||
  value.kind === "comprehension";

const labelNeedsLayer = (labelled: Labelled): SyntaxProblem => ({
  code: "syntax-label-needs-layer-place",
  start: labelled.start,
  end: labelled.end,
  facts: {
    label: labelled.label.kind === "name" ? labelled.label.name : labelled.label.value,
    source: withParens(labelled.value).start - labelled.start,
  },
});

function leftmost(value: Expression): Expression {
  let at = value;
  for (;;) {
    if (at.parens) return at;
    if (at.kind === "binary") at = at.left;
    else if (at.kind === "comparison") at = at.first;
    else if (at.kind === "bool-operation") at = at.items[0]!;
    else return at;
  }
}

function replaceLeftmost(value: Expression, by: Expression): Expression {
  if (value.parens) return by;
  if (value.kind === "binary")
    return { ...value, left: replaceLeftmost(value.left, by), start: withParens(by).start };
  if (value.kind === "comparison")
    return { ...value, first: replaceLeftmost(value.first, by), start: withParens(by).start };
  if (value.kind === "bool-operation") {
    return {
      ...value,
      items: [replaceLeftmost(value.items[0]!, by), ...value.items.slice(1)],
      start: withParens(by).start,
    };
  }
  return by;
}
