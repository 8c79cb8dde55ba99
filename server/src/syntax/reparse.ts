// Reads again only the lines an edit touched, where they are whole statements of one body and nothing around them can
// depend on them. It gives up wherever that is not certain; the whole text is read then.
import { changedPart } from "../text/changed-part.ts";
import type { Span } from "../text/span.ts";
import { type Cut, cutLines } from "./cut.ts";
import { type Parts, statementBuilder } from "./parse.ts";
import type { Placed, Places } from "./places.ts";
import { scan } from "./scan.ts";
import type { Body, Statement, SyntaxProblem } from "./tree.ts";
import { statementsOf } from "./walk.ts";

/** The lines `[start, end)` of the old text that were replaced by those up to `newEnd`. */
interface Lines {
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

export function reparse(text: string, before: Parts): Parts | undefined {
  if (!before.clean || text === before.text) return text === before.text ? { ...before, read: 0 } : undefined;
  const path = bodyAround(before, changedLines(before.text, text));
  if (!path) return undefined;
  const { owners, list, from, to, lines } = path;
  const own = text.slice(lines.start, lines.newEnd);
  if (reachesOut(own) || reachesOut(before.text.slice(lines.start, lines.end))) return undefined;
  const { places } = before;
  const owner = owners.at(-1)!;
  const inLayer = owners.some(({ head }) => head.kind === "layer");
  const shape = { inLayer, body: owner.body!.form, indent: indentOf(before, list, from, to) };
  if (joins(before, text, list, from, to, lines)) return undefined;
  const cuts = cutLines(own, shape);
  if (!cuts || (cuts.length === 0 && list.length === to - from)) return undefined;
  for (const c of cuts) move(c, lines.start);

  const now = new Map<Statement | Body, Placed>();
  const found: SyntaxProblem[] = [];
  const builder = statementBuilder(text, now, found, new Set());
  const olds = { statements: list.slice(from, to), inLayer };
  const made = builder.list(cuts, olds);
  const same = made.length === olds.statements.length && made.every((s, i) => s === olds.statements[i]);
  const delta = lines.newEnd - lines.end;
  const replaced = same ? list : list.toSpliced(from, to - from, ...made);
  if (!same) derive(replaced, { from: list, start: from, end: to, count: made.length });
  const statements = same ? before.statements : rebuild(before, owners, replaced, now, { ...lines, delta });
  const edit = { start: lines.start, end: lines.end, delta };
  return {
    text,
    statements,
    problems: problemsAfter(before.problems, found, lines, delta),
    places: places.after(edit, now, () => statementsOf(statements)),
    clean: true,
    comments: before.comments && commentsAfter(before.comments, scan(own).comments, lines, delta),
    read: builder.read(),
  };
}

/** The comments of a text after an edit of whole lines; `own` are those in the lines. */
function commentsAfter(
  old: readonly Span[],
  own: readonly Span[],
  lines: Lines,
  delta: number,
): readonly Span[] {
  const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });
  const from = old.findIndex(({ start }) => start >= lines.start);
  if (from < 0) return [...old, ...own.map((span) => moved(span, lines.start))];
  const behind = old.slice(from).filter(({ start }) => start >= lines.end);
  return [
    ...old.slice(0, from),
    ...own.map((span) => moved(span, lines.start)),
    ...(delta === 0 ? behind : behind.map((span) => moved(span, delta))),
  ];
}

/** The whole lines in which two texts differ. */
function changedLines(old: string, text: string): Lines {
  const part = changedPart(old, text);
  const start = part.start === 0 ? 0 : text.lastIndexOf("\n", part.start - 1) + 1;
  const newline = old.indexOf("\n", part.oldEnd);
  const end = newline < 0 ? old.length : newline;
  return { start, end, newEnd: text.length - (old.length - end) };
}

interface Path {
  /** The statements around the lines, outermost first; the last one's body holds them. */
  readonly owners: readonly Statement[];
  readonly list: readonly Statement[];
  /** The statements `[from, to)` of the list stand in the lines, which are made to hold them whole. */
  readonly from: number;
  readonly to: number;
  readonly lines: Lines;
}

/** The innermost body with braces, or lines of its own, that holds changed lines. */
function bodyAround(before: Parts, lines: Lines): Path | undefined {
  const { places } = before;
  let list = before.statements;
  const owners: Statement[] = [];
  let best: Path | undefined;
  for (;;) {
    const whole = wholeLines(before, list, lines);
    const inside = owners.length > 0 ? inBody(places, owners.at(-1)!.body!, whole.lines) : false;
    if (inside) best = { owners: [...owners], list, ...whole };
    const holder = whole.to - whole.from === 1 ? branchAround(places, list[whole.from]!, lines) : undefined;
    // Where another branch follows, the end of one is the end of all.
    if (!holder?.body || list[whole.from]!.otherwise) return best;
    owners.push(holder);
    list = holder.body.statements;
  }
}

function branchAround(places: Places, statement: Statement, lines: Lines): Statement | undefined {
  if (!statement.body) return undefined;
  const { start, end } = places.of(statement.body);
  return start <= lines.start && lines.end <= end ? statement : undefined;
}

/** Between the braces; and of a body without braces, not at its end, which is its last statement's. */
function inBody(places: Places, body: Body, lines: Lines): boolean {
  const { start, end } = places.of(body);
  if (body.form === "braces") return start < lines.start && lines.end < end;
  return start <= lines.start && lines.end < end;
}

/** The statements of a list that stand in lines, and the lines they take. */
function wholeLines(
  before: Parts,
  list: readonly Statement[],
  lines: Lines,
): Pick<Path, "from" | "to" | "lines"> {
  const { places, text: old } = before;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places.of(list[middle]!).end < lines.start) low = middle + 1;
    else high = middle;
  }
  const from = low;
  let to = from;
  while (to < list.length && places.of(list[to]!).start <= lines.end) to++;
  if (from === to) return { from, to, lines };
  const start = Math.min(lines.start, old.lastIndexOf("\n", places.of(list[from]!).start - 1) + 1);
  const newline = old.indexOf("\n", places.of(list[to - 1]!).end);
  const end = Math.max(lines.end, newline < 0 ? old.length : newline);
  return { from, to, lines: { start, end, newEnd: lines.newEnd + end - lines.end } };
}

/** Whether lines can matter beyond themselves: strings over lines, joined lines, what documents a declaration. */
const reachesOut = (own: string): boolean =>
  own.includes('"""') ||
  own.includes("'''") ||
  own.includes("\\") ||
  own.includes("##") ||
  own.includes("\r");

/** The indentation of the statements around the lines, as it is written. */
function indentOf(before: Parts, list: readonly Statement[], from: number, to: number): string | undefined {
  const other = from > 0 ? list[0] : to < list.length ? list[to] : list[from];
  if (!other) return undefined;
  const { start } = before.places.of(other);
  const line = before.text.slice(before.text.lastIndexOf("\n", start - 1) + 1, start);
  return line.trim() === "" ? line : undefined;
}

/** Whether the statement before the lines, or the one behind, could go on in them. */
function joins(
  before: Parts,
  text: string,
  list: readonly Statement[],
  from: number,
  to: number,
  lines: Lines,
): boolean {
  const { places, text: old } = before;
  const own = text.slice(lines.start, lines.newEnd);
  if (/^\s*(?:#[^\n]*\n\s*)*(?:->|\{|:|(?:else|elif|except|finally)\b)/.test(own)) return true;
  if (from > 0) {
    const last = places.of(list[from - 1]!);
    if (last.end > lines.start || old.slice(last.start, last.end).endsWith("->")) return true;
    const between = old.slice(last.end, lines.start);
    if (between.includes("\\") || !between.includes("\n")) return true;
  }
  const next = list[to];
  if (!next) return false;
  const { start } = places.of(next);
  return start <= lines.end || old.slice(lines.end, start).includes("\\") || /^(?:->|\{|:)/.test(next.text);
}

function move(c: Cut, by: number): void {
  for (let at: Cut | undefined = c; at; at = at.otherwise) {
    const moved = at as { -readonly [K in keyof Cut]: Cut[K] };
    moved.start += by;
    moved.headEnd += by;
    moved.end += by;
    if (!at.body) continue;
    moved.body = { ...at.body, start: at.body.start + by, end: at.body.end + by };
    for (const inner of at.body.statements) move(inner, by);
  }
}

/** How a list of statements came out of an older one: `[start, end)` of that were replaced by `count` others. */
export interface Derivation {
  readonly from: readonly Statement[];
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

const derivations = new WeakMap<readonly Statement[], Derivation>();

/** The edit a list of statements came from, if that is known. */
export const derivationOf = (list: readonly Statement[]): Derivation | undefined => derivations.get(list);

function derive(list: readonly Statement[], derivation: Derivation): void {
  // One step back is enough, and more would keep every version alive.
  derivations.delete(derivation.from);
  derivations.set(list, derivation);
}

/** The list of the file, with the body's statements replaced and everything around them made anew. */
function rebuild(
  before: Parts,
  owners: readonly Statement[],
  statements: readonly Statement[],
  now: Map<Statement | Body, Placed>,
  edit: { readonly end: number; readonly delta: number },
): readonly Statement[] {
  const { places } = before;
  const shifted = ({ start, headEnd, end }: Placed): Placed => ({ start, headEnd, end: end + edit.delta });
  let list = statements;
  for (let i = owners.length - 1; i >= 0; i--) {
    const old = owners[i]!;
    const body: Body = { form: old.body!.form, statements: list };
    const statement: Statement = { ...old, body };
    now.set(body, shifted(places.of(old.body!)));
    now.set(statement, shifted(places.of(old)));
    const around = i === 0 ? before.statements : owners[i - 1]!.body!.statements;
    const at = around.indexOf(old);
    list = around.with(at, statement);
    derive(list, { from: around, start: at, end: at + 1, count: 1 });
  }
  return list;
}

function problemsAfter(
  old: readonly SyntaxProblem[],
  found: readonly SyntaxProblem[],
  lines: Lines,
  delta: number,
): readonly SyntaxProblem[] {
  if (old.length === 0 && found.length === 0) return old;
  const kept = old.filter(({ start, end }) => end <= lines.start || start >= lines.end);
  const moved = kept.map((p) =>
    p.start >= lines.end ? { ...p, start: p.start + delta, end: p.end + delta } : p,
  );
  return [...moved, ...found].sort((a, b) => a.start - b.start || a.end - b.end);
}
