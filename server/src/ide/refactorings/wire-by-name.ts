// A body whose layers stand one below the other as calls on named values, `x = Dense(8)(x)`, as Keras's functional code has
// them. It never changes a body that does so already.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Expression, Statement } from "../../syntax/tree.ts";
import { nodeAt, statementsOf } from "../../syntax/walk.ts";
import type { Edit } from "../../text/edit.ts";
import { branches, eolOf, freeName, namesIn, ran, readsIn } from "./places.ts";
import type { RefactoringSource } from "./refactoring.ts";

const wireByName: RefactoringSource = (analysis, range) => {
  const declaration = declarationAt(analysis, range.start);
  const body = declaration?.body?.statements ?? [];
  if (!declaration || !body.some((s) => s.head.kind === "expression" && ran(analysis, s))) return [];
  return [
    {
      title: "Write its layers as calls on named values: `x = Dense(8)(x)`",
      kind: "refactor.rewrite",
      forms: () => {
        const edits = editsOf(analysis, declaration, body);
        return edits && edits.length > 0 ? [{ edits }] : [];
      },
    },
  ];
};

/** The block or model whose head stands at an offset. */
export function declarationAt(analysis: Analysis, offset: number): Statement | undefined {
  const found = nodeAt(analysis.tree, offset);
  const kind = found?.statement.head.kind;
  return found?.inHead && (kind === "model" || kind === "block") ? found.statement : undefined;
}

function editsOf(
  analysis: Analysis,
  declaration: Statement,
  body: readonly Statement[],
): readonly Edit[] | undefined {
  const { tree } = analysis;
  const inputs = body.flatMap(({ head }) => (head.kind === "input" ? [head.name.name] : []));
  if (inputs.length === 0) return undefined;
  const eol = eolOf(analysis.text);
  const taken = namesIn(analysis, declaration);
  const value = inputs.includes("x") ? "x" : freeName("x", taken);
  const read = readsIn(body);
  const edits: Edit[] = [];
  let named = inputs.length === 1 ? inputs[0]! : undefined;
  let failed = false;
  const visit = (list: readonly Statement[], inside: boolean): void => {
    for (const statement of list) {
      const { head } = statement;
      const at = tree.start(statement);
      const blank = /[ \t]*$/.exec(analysis.text.slice(0, at))![0];
      const calls = (node: Expression, step?: string): Calls | undefined =>
        asCalls(analysis, statement, node, named, read, step);
      if (head.kind === "expression") {
        const made = calls(head.value, value);
        if (!made) {
          if (isFlow(analysis, statement)) failed = true;
          continue;
        }
        const { lines, last, isName } = made;
        const keeps = isName && !inside;
        edits.push({
          span: tree.headSpan(statement),
          text: [...lines, ...(keeps ? [] : [`${value} = ${last}`])].join(eol + blank),
        });
        named = keeps ? last : value;
      } else if (head.kind === "assign" && isFlow(analysis, statement)) {
        const [target] = head.targets;
        const step = head.targets.length === 1 && target?.kind === "name" ? target.name : undefined;
        const made = calls(head.value, step);
        if (!made) continue;
        const { start, end } = head.value.parens ?? head.value;
        const before = made.lines.map((line) => line + eol + blank).join("");
        if (before !== "") edits.push({ span: { start: at, end: at }, text: before });
        edits.push({ span: { start: at + start, end: at + end }, text: made.last });
      } else if (head.kind === "output" && isFlow(analysis, statement)) {
        for (const node of head.values) {
          const made = node.kind === "call" || node.kind === "pipeline" ? calls(node) : undefined;
          if (made?.lines.length === 0)
            edits.push({ span: { start: at + node.start, end: at + node.end }, text: made.last });
        }
      } else if (statement.body && flowsIn(analysis, statement)) {
        // A turn of a loop goes on from the one before, so the value has its name before the loop.
        if (named !== value && named !== undefined) {
          edits.push({ span: { start: at, end: at }, text: `${value} = ${named}${eol}${blank}` });
          named = value;
        }
        for (const branch of branches(statement)) visit(branch.body?.statements ?? [], true);
      }
    }
  };
  visit(body, false);
  return failed || !edits.some(({ text }) => text.includes("=")) ? undefined : edits;
}

const isFlow = (analysis: Analysis, statement: Statement): boolean =>
  analysis.uses(statement).some(({ nodes, inner }) => nodes.length + inner.length > 0);

const flowsIn = (analysis: Analysis, statement: Statement): boolean =>
  [...statementsOf([statement])].some((s) => s.head.kind === "expression" && isFlow(analysis, s));

/** A pipeline as calls. */
interface Calls {
  /** What comes before the last one, a line for each. */
  readonly lines: readonly string[];
  readonly last: string;
  /** Whether `last` is the name of such a label. */
  readonly isName: boolean;
}

/**
 * A pipeline as calls from its source, or from `flow`; nothing where a stage is none that can be called. With `step`, the value
 * that has come so far is named so; else the calls are nested, and only labels that are read elsewhere get their lines.
 */
function asCalls(
  analysis: Analysis,
  statement: Statement,
  node: Expression,
  flow: string | undefined,
  read: ReadonlySet<string>,
  step?: string,
): Calls | undefined {
  if (!isFlow(analysis, statement)) return undefined;
  const text = (n: Expression): string => {
    const span = n.parens ?? n;
    return statement.text.slice(span.start, span.end);
  };
  const elements = node.kind === "pipeline" ? node.elements : [node];
  const [head, ...stages] = elements;
  if (!head) return undefined;
  const starts = node.kind === "pipeline" && isSource(head);
  let value = starts ? sourceText(head) : flow;
  if (value === undefined) return undefined;
  const lines: string[] = [];
  let isName = false;
  const called = starts ? stages : elements;
  for (const [i, stage] of called.entries()) {
    const layer = layerText(stage, text);
    if (layer === undefined) return undefined;
    const label = stage.kind === "labelled" && stage.label.kind === "name" ? stage.label.name : undefined;
    isName = label !== undefined && read.has(label);
    value = `${layer}(${value})`;
    const name = isName ? label : i < called.length - 1 ? step : undefined;
    if (name === undefined) continue;
    lines.push(`${name} = ${value}`);
    value = name;
  }
  return { lines, last: value, isName };

  function sourceText(source: Expression): string | undefined {
    if (source.kind !== "list") return text(source);
    const items = source.items.map((item) => {
      if (item.kind !== "pipeline" && item.kind !== "call") return text(item);
      const made = asCalls(analysis, statement, item, flow, read);
      return made?.lines.length === 0 ? made.last : undefined;
    });
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
}

/** What a pipeline starts from, as far as its text says: a value, a list, an element of one. */
const isSource = (node: Expression): boolean =>
  (node.kind === "name" && !/^[A-Z]/.test(node.name)) ||
  node.kind === "list" ||
  node.kind === "subscript" ||
  node.kind === "attribute" ||
  node.kind === "binary" ||
  (node.kind === "call" && node.callee.kind === "call");

/** A stage as something that is called: a label becomes the name. */
function layerText(stage: Expression, text: (n: Expression) => string): string | undefined {
  if (stage.kind === "name") return text(stage);
  if (stage.kind === "call") return stage.callee.kind === "call" ? undefined : text(stage);
  if (stage.kind !== "labelled" || stage.value.kind !== "call" || stage.value.callee.kind === "call")
    return undefined;
  const { label, value } = stage;
  const whole = text(value);
  const name = label.kind === "name" ? `"${label.name}"` : label.parts ? `f${text(label)}` : text(label);
  const comma = value.args.length === 0 ? "" : /,\s*\)$/.test(whole) ? " " : ", ";
  return `${whole.slice(0, -1)}${comma}name=${name})`;
}

export default wireByName;
