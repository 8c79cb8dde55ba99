// Finds what a formatter must not touch: the parts of a text whose mistakes depend on how it is laid out. It never moves anything.
import type { Span } from "../../text/span.ts";
import type { Statement, Tree } from "../tree.ts";
import { bodiesOf, statementsOf } from "../walk.ts";
import { lineEndAt, lineStart } from "./lines.ts";

/**
 * Spans to keep as they are. A head that cannot be read is none of them, as it can be kept by itself; a body that lacks its
 * `}` or its indentation is, with its header.
 */
export function brokenParts(tree: Tree): readonly Span[] {
  if (tree.problems.length === 0) return [];
  const ofHeads = new Set<number>();
  const found: Span[] = [];
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        const { start } = tree.headSpan(branch);
        for (const problem of branch.head.problems) ofHeads.add(start + problem.start);
      }
      for (const body of bodiesOf(statement)) walk(body.statements);
      const span = tree.span(statement);
      const own = tree.problems.some(
        ({ start }) =>
          !ofHeads.has(start) && touches(span, start) && !found.some((inner) => touches(inner, start)),
      );
      if (own) found.push(span);
    }
  };
  walk(tree.statements);
  const outside = tree.problems.filter(
    ({ start }) => !tree.statements.some((statement) => touches(tree.span(statement), start)),
  );
  return merged([...found, ...outside.map((problem) => around(tree, problem))]);
}

const silencing = /#\s*netlens:\s*ignore\b/;

/**
 * What shares a line that a comment silences with more than one statement's header or one whole statement: with lines of their
 * own, some of it would be silent no more.
 */
export function silencedParts(tree: Tree): readonly Span[] {
  const { text, comments } = tree;
  const pragmas = comments.filter(({ start, end }) => silencing.test(text.slice(start, end)));
  if (pragmas.length === 0) return [];
  const heads = [...statementsOf(tree.statements)].map((statement) => tree.headSpan(statement));
  return pragmas.flatMap((pragma): readonly Span[] => {
    const line = silencedCode(text, pragma);
    const starting = heads.filter(({ start }) => touches(line, start));
    const only = starting[0];
    if (!only) return [];
    const rest = text.slice(only.end, line.end).trim();
    const alone = starting.length === 1 && only.start === line.start && /^[{:]?$/.test(rest);
    return alone ? [] : [innermost(tree, tree.statements, line)];
  });
}

/** The code that a comment silences: what stands before it on its line, or else on the next line. */
function silencedCode(text: string, comment: Span): Span {
  const own = lineStart(text, comment.start);
  if (text.slice(own, comment.start).trim() !== "") return trimmed(text, { start: own, end: comment.start });
  const next = Math.min(comment.end + (text.startsWith("\r\n", comment.end) ? 2 : 1), text.length);
  const end = lineEndAt(text, next);
  const remark = text.indexOf("#", next);
  return trimmed(text, { start: next, end: remark >= 0 && remark < end ? remark : end });
}

function trimmed(text: string, { start, end }: Span): Span {
  const line = text.slice(start, end);
  return { start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length };
}

/** The statements of the innermost list that hold a stretch of code, as one span. */
function innermost(tree: Tree, statements: readonly Statement[], code: Span): Span {
  const spans = statements.map((statement) => tree.span(statement));
  const holder = spans.findIndex(({ start, end }) => start < code.start && code.end <= end);
  if (holder >= 0) {
    for (const body of bodiesOf(statements[holder]!)) {
      const { start, end } = tree.bodySpan(body);
      // The brace that ends the body is not in it.
      const inside = body.form === "braces" ? end - 1 : end;
      if (start <= code.start && code.end <= inside) return innermost(tree, body.statements, code);
    }
    return spans[holder]!;
  }
  const all = spans.filter(({ start, end }) => start <= code.end && code.start <= end);
  return { start: all[0]?.start ?? code.start, end: all.at(-1)?.end ?? code.end };
}

/** A bracket that closes nothing, with the declaration before it and all up to the next: any of it may be meant. */
function around(tree: Tree, problem: Span): Span {
  const spans = tree.statements.map((statement) => ({ ...tree.span(statement), declares: !!statement.body }));
  const before = spans.filter(({ end }) => end <= problem.start);
  const behind = spans.slice(before.length);
  const next = behind.findIndex(({ declares }) => declares);
  const first = before.findLast(({ declares }) => declares) ?? before[0];
  const last = (next < 0 ? behind : behind.slice(0, next)).at(-1);
  return { start: first?.start ?? problem.start, end: Math.max(last?.end ?? 0, problem.end) };
}

const touches = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** Spans in order, overlapping ones made one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && span.start <= last.end)
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else found.push(span);
  }
  return found;
}
