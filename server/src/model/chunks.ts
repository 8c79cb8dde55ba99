// Memos of statements that follow each other, taken together as one: a long body in which little changed is gone through
// in large steps. It never runs a statement.
import type { Value } from "../layers/value.ts";
import type { BodyRun } from "./body-runs.ts";
import type { Dependency, Memo } from "./memo.ts";

/** What a number of statements in a row read and did, as if they were one. */
export interface Chunk {
  readonly memos: readonly Memo[];
  readonly whole: Memo;
  /** What they wrote. */
  readonly names: ReadonlyMap<string, Value | undefined>;
}

const size = 64;
/** Fewer statements than these are not worth a chunk. */
const least = 8;
/** Bodies shorter than this are gone through one by one. */
const longBody = 128;

/** Chunks for a run: those that were taken over, and new ones for what is between them. */
export function chunked(run: BodyRun, taken: ReadonlyMap<Memo, Chunk>): ReadonlyMap<Memo, Chunk> | undefined {
  if (run.memos.length < longBody) return undefined;
  const memos = run.memos.all();
  const chunks = new Map<Memo, Chunk>();
  let row: Memo[] = [];
  const close = (): void => {
    if (row.length >= least) chunks.set(row[0]!, chunkOf(row));
    row = [];
  };
  for (let i = 0; i < memos.length; ) {
    const memo = memos[i]!;
    const known = taken.get(memo);
    if (known) {
      close();
      chunks.set(memo, known);
      i += known.memos.length;
      continue;
    }
    i++;
    if (!joins(memo)) close();
    else if (row.push(memo) === size) close();
  }
  close();
  return chunks;
}

/** Whether a statement's memo says all in a way that can be added up. */
const joins = (memo: Memo): boolean =>
  memo.kept && !memo.volatile && !memo.readsInputs && !memo.readsFlaws && !memo.branch;

function chunkOf(memos: readonly Memo[]): Chunk {
  const [first] = memos as [Memo, ...Memo[]];
  const last = memos.at(-1)!;
  const reads = new Map<string, Value | undefined>();
  const writes = new Map<string, Value | undefined>();
  const dependencies = new Set<Dependency>();
  const callables = new Map<string, boolean>();
  for (const memo of memos) {
    for (const [name, value] of memo.reads) if (!writes.has(name) && !reads.has(name)) reads.set(name, value);
    for (const [name, value] of memo.writes) writes.set(name, value);
    for (const dependency of memo.dependencies) dependencies.add(dependency);
    for (const [name, yes] of memo.callables) callables.set(name, yes);
  }
  const sum = (of: (memo: Memo) => number): number => memos.reduce((n, memo) => n + of(memo), 0);
  const whole: Memo = {
    ...first,
    version: Math.min(...memos.map(({ version }) => version)),
    reads: [...reads],
    writes: [...writes],
    dependencies: [...dependencies],
    callables: [...callables],
    labels: memos.flatMap(({ labels }) => labels),
    currentAfter: last.currentAfter,
    currentSetAfter: last.currentSetAfter,
    givenAfter: last.givenAfter,
    result: memos.findLast(({ result }) => result !== undefined)?.result,
    inputs: memos.flatMap(({ inputs }) => inputs),
    outputs: memos.flatMap(({ outputs }) => outputs),
    nodes: memos.flatMap(({ nodes }) => nodes),
    instances: memos.flatMap(({ instances }) => instances),
    makes: memos.flatMap(({ makes }) => makes),
    inputNodes: memos.flatMap(({ inputNodes }) => inputNodes),
    attempts: memos.flatMap(({ attempts }) => attempts),
    flaws: sum(({ flaws }) => flaws),
    steps: sum(({ steps }) => steps),
    count: sum(({ count }) => count),
    runs: memos.flatMap(({ runs }) => runs),
    branch: undefined,
  };
  return { memos, whole, names: writes };
}
