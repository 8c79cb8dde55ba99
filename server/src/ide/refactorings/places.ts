// Statements and their lines as refactorings take and move them, and names that are free. It never changes a text.
import type { Analysis } from "../../analysis/analysis.ts";
import { findLayer, findObject } from "../../layers/catalogue.ts";
import { libraryModel } from "../../library/library.ts";
import { headNames } from "../../model/head-names.ts";
import { lineEndAt, lineStart } from "../../syntax/format/lines.ts";
import { addTo, countsOver } from "../../syntax/over-list.ts";
import type { Statement } from "../../syntax/tree.ts";
import { nodes, statementsOf } from "../../syntax/walk.ts";
import { reservedWords } from "../../syntax/words.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { bindersOf } from "../names.ts";

/** Statements in a row of one body. */
export interface Selected {
  readonly declaration: Statement;
  /** The statements around them, outermost first; the last one's body holds them. */
  readonly around: readonly Statement[];
  readonly list: readonly Statement[];
  readonly first: number;
  readonly last: number;
}

/** The statements of a block's or a model's body that a range touches, the innermost ones. */
export function selectedStatements(analysis: Analysis, range: Span): Selected | undefined {
  const { tree, text } = analysis;
  let { start, end } = range;
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  const touched = (list: readonly Statement[]): readonly [number, number] => {
    const meets = (s: Statement): boolean => {
      const span = tree.span(s);
      return span.start <= end && start <= span.end;
    };
    return [list.findIndex(meets), list.findLastIndex(meets)];
  };
  const around: Statement[] = [];
  let list = tree.statements;
  let found: Selected | undefined;
  for (;;) {
    const [first, last] = touched(list);
    if (first < 0) return found;
    const [declaration] = around;
    if (declaration) found = { declaration, around: [...around], list, first, last };
    if (first !== last) return found;
    const inside = branches(list[first]!).find(({ body }) => {
      if (!body) return false;
      const span = tree.bodySpan(body);
      return span.start <= start && end <= span.end && (span.start < start || body.form === "indented");
    });
    if (!inside?.body) return found;
    if (around.length === 0 && inside.head.kind !== "model" && inside.head.kind !== "block") return undefined;
    around.push(inside);
    list = inside.body.statements;
  }
}

/** A statement and its `elif` and `else`. */
export function branches(statement: Statement): readonly Statement[] {
  const found: Statement[] = [];
  for (let at: Statement | undefined = statement; at; at = at.otherwise) found.push(at);
  return found;
}

/** Whether a body of the file ran, so that what it means is known and can be compared. */
export const ran = (analysis: Analysis, statement: Statement): boolean => analysis.uses(statement).length > 0;

export const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** From the first statement to the last; with their lines' remarks where nothing else stands on the lines. */
export function spanOfStatements(analysis: Analysis, first: Statement, last: Statement): Span {
  const { tree, text } = analysis;
  const { start } = tree.span(first);
  const { end } = tree.span(last);
  const rest = text.slice(end, lineEndAt(text, end));
  return { start, end: /^[^\S\r\n]*#/.test(rest) ? end + rest.trimEnd().length : end };
}

/** Lines of statements, moved to an indentation; nothing where that would change a string of several lines. */
export function movedLines(taken: string, own: string, indent: string): string | undefined {
  if (/"""|'''|\\\r?\n/.test(taken)) return undefined;
  return (
    indent +
    taken.replace(/(\r\n|\r|\n)([ \t]*)(?=\S)/g, (_all, eol: string, blank: string) => {
      const more = blank.startsWith(own) ? blank.slice(own.length) : "";
      return eol + indent + more;
    })
  );
}

/** A declaration with the `##` lines above it. */
export function declarationSpan(analysis: Analysis, statement: Statement): Span {
  const { text, tree } = analysis;
  let { start } = tree.span(statement);
  for (;;) {
    const line = lineStart(text, start);
    if (line === 0) break;
    const above = lineStart(text, line - 1 - (text[line - 2] === "\r" ? 1 : 0));
    if (!/^[ \t]*##/.test(text.slice(above, line))) break;
    start = above;
  }
  return { start, end: tree.span(statement).end };
}

/** The edit that takes out a statement with its lines, and one blank line where two would meet. */
export function without(analysis: Analysis, { start, end }: Span): Edit {
  const { text } = analysis;
  const from = lineStart(text, start);
  let to = lineEndAt(text, end);
  const alone = text.slice(from, start).trim() === "" && /^\s*(?:#.*)?$/.test(text.slice(end, to));
  if (!alone) return { span: { start, end }, text: "" };
  to += text.startsWith("\r\n", to) ? 2 : to < text.length ? 1 : 0;
  const blankAbove = from === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, from));
  const blankBelow = /^[ \t]*\r?\n/.exec(text.slice(to));
  if (blankAbove && blankBelow) to += blankBelow[0].length;
  return { span: { start: from, end: to }, text: "" };
}

/** The names that mean something in a declaration, or could be meant there. */
export function namesIn(analysis: Analysis, declaration: Statement | undefined): ReadonlySet<string> {
  const taken = new Set<string>(analysis.file.names.keys());
  const { head } = declaration ?? {};
  if (head && "parameters" in head) for (const { name } of head.parameters) taken.add(name.name);
  for (const name of namesWritten(declaration?.body?.statements ?? []).keys()) taken.add(name);
  return taken;
}

/** The names that are written in a list of statements and in the bodies inside, and how often. */
const namesWritten = countsOver(() => new Map<string, number>(), countNames);

function countNames(counts: Map<string, number>, statement: Statement, by: number): void {
  for (const branch of statementsOf([statement])) {
    for (const { name } of bindersOf(branch)) addTo(counts, name, by);
    for (const node of nodes(branch.head))
      if ("kind" in node && node.kind === "name") addTo(counts, node.name, by);
  }
}

/** A name nobody uses: the one wanted, or the next with a number. */
export function freeName(wanted: string, ...taken: readonly ReadonlySet<string>[]): string {
  const free = (name: string): boolean =>
    !taken.some((names) => names.has(name)) &&
    !reservedWords.has(name) &&
    !findLayer(name) &&
    !findObject(name) &&
    !libraryModel(name);
  let name = wanted;
  for (let n = 2; !free(name); n++) name = `${wanted}_${n}`;
  return name;
}

/** The names that a list of statements reads, with those in their bodies. */
export const readsIn = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set([...statementsOf(statements)].flatMap((s) => headNames(s).reads));

/** The statement before one of a list that may have set the current value; assignments never do. */
export const flowBefore = (list: readonly Statement[], index: number): Statement | undefined =>
  list
    .slice(0, Math.max(0, index))
    .findLast(({ head }) => !["assign", "assert", "shared"].includes(head.kind));

/** How the value that a statement leaves as the current one can be called. */
export function nameOfFlow(statement: Statement | undefined): string | undefined {
  if (!statement) return undefined;
  const { head } = statement;
  if (head.kind === "input") return head.name.name;
  if (head.kind !== "expression") return undefined;
  let { value } = head;
  if (value.kind === "pipeline") value = value.elements.at(-1)!;
  if (value.kind === "labelled" && value.label.kind === "name") return value.label.name;
  return value.kind === "name" ? value.name : undefined;
}
