// Finds the lines of the statements that a range touches, in a text and in its formatted form. It never changes a line.
import type { Span } from "../../text/span.ts";
import type { Statement, Tree } from "../tree.ts";
import { bodiesOf } from "../walk.ts";
import { lineEndAt, lineStart } from "./lines.ts";

/** The whole lines of the same statements in two trees that say the same. */
export interface Lines {
  readonly from: Span;
  readonly to: Span;
}

interface Lists {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/** Statements `first` to `last` of two lists that say the same. */
interface Run extends Lists {
  readonly first: number;
  readonly last: number;
}

/** The lines of the innermost statements that `range` touches and that have their lines for themselves in both trees. */
export function linesTouched(before: Tree, after: Tree, range: Span): Lines | undefined {
  const runs: Run[] = [];
  let list: Lists | undefined = { before: before.statements, after: after.statements };
  while (list) {
    const run = touched(before, list, range);
    if (!run) break;
    runs.push(run);
    list = run.first === run.last ? bodyAround(before, run, range) : undefined;
  }
  for (const run of runs.reverse()) {
    const from = wholeLines(before, run.before, run);
    const to = wholeLines(after, run.after, run);
    if (from && to) return { from, to };
  }
  return undefined;
}

function touched(tree: Tree, list: Lists, range: Span): Run | undefined {
  const touches = (statement: Statement): boolean => {
    const { start, end } = tree.span(statement);
    return lineStart(tree.text, start) <= range.end && range.start <= lineEndAt(tree.text, end);
  };
  const first = list.before.findIndex(touches);
  return first < 0 ? undefined : { ...list, first, last: list.before.findLastIndex(touches) };
}

/** The body of a run's only statement that holds the range. */
function bodyAround(tree: Tree, run: Run, range: Span): Lists | undefined {
  const bodies = bodiesOf(run.before[run.first]!);
  const index = bodies.findIndex((body) => {
    const { start, end } = tree.bodySpan(body);
    return start < range.start && range.end < end;
  });
  if (index < 0) return undefined;
  return {
    before: bodies[index]!.statements,
    after: bodiesOf(run.after[run.first]!)[index]!.statements,
  };
}

/** The lines of a run, if nothing else stands on them. */
function wholeLines(tree: Tree, list: readonly Statement[], { first, last }: Run): Span | undefined {
  const { text } = tree;
  const begin = tree.start(list[first]!);
  const finish = tree.span(list[last]!).end;
  const start = lineStart(text, begin);
  const end = lineEndAt(text, finish);
  const alone = /^[^\S\r\n]*$/.test(text.slice(start, begin).replace("\ufeff", ""));
  return alone && /^[^\S\r\n]*(?:#.*)?$/.test(text.slice(finish, end)) ? { start, end } : undefined;
}
