// A use of a block written out: its statements in the place of the call, arguments in the place of parameters. Where that was
// the only use the block goes too. It takes uses without a label only, since a label groups the layers.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Part } from "../../model/source-file.ts";
import { indentation, lineEndAt } from "../../syntax/format/lines.ts";
import type { Call, Expression, InputHead, Statement } from "../../syntax/tree.ts";
import { type Found, nodeAt, nodes, statementsOf } from "../../syntax/walk.ts";
import { applyEdits, type Edit } from "../../text/edit.ts";
import { bindersOf, declarationOf } from "../names.ts";
import { occurrences } from "../occurrences.ts";
import {
  declarationSpan,
  eolOf,
  flowBefore,
  freeName,
  movedLines,
  nameOfFlow,
  namesIn,
  ran,
  without,
} from "./places.ts";
import type { Refactored, RefactoringSource } from "./refactoring.ts";

type Form = Omit<Refactored, "title" | "kind">;

/** One use of a block that is a statement of its own, or the right side of one. */
interface Use {
  readonly statement: Statement;
  readonly declaration: Statement;
  readonly before: Statement | undefined;
  readonly call: Call;
  /** What is written before `-> block(…)`, or in the second brackets of `block(…)(x)`. */
  readonly sources: readonly string[] | undefined;
  /** `y = block(…)`. */
  readonly target: string | undefined;
}

const inlineBlock: RefactoringSource = (analysis, range) => {
  const found = placeOfUse(analysis, range.start);
  const declaration = found && declarationOf(found.statement, found.around);
  if (!found?.inHead || !declaration || declaration === found.statement) return [];
  const use = useOf(found.statement, found.around, declaration);
  const entry = use?.call.callee.kind === "name" ? analysis.file.names.get(use.call.callee.name) : undefined;
  const part = entry?.kind === "part" && entry.part.kind === "block" ? entry.part : undefined;
  if (!use || !part || part.statement === declaration || !ran(analysis, use.statement)) return [];
  const uses = occurrences(analysis, { name: part.name, scope: undefined }).filter(({ writes }) => !writes);
  const only = uses.length === 1;
  return [
    {
      title: only ? `Inline \`${part.name}\`, used only here` : `Inline this use of \`${part.name}\``,
      kind: "refactor.inline",
      forms: () => formsOf(analysis, use, part, only),
    },
  ];
};

/** What stands at an offset; at the head of a block its only use. */
function placeOfUse(analysis: Analysis, offset: number): Found | undefined {
  const found = nodeAt(analysis.tree, offset);
  const { head } = found?.statement ?? {};
  if (!found?.inHead || head?.kind !== "block") return found;
  const [use, ...more] = occurrences(analysis, { name: head.name.name, scope: undefined }).filter(
    ({ writes }) => !writes,
  );
  return use && more.length === 0 ? nodeAt(analysis.tree, use.span.start) : undefined;
}

function useOf(statement: Statement, around: readonly Statement[], declaration: Statement): Use | undefined {
  const { head } = statement;
  if (head.kind !== "expression" && head.kind !== "assign") return undefined;
  const [target] = head.kind === "assign" ? head.targets : [];
  if (head.kind === "assign" && (head.targets.length !== 1 || target?.kind !== "name")) return undefined;
  const { value } = head;
  const elements = value.kind === "pipeline" ? value.elements : [value];
  let call = elements.at(-1)!;
  const source = elements.length === 1 ? undefined : elements.slice(0, -1);
  const text = (node: Expression): string => statement.text.slice(node.start, node.end);
  let sources: string[] | undefined;
  if (source) {
    const [list] = source;
    sources =
      source.length === 1 && list?.kind === "list"
        ? list.items.map(text)
        : [statement.text.slice(source[0]!.start, source.at(-1)!.end)];
  } else if (call.kind === "call" && call.callee.kind === "call") {
    if (call.args.some(({ name, spread }) => name ?? spread)) return undefined;
    sources = call.args.flatMap(({ value: v }) => (v.kind === "list" ? v.items.map(text) : [text(v)]));
    call = call.callee;
  }
  if (call.kind !== "call") return undefined;
  const list = around.at(-1)?.body?.statements ?? [];
  return {
    statement,
    declaration,
    before: flowBefore(list, list.indexOf(statement)),
    call,
    sources,
    target: target?.kind === "name" ? target.name : undefined,
  };
}

/** The text of each parameter's argument, or of its default; nothing where the call cannot be read. */
function argumentsOf(
  { call, statement }: Use,
  { head, statement: block }: Part,
): ReadonlyMap<string, Written> | undefined {
  const given = new Map<string, Written>();
  for (const [i, { name, spread, value }] of call.args.entries()) {
    const key = name?.name ?? head.parameters[i]?.name.name;
    if (spread || key === undefined) return undefined;
    given.set(key, argument(value, statement.text));
  }
  for (const { name, default: value } of head.parameters) {
    if (given.has(name.name)) continue;
    if (!value) return undefined;
    given.set(name.name, argument(value, block.text));
  }
  return given;
}

/** An argument as it stands, and in parentheses where an operator beside it could take a part of it. */
interface Written {
  readonly bare: string;
  readonly wrapped: string;
}

const loose: ReadonlySet<string> = new Set([
  "binary",
  "unary",
  "conditional",
  "comparison",
  "bool-operation",
  "pipeline",
]);

function argument(value: Expression, text: string): Written {
  const bare = text.slice(value.start, value.end);
  return { bare, wrapped: loose.has(value.kind) ? `(${bare})` : bare };
}

function* formsOf(analysis: Analysis, use: Use, part: Part, only: boolean): Generator<Form> {
  const body = part.statement.body?.statements ?? [];
  const given = argumentsOf(use, part);
  const inputs = body.filter(({ head }) => head.kind === "input");
  const rest = body.filter(({ head }) => head.kind !== "input");
  if (!given || rest.length === 0) return;
  const inner = [...statementsOf(rest)];
  const outputs = inner.filter(({ head }) => head.kind === "output");
  if (outputs.length > 1 || (outputs[0] && outputs[0] !== rest.at(-1))) return;
  const bound = new Set(inner.flatMap((s) => bindersOf(s).map(({ name }) => name)));
  if ([...given.keys()].some((name) => bound.has(name))) return;
  for (const asPipeline of [true, false]) {
    const made = written(analysis, use, part, given, { inputs, rest, bound, asPipeline });
    if (made)
      yield only
        ? {
            edits: [...made, without(analysis, declarationSpan(analysis, part.statement))],
            removes: part.name,
          }
        : { edits: made };
  }
}

interface Inside {
  readonly inputs: readonly Statement[];
  readonly rest: readonly Statement[];
  readonly bound: ReadonlySet<string>;
  /** Whether the statements become the stages of one pipeline. */
  readonly asPipeline: boolean;
}

function written(
  analysis: Analysis,
  use: Use,
  part: Part,
  given: ReadonlyMap<string, Written>,
  { inputs, rest, bound, asPipeline }: Inside,
): readonly Edit[] | undefined {
  const { tree, text } = analysis;
  const eol = eolOf(text);
  const outside = namesIn(analysis, use.declaration);
  const inside = new Set([...bound, ...namesIn(analysis, part.statement)]);
  const names = new Map<string, string>();
  const local = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const free = outside.has(name) ? freeName(name, outside, inside) : name;
    names.set(name, free);
    return free;
  };
  const labels = new Set(
    [...statementsOf(rest)].flatMap((s) =>
      bindersOf(s).flatMap(({ name, what }) => (what === "label" ? [name] : [])),
    ),
  );
  if ([...labels].some((name) => outside.has(name))) return undefined;
  const reads = new Set(
    [...statementsOf(rest)].flatMap((s) =>
      [...nodes(s.head)].flatMap((n) => ("kind" in n && n.kind === "name" ? [n.name] : [])),
    ),
  );

  const lines: string[] = [];
  const edits: Edit[] = [];
  const heads = inputs.map(({ head }) => head as InputHead);
  const read = heads.filter(
    ({ name, shape }) => reads.has(name.name) || dimensions(shape).some(({ name: d }) => reads.has(d)),
  );
  let start = "";
  if (
    use.sources &&
    (use.sources.length === heads.length || (heads.length === 0 && use.sources.length === 1))
  ) {
    // A name that is handed over goes by its own name inside.
    heads.forEach(({ name }, i) => {
      const source = use.sources![i]!;
      if (/^[A-Za-z_]\w*$/.test(source) && !bound.has(name.name)) names.set(name.name, source);
      else if (read.some((head) => head.name === name) || heads.length > 1)
        lines.push(`${local(name.name)} = ${source}`);
    });
    if (heads.length <= 1) {
      const name = heads[0]?.name.name;
      start = name !== undefined && names.has(name) ? names.get(name)! : use.sources[0]!;
    }
  } else if (use.sources) return undefined;
  else if (read.length > 0) {
    const name = nameOfFlow(use.before);
    const own = heads[0]!.name.name;
    if (heads.length > 1) return undefined;
    if (name !== undefined && !bound.has(own)) names.set(own, name);
    else if (use.before?.head.kind === "expression") {
      const at = tree.start(use.before);
      edits.push({ span: { start: at, end: at }, text: `${local(own)} = ` });
      start = local(own);
    } else return undefined;
  }
  for (const { name, shape } of read) {
    const items = shape?.items ?? [];
    for (const { name: dimension, index } of dimensions(shape)) {
      if (!reads.has(dimension) || given.has(dimension)) continue;
      if (items.some(({ kind }) => kind === "ellipsis")) return undefined;
      // From the end, since code of Keras counts the batch axis from the start.
      const axis = index - items.length;
      lines.push(`${local(dimension)} = ${names.get(name.name) ?? local(name.name)}.shape[${axis}]`);
    }
  }
  const own = new Set([
    ...bound,
    ...heads.flatMap(({ name, shape }) => [name.name, ...dimensions(shape).map((d) => d.name)]),
  ]);
  for (const name of given.keys()) own.delete(name);
  const fill = (statement: Statement): string => filled(analysis, statement, given, local, own);
  const indent = indentation(text, tree.start(use.statement));
  const target = use.target === undefined ? "" : `${use.target} = `;
  if (asPipeline) {
    if (rest.some(({ head }) => head.kind !== "expression")) return undefined;
    const stages = rest.map(fill);
    if (stages.some((stage) => stage.includes("\n") || stage.includes("#"))) return undefined;
    const pipeline = [...(start === "" ? [] : [start]), ...stages].join(" -> ");
    if (use.target === undefined && rest.length > 1) return undefined;
    lines.push(`${target}${pipeline}`);
  } else {
    if (start !== "") lines.push(start);
    for (const statement of rest) {
      const isLast = statement === rest.at(-1);
      const { head } = statement;
      lines.push(...remarksAbove(analysis, part, statement));
      if (head.kind === "output") {
        if (head.values.length !== 1) return undefined;
        lines.push(target + fill(statement).replace(/^output\s+/, ""));
        continue;
      }
      if (isLast && use.target !== undefined && head.kind === "expression") {
        lines.push(target + fill(statement));
        continue;
      }
      const moved = movedLines(fill(statement), indentation(text, tree.start(statement)), indent);
      if (moved === undefined) return undefined;
      lines.push(moved.slice(indent.length));
      const [name] = head.kind === "assign" ? head.targets : [];
      if (isLast && name?.kind === "name") lines.push(target + local(name.name));
    }
  }
  edits.push({ span: tree.span(use.statement), text: lines.join(eol + indent) });
  return edits;
}

/** The remarks above a statement of a block, and the one behind it on its line. */
function remarksAbove(
  { tree, text }: Analysis,
  { statement: block }: Part,
  statement: Statement,
): readonly string[] {
  const body = block.body?.statements ?? [];
  const before = body[body.indexOf(statement) - 1];
  const from = before ? lineEndAt(text, tree.span(before).end) : tree.headSpan(block).end;
  const { start, end } = tree.span(statement);
  return tree.comments
    .filter((c) => (from <= c.start && c.end <= start) || (end <= c.start && c.end <= lineEndAt(text, end)))
    .map((c) => text.slice(c.start, c.end).trimEnd());
}

const dimensions = (
  shape: InputHead["shape"],
): readonly { readonly name: string; readonly index: number }[] =>
  (shape?.items ?? []).flatMap((item, index) =>
    item.kind === "name" && item.name !== "?" ? [{ name: item.name, index }] : [],
  );

/** The text of a statement with its bodies, arguments in the place of parameters and free names in that of its own. */
function filled(
  { tree, text }: Analysis,
  statement: Statement,
  given: ReadonlyMap<string, Written>,
  local: (name: string) => string,
  own: ReadonlySet<string>,
): string {
  const span = tree.span(statement);
  const edits: Edit[] = [];
  for (const inner of statementsOf([statement])) {
    const start = tree.start(inner) - span.start;
    const skipped = new Set<unknown>();
    const alone = new Set<unknown>();
    for (const node of nodes(inner.head)) {
      if (!("kind" in node)) {
        if (node.name) skipped.add(node.name);
        if ("value" in node) alone.add(node.value);
        continue;
      }
      if (node.kind === "attribute") skipped.add(node.name);
      if (node.kind !== "name" || skipped.has(node)) continue;
      const by = own.has(node.name)
        ? local(node.name)
        : given.get(node.name)?.[alone.has(node) ? "bare" : "wrapped"];
      if (by !== undefined && by !== node.name)
        edits.push({ span: { start: start + node.start, end: start + node.end }, text: by });
    }
  }
  return applyEdits(text.slice(span.start, span.end), edits);
}

export default inlineBlock;
