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

/** Statements that share a line which a comment silences: with a line each, some would be silent no more. */
export function silencedParts(tree: Tree): readonly Span[] {
  const { text, comments } = tree;
  const pragmas = comments.filter(({ start, end }) => silencing.test(text.slice(start, end)));
  if (pragmas.length === 0) return [];
  const lines = pragmas.map(({ start, end }): Span => {
    const begin = lineStart(text, start);
    if (text.slice(begin, start).trim() !== "") return { start: begin, end };
    const next = end + (text.startsWith("\r\n", end) ? 2 : 1);
    return { start: next, end: lineEndAt(text, Math.min(next, text.length)) };
  });
  const starts = [...statementsOf(tree.statements)].map((statement) => tree.headSpan(statement).start);
  return lines
    .filter((line) => starts.filter((start) => touches(line, start)).length > 1)
    .flatMap((line) => outermost(tree, tree.statements, line));
}

/** The statements that begin on a line, as one span of each list, those within them left out. */
function outermost(tree: Tree, statements: readonly Statement[], line: Span): readonly Span[] {
  const spans = statements.map((statement) => tree.span(statement));
  const first = spans.find(({ start }) => touches(line, start));
  const last = spans.findLast(({ start }) => touches(line, start));
  if (first && last) return [{ start: first.start, end: last.end }];
  return statements.flatMap((statement, i): readonly Span[] => {
    const span = spans[i]!;
    if (span.end < line.start || line.end < span.start) return [];
    const inner = bodiesOf(statement).flatMap((body) => outermost(tree, body.statements, line));
    // A branch may begin on the line, which is no statement by itself.
    return inner.length > 0 ? inner : [span];
  });
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
