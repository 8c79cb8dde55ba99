// Selected statements as a block of their own: tensors they use become its inputs, other values its parameters, what is used
// later its outputs. The use has no label, so that layers keep their names and their groups.
import type { Analysis } from "../../analysis/analysis.ts";
import { isSequence, type Value } from "../../layers/value.ts";
import type { GraphNode, InputNode, TensorRef } from "../../model/graph.ts";
import { plain } from "../../model/references.ts";
import { indentation } from "../../syntax/format/lines.ts";
import type { Statement } from "../../syntax/tree.ts";
import { statementsOf } from "../../syntax/walk.ts";
import type { Edit } from "../../text/edit.ts";
import { binderOf, bindersOf, boundValue, parameterValue } from "../names.ts";
import { nodesOf, usesShown } from "../statement-uses.ts";
import {
  declarationSpan,
  eolOf,
  flowBefore,
  freeName,
  movedLines,
  nameOfFlow,
  namesIn,
  ran,
  readsIn,
  type Selected,
  selectedStatements,
  spanOfStatements,
} from "./places.ts";
import type { Refactored, RefactoringSource } from "./refactoring.ts";

/** Statements that belong to the body they stand in. */
const staying: ReadonlySet<string> = new Set([
  "input",
  "output",
  "shared",
  "else",
  "broken",
  "weight",
  "state",
]);

const extractBlock: RefactoringSource = (analysis, range) => {
  if (range.start === range.end) return [];
  const selected = selectedStatements(analysis, range);
  if (!selected) return [];
  const chosen = selected.list.slice(selected.first, selected.last + 1);
  const inner = [...statementsOf(chosen)];
  if (inner.some(({ head }) => staying.has(head.kind) && head.kind !== "else")) return [];
  if (inner.some(({ head }) => head.problems.length > 0)) return [];
  if (!chosen.every((s) => ran(analysis, s)) || chosen.every((s) => nodesAt(analysis, s).length === 0))
    return [];
  return [
    {
      title:
        chosen.length === 1
          ? "Extract this statement as a block"
          : `Extract ${chosen.length} statements as a block`,
      kind: "refactor.extract",
      forms: () => formsOf(analysis, selected, chosen),
    },
  ];
};

const nodesAt = (analysis: Analysis, statement: Statement): readonly GraphNode[] => {
  const [use] = usesShown(analysis, statement);
  return use ? nodesOf(use) : [];
};

const tensorOf = (value: Value | undefined): TensorRef | undefined => {
  const v = value === undefined ? undefined : plain(value);
  return typeof v === "object" && v !== null && v.kind === "tensor"
    ? (v.ref as TensorRef | undefined)
    : undefined;
};

const holdsTensors = (value: Value | undefined): boolean =>
  value !== undefined &&
  isSequence(value) &&
  value.items.some((item) => tensorOf(item) ?? holdsTensors(item));

interface Taken {
  readonly tensors: readonly string[];
  readonly values: readonly string[];
  /** Whether the first layers take what flows in from above. */
  readonly flow: boolean;
}

/** What the statements use from outside of them; nothing where it cannot be handed over. */
function taken(
  analysis: Analysis,
  { declaration }: Selected,
  chosen: readonly Statement[],
  outputs: readonly string[],
): Taken | undefined {
  const start = analysis.tree.start(chosen[0]!);
  const tensors = new Map<string, TensorRef>();
  const values: string[] = [];
  // What a branch may leave as it was comes in to go out again.
  const kept = chosen.some(({ body }) => body) ? outputs : [];
  for (const name of new Set([...readsIn(chosen), ...kept])) {
    const binder = binderOf(analysis, declaration, name, start - 1);
    const isParameter =
      "parameters" in declaration.head && declaration.head.parameters.some((p) => p.name.name === name);
    if (!binder && !isParameter) continue;
    const value = binder
      ? boundValue(usesShown(analysis, binder.statement).at(-1), binder)
      : parameterValue(analysis, declaration, name);
    if (holdsTensors(value)) return undefined;
    const tensor = tensorOf(value);
    if (tensor) tensors.set(name, tensor);
    else values.push(name);
  }
  const own = new Set<GraphNode | InputNode>(chosen.flatMap((s) => nodesAt(analysis, s)));
  const known = [...tensors.values()];
  const outside = [...own].flatMap((node) =>
    node.kind === "node" ? node.inputs.filter((ref) => !own.has(ref.node)) : [],
  );
  const unknown = outside.filter((ref) => !known.some((t) => t.node === ref.node && t.output === ref.output));
  const flows = new Set(unknown.map((ref) => ref.node));
  if (flows.size > 1) return undefined;
  return { tensors: [...tensors.keys()], values, flow: flows.size === 1 };
}

function givenBack(
  analysis: Analysis,
  { declaration, around, list, first, last }: Selected,
): readonly string[] {
  const { tree } = analysis;
  const chosen = list.slice(first, last + 1);
  const end = tree.span(chosen.at(-1)!).end;
  const loop = around.find(({ head }) => head.kind === "for" || head.kind === "repeat");
  const inside = new Set(statementsOf(chosen));
  const others = [...statementsOf(declaration.body!.statements)].filter((s) => {
    if (inside.has(s)) return false;
    const at = tree.start(s);
    return at > end || (loop !== undefined && at > tree.start(loop));
  });
  const read = new Set(
    others.flatMap((s) => [...readsIn([{ ...s, body: undefined, otherwise: undefined }])]),
  );
  // Only tensors can be given back. Where something else is needed below, the trial shows it.
  const bound = [...inside].flatMap((s) =>
    bindersOf(s)
      .filter((binder) => tensorOf(boundValue(usesShown(analysis, s)[0], binder)) !== undefined)
      .map(({ name }) => name),
  );
  return [...new Set(bound)].filter((name) => read.has(name));
}

function* formsOf(
  analysis: Analysis,
  selected: Selected,
  chosen: readonly Statement[],
): Generator<Omit<Refactored, "title" | "kind">> {
  const outputs = givenBack(analysis, selected);
  const used = taken(analysis, selected, chosen, outputs);
  if (!used) return;
  const { declaration, list, first } = selected;
  const { text, tree } = analysis;
  const names = namesIn(analysis, declaration);
  const name = freeName("part", names);
  const eol = eolOf(text);
  const before = flowBefore(list, first);
  const last = chosen.at(-1)!;
  const span = spanOfStatements(analysis, chosen[0]!, last);
  const indent = indentation(text, span.start);
  const at = declarationSpan(analysis, declaration).start;
  const call = `${name}(${used.values.join(", ")})`;
  const several = used.flow ? used.tensors.length > 0 : used.tensors.length > 1;
  const flowName = used.flow && several ? nameOfFlow(before) : undefined;
  const unnamed = used.flow && several && flowName === undefined;
  if (unnamed && before?.head.kind !== "expression") return;
  const incoming = flowName ?? freeName("before", names);
  const inputs = used.flow && several ? [...new Set([incoming, ...used.tensors])] : used.tensors;
  const source =
    inputs.length === 0 ? "" : `${inputs.length === 1 ? inputs[0] : `[${inputs.join(", ")}]`} -> `;
  const end = last.head.kind === "expression" ? last.head.value : undefined;
  const label = end?.kind === "labelled" && end.label.kind === "name" ? end.label.name : undefined;

  const make = (starts: string | undefined, flowOut: string | undefined, gives: readonly string[]) => {
    const lastAt = tree.start(last);
    const naming = flowOut !== undefined && flowOut !== label ? `${flowOut} = ` : "";
    const raw = text.slice(span.start, lastAt) + naming + text.slice(lastAt, span.end);
    const own = movedLines(raw, indent, "    ");
    if (own === undefined) return undefined;
    const lines = [
      `block ${name}(${used.values.join(", ")}) {`,
      ...inputs.map((input) => `    input ${input}`),
      ...(starts === undefined ? [] : [`    ${starts}`]),
      own,
      ...(gives.length > 0 && !(gives.length === 1 && gives[0] === label && flowOut === undefined)
        ? [`    output ${gives.join(", ")}`]
        : []),
      "}",
    ];
    const targets = gives.length > 0 ? `${gives.join(", ")} = ` : "";
    const uses = [`${targets}${source}${call}`, ...(flowOut === undefined ? [] : [flowOut])];
    const edits: Edit[] = [{ span: { start: at, end: at }, text: `${lines.join(eol)}${eol}${eol}` }];
    if (unnamed) {
      const place = tree.start(before!);
      edits.push({ span: { start: place, end: place }, text: `${incoming} = ` });
    }
    edits.push({ span, text: uses.join(eol + indent) });
    return { edits, nameAt: at + "block ".length };
  };

  const starts = used.flow && several ? incoming : undefined;
  // Without what flows out first: it may be that nobody takes it.
  const flowOut = label ?? freeName("after", names);
  const forms = [
    make(starts, undefined, outputs),
    ...(outputs.length > 0 && end ? [make(starts, flowOut, [...new Set([flowOut, ...outputs])])] : []),
    ...(!used.flow && several ? [make(used.tensors[0], undefined, outputs)] : []),
  ];
  for (const form of forms) if (form) yield form;
}

export default extractBlock;
