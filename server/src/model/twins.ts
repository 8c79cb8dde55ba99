// Finds, for each statement of a body, the one that stood in its place in the version before. It never looks at what they
// did.
import { derivationOf } from "../syntax/reparse.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import type { BodyRun } from "./body-runs.ts";
import { type Memo, none } from "./memo.ts";

/** How the statements of a body lie to those of a former run. */
export interface Twins {
  /** What stood in a statement's place before: itself, else whatever the edit replaced. */
  readonly of: (index: number) => Memo | undefined;
  /** What stood in the edited part and has no place any more; told before the statement that follows that part. */
  readonly gone: (index: number) => readonly Memo[];
  /** Whether statements from a place on, so many, are what they were. */
  readonly steady: (index: number, count: number) => boolean;
  /** Nothing changed its place with another. */
  readonly ordered: boolean;
}

const noTwins: Twins = { of: () => undefined, gone: () => none, steady: () => false, ordered: true };

/** Lays the statements of a body beside those of a former run of it. */
export function twins(body: Body, former: BodyRun | undefined): Twins {
  if (!former) return noTwins;
  const { statements } = body;
  const memos = former.memos.all();
  const n = statements.length;
  const m = memos.length;
  const { statements: olds } = former.body;
  // Where the list was made of the old one, what the edit left alone need not be compared.
  const derivation = derivationOf(statements);
  const edit = derivation?.from === olds ? derivation : undefined;
  let from = olds === statements ? Math.min(n, m) : Math.min(edit?.start ?? 0, m);
  while (from < n && from < m && olds[from] === statements[from]) from++;
  if (from === n) return { of: (index) => memos[index], gone: () => none, steady: () => true, ordered: true };
  // A run that was cut short has nothing to compare from its end.
  const complete = m === former.body.statements.length;
  let end = complete && edit ? Math.min(olds.length - edit.end, n - from, m - from) : 0;
  if (complete)
    while (end < n - from && end < m - from && olds[m - 1 - end] === statements[n - 1 - end]) end++;
  const between = new Map<Statement, Memo>();
  const position = new Map<Memo, number>();
  for (let i = from; i < m - end; i++) {
    between.set(memos[i]!.statement, memos[i]!);
    position.set(memos[i]!, i);
  }
  const kept = new Set<Memo>();
  for (let i = from; i < n - end; i++) {
    const memo = between.get(statements[i]!);
    if (memo) kept.add(memo);
  }
  const replaced = memos.slice(from, m - end).filter((memo) => !kept.has(memo));
  const placed = new Map<number, Memo>();
  let next = 0;
  let ordered = true;
  let latest = -1;
  for (let i = from; i < n - end; i++) {
    const memo = between.get(statements[i]!) ?? replaced[next++];
    if (!memo) continue;
    placed.set(i, memo);
    if (position.get(memo)! < latest) ordered = false;
    latest = position.get(memo)!;
  }
  const gone = replaced.slice(next);
  return {
    of: (index) =>
      index < from ? memos[index] : index >= n - end ? memos[index - n + m] : placed.get(index),
    gone: (index) => (index === n - end ? gone : none),
    steady: (index, count) => index + count <= from || index >= n - end,
    ordered,
  };
}
