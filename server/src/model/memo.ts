// What a statement read and did when it ran, kept from one version of a file to the next: while nothing it read has
// changed, it is not run again. It never executes a statement.
import type { TensorValue, Value } from "../layers/value.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import {
  type Attempt,
  announce,
  type Frame,
  type Instantiation,
  type Program,
  type StatementUse,
} from "./frame.ts";
import type { GraphNode, Group, InputNode, Instance, ModelRun, TensorRef } from "./graph.ts";
import { type LabelMark, labelOf } from "./references.ts";
import { holdsMade, type SameSource, sameValue } from "./same.ts";
import type { Reader } from "./scope.ts";
import type { Part, SourceFile } from "./source-file.ts";

/** A name at file level somebody read; `changed` is the version in which it meant something new. */
export interface Dependency {
  changed: number;
}

/** Names with what they meant. */
type Bindings = readonly (readonly [name: string, value: Value | undefined])[];

/** One time a body ran, statement by statement. */
export interface BodyRun {
  readonly body: Body;
  readonly instantiation: Instantiation | undefined;
  readonly group: Group | undefined;
  readonly given: readonly TensorValue[] | undefined;
  /** As far as the body was run, in its order. */
  readonly memos: Memo[];
  /** What a model's body came to. */
  result: ModelRun | undefined;
  /** Set where the run was not made but copied from another run of the body. */
  readonly copied?: ((use: StatementUse) => StatementUse) | undefined;
}

/** What is written down while a statement runs: all it depends on, and what cannot be seen in its frame afterwards. */
export interface Running extends Reader {
  readonly statement: Statement;
  readonly use: StatementUse;
  /** What it takes the place of in the version before. */
  readonly twin: Memo | undefined;
  /** Whether the frame is one whose statements need not run again; not so in training sections and custom layers. */
  readonly kept: boolean;
  /** The statement outside of it. */
  readonly outer: Running | undefined;
  /** Its number of inputs so far, and whether the statement depends on it and on the values given for them. */
  readonly inputsBefore: number;
  readonly givenBefore: number;
  readonly givenReads: (TensorValue | undefined)[];
  readsInputs: boolean;
  /** Whether it asked if anything before it had a problem. */
  readonly flawsBefore: number;
  readsFlaws: boolean;
  readonly dependencies: Set<Dependency>;
  readonly callables: Map<string, boolean>;
  readonly attempts: Attempt[];
  readonly labels: LabelMark[];
  /** Bodies that ran inside: rounds of a loop, a branch, blocks and models that were called. */
  readonly runs: BodyRun[];
  /** The other branch, where that is what ran. */
  branch: Memo | undefined;
}

/** One time a statement ran: all it depends on, and all it changed. */
export interface Memo {
  readonly statement: Statement;
  readonly use: StatementUse;
  readonly version: number;
  /** It has to run in each version: it made something its uses change, or looked at everything. */
  readonly volatile: boolean;
  readonly kept: boolean;

  readonly reads: Bindings;
  readonly dependencies: readonly Dependency[];
  readonly callables: readonly (readonly [string, boolean])[];
  readonly current: Value | undefined;
  readonly currentSet: boolean;
  readonly inputsBefore: number;
  readonly givenBefore: number;
  readonly givenReads: readonly (TensorValue | undefined)[];
  readonly readsInputs: boolean;
  readonly flawsBefore: number;
  readonly readsFlaws: boolean;
  readonly group: Group | undefined;
  readonly depth: number;

  readonly writes: Bindings;
  readonly labels: readonly LabelMark[];
  readonly currentAfter: Value | undefined;
  readonly currentSetAfter: boolean;
  readonly givenAfter: number;
  /** The result it set, if it set one. */
  readonly result: Value | undefined;
  readonly inputs: readonly TensorValue[];
  readonly outputs: Frame["outputValues"];
  readonly nodes: readonly GraphNode[];
  readonly instances: readonly Instance[];
  readonly inputNodes: readonly InputNode[];
  readonly attempts: readonly Attempt[];
  readonly flaws: number;
  readonly steps: number;
  readonly count: number;
  readonly runs: readonly BodyRun[];
  readonly branch: Memo | undefined;
}

const none: readonly never[] = [];
const list = <T>(items: Iterable<T>, size: number): readonly T[] => (size === 0 ? none : [...items]);
const tail = <T>(items: readonly T[], from: number): readonly T[] =>
  items.length === from ? none : items.slice(from);

/** Runs a statement by `run` and writes down what it does. */
export function remember(
  frame: Frame,
  statement: Statement,
  twin: Memo | undefined,
  run: (use: StatementUse) => void,
): Memo {
  const { program, builder, scope } = frame;
  const use: StatementUse = {
    statement,
    instantiation: frame.instantiation,
    nodes: [],
    inner: [],
    value: undefined,
    bindings: new Map(),
  };
  const running: Running = {
    statement,
    use,
    twin,
    kept: !frame.training && !frame.reuse && !frame.fresh,
    outer: program.running,
    reads: new Map(),
    writes: new Map(),
    volatile: false,
    inputsBefore: frame.inputs.length,
    givenBefore: frame.givenUsed,
    givenReads: [],
    readsInputs: false,
    flawsBefore: builder.flaws,
    readsFlaws: false,
    dependencies: new Set(),
    callables: new Map(),
    attempts: [],
    labels: [],
    runs: [],
    branch: undefined,
  };
  const before = {
    statement: frame.statement,
    use: frame.use,
    result: frame.result,
    current: frame.current,
    currentSet: frame.currentSet,
    reader: scope.reader,
    steps: program.steps,
    count: program.nodes,
    nodes: builder.nodes.length,
    instances: builder.instances.length,
    inputs: builder.inputs.length,
    frameInputs: frame.inputs.length,
    outputs: frame.outputValues.length,
  };
  program.work.statements++;
  program.running = running;
  scope.reader = running;
  frame.result = undefined;
  frame.statement = statement;
  frame.use = use;
  run(use);
  program.running = running.outer;
  scope.reader = before.reader;
  frame.statement = before.statement;
  frame.use = before.use;

  const nodes = tail(builder.nodes, before.nodes);
  const inputNodes = tail(builder.inputs, before.inputs);
  for (const [name, value] of running.writes) {
    if (running.reads.has(name) && Object.is(running.reads.get(name), value)) running.writes.delete(name);
    else if (holdsMade(value)) running.volatile = true;
    else {
      const mark = labelOf(value)?.mark;
      if (mark) running.labels.push(mark);
    }
  }
  if (running.kept && twin?.kept) settle(frame, twin, { running, nodes, inputNodes, before: before.current });
  const memo: Memo = {
    statement,
    use,
    version: program.version,
    volatile: running.volatile,
    kept: running.kept,
    reads: list(running.reads, running.reads.size),
    dependencies: list(running.dependencies, running.dependencies.size),
    callables: list(running.callables, running.callables.size),
    current: before.current,
    currentSet: before.currentSet,
    inputsBefore: running.inputsBefore,
    givenBefore: running.givenBefore,
    givenReads: running.givenReads,
    readsInputs: running.readsInputs,
    flawsBefore: running.flawsBefore,
    readsFlaws: running.readsFlaws,
    group: frame.group,
    depth: program.depth,
    writes: list(running.writes, running.writes.size),
    labels: running.labels,
    currentAfter: frame.current,
    currentSetAfter: frame.currentSet,
    givenAfter: frame.givenUsed,
    result: frame.result,
    inputs: tail(frame.inputs, before.frameInputs),
    outputs: tail(frame.outputValues, before.outputs) as Frame["outputValues"],
    nodes,
    instances: tail(builder.instances, before.instances),
    inputNodes,
    attempts: running.attempts,
    flaws: builder.flaws - running.flawsBefore,
    steps: program.steps - before.steps,
    count: program.nodes - before.count,
    runs: running.runs,
    branch: running.branch,
  };
  frame.result ??= before.result;
  if (running.outer) absorb(running.outer, memo, running.outer === before.reader);
  return memo;
}

/** What a statement did, its outer statement did. */
function absorb(outer: Running, memo: Memo, sameFrame: boolean): void {
  if (memo.volatile) outer.volatile = true;
  for (const dependency of memo.dependencies) outer.dependencies.add(dependency);
  for (const attempt of memo.attempts) outer.attempts.push(attempt);
  for (const mark of memo.labels) outer.labels.push(mark);
  if (memo.readsFlaws) outer.readsFlaws = true;
  if (!sameFrame) return;
  if (memo.readsInputs) outer.readsInputs = true;
  for (const given of memo.givenReads) outer.givenReads.push(given);
  for (const [name, value] of memo.reads)
    if (!outer.writes.has(name) && !outer.reads.has(name)) outer.reads.set(name, value);
  for (const [name, value] of memo.writes) outer.writes.set(name, value);
  for (const [name, yes] of memo.callables) outer.callables.set(name, yes);
}

/** Whether a statement would do now what it did then. */
export function holds(frame: Frame, memo: Memo): boolean {
  const { program, builder, scope } = frame;
  if (memo.volatile || !memo.kept || memo.depth !== program.depth || memo.group !== frame.group) return false;
  if (memo.currentSet !== frame.currentSet || !sameValue(memo.current, frame.current)) return false;
  if (memo.readsFlaws && memo.flawsBefore > 0 !== builder.flaws > 0) return false;
  if (memo.readsInputs) {
    if (memo.inputsBefore !== frame.inputs.length || memo.givenBefore !== frame.givenUsed) return false;
    for (let i = 0; i < memo.givenReads.length; i++)
      if (!sameValue(memo.givenReads[i], frame.given?.[memo.givenBefore + i])) return false;
  }
  for (const mark of memo.labels) if (mark.touched) return false;
  for (const dependency of memo.dependencies) if (dependency.changed > memo.version) return false;
  for (const [name, value] of memo.reads) if (!sameValue(value, scope.peek(name))) return false;
  for (const [name, yes] of memo.callables) if (frame.callable.has(name) !== yes) return false;
  return true;
}

/** Does again what a statement did, without running it. */
export function replay(frame: Frame, memo: Memo): void {
  const { program, builder, scope } = frame;
  frame.current = memo.currentAfter;
  frame.currentSet = memo.currentSetAfter;
  frame.givenUsed = memo.givenAfter;
  if (memo.result !== undefined) frame.result = memo.result;
  for (const [name, value] of memo.writes) scope.put(name, value);
  for (const input of memo.inputs) frame.inputs.push(input);
  for (const output of memo.outputs) frame.outputValues.push(output);
  for (const node of memo.nodes) builder.nodes.push(node);
  for (const instance of memo.instances) builder.instances.push(instance);
  for (const input of memo.inputNodes) builder.inputs.push(input);
  builder.flaws += memo.flaws;
  program.steps += memo.steps;
  program.nodes += memo.count;
  for (const attempt of memo.attempts) announce(program, attempt);
  if (memo.runs.length > 0 || memo.branch) register(program, memo);
  if (program.running) absorb(program.running, memo, scope.reader === program.running);
}

/** Notes the bodies that ran inside of a statement, for whoever asks what their statements did. */
function register(program: Program, memo: Memo): void {
  for (const run of memo.runs) {
    note(program, run);
    for (const inner of run.memos) if (inner.runs.length > 0 || inner.branch) register(program, inner);
  }
  if (memo.branch) register(program, memo.branch);
}

function note(program: Program, run: BodyRun): void {
  const runs = program.runs.get(run.body);
  if (runs) runs.push(run);
  else program.runs.set(run.body, [run]);
}

// ---- Runs of bodies ------------------------------------------------------------------------------------------------

/** Under which name the runs are kept that no statement is outside of. */
const rootKey = (file: SourceFile, part: Part | undefined, statement: Statement): string =>
  part
    ? `${part.file.id} ${part.name}`
    : `${file.id} training ${statement.head.kind === "training" ? statement.head.name.name : ""}`;

/** The run of the version before in whose place the next run of a body comes. */
export function formerRun(
  program: Program,
  file: SourceFile,
  part: Part | undefined,
  statement: Statement,
): BodyRun | undefined {
  const { running } = program;
  if (running) {
    const run = running.twin?.runs[running.runs.length];
    return run?.copied ? undefined : run;
  }
  const key = rootKey(file, part, statement);
  return program.previous?.roots.get(key)?.[program.roots.get(key)?.length ?? 0];
}

/** How a body comes to be run now: the object of the version before, if it did then, with what is new in it. */
export function instantiate(
  frame: Frame,
  part: Part,
  place: Instantiation["place"],
  params: Instantiation["params"],
): Instantiation {
  const now: Instantiation = { part, place, parent: place ? frame.instantiation : undefined, params };
  const former = formerRun(frame.program, part.file, part, part.statement)?.instantiation;
  return former?.part === part ? Object.assign(former, now) : now;
}

/** A labelled block: the object of the version before, if it had the same label. */
export function groupFor(frame: Frame, part: Part, group: Group): Group {
  const former = formerRun(frame.program, part.file, part, part.statement)?.group;
  return former?.label === group.label &&
    former.parent === group.parent &&
    former.className === group.className
    ? Object.assign(former, group)
    : group;
}

/** The values given for the inputs: the objects of the version before, if they say the same. */
export function givenFor(
  program: Program,
  part: Part,
  given: readonly TensorValue[] | undefined,
): readonly TensorValue[] | undefined {
  const former = formerRun(program, part.file, part, part.statement)?.given;
  return given && former?.length === given.length && given.every((v, i) => sameValue(v, former[i]))
    ? former
    : given;
}

/** Writes down that a body runs now. */
export function openRun(frame: Frame, body: Body, owner: Statement): BodyRun {
  const { program } = frame;
  const run: BodyRun = {
    body,
    instantiation: frame.instantiation,
    group: frame.group,
    given: frame.given,
    memos: [],
    result: undefined,
  };
  addRun(program, run, rootKey(frame.file, frame.part, owner));
  return run;
}

/** Takes a run among those of the statement that runs now. */
export function addRun(program: Program, run: BodyRun, key = ""): void {
  note(program, run);
  if (program.running) {
    program.running.runs.push(run);
    return;
  }
  const roots = program.roots.get(key);
  if (roots) roots.push(run);
  else program.roots.set(key, [run]);
}

/** Whether a run of a body did nothing the former one had not done. */
export const isUnchanged = (run: BodyRun, former: BodyRun): boolean =>
  run.memos.length === former.memos.length && run.memos.every((memo, i) => memo === former.memos[i]);

/** For each statement of a body what stood in its place before: itself, else whatever the edit replaced. */
export function twins(body: Body, former: BodyRun | undefined): (index: number) => Memo | undefined {
  if (!former) return () => undefined;
  const { statements } = body;
  const { memos } = former;
  const n = statements.length;
  const m = memos.length;
  let from = 0;
  while (from < n && from < m && memos[from]!.statement === statements[from]) from++;
  if (from === n) return (index) => memos[index];
  // A run that was cut short has nothing to compare from its end.
  const complete = m === former.body.statements.length;
  let end = 0;
  if (complete)
    while (end < n - from && end < m - from && memos[m - 1 - end]!.statement === statements[n - 1 - end])
      end++;
  const between = new Map<Statement, Memo>();
  for (let i = from; i < m - end; i++) between.set(memos[i]!.statement, memos[i]!);
  const kept = new Set<Memo>();
  for (let i = from; i < n - end; i++) {
    const memo = between.get(statements[i]!);
    if (memo) kept.add(memo);
  }
  const replaced = memos.slice(from, m - end).filter((memo) => !kept.has(memo));
  const placed = new Map<number, Memo>();
  let next = 0;
  for (let i = from; i < n - end; i++) {
    const memo = between.get(statements[i]!) ?? replaced[next++];
    if (memo) placed.set(i, memo);
  }
  return (index) =>
    index < from ? memos[index] : index >= n - end ? memos[index - n + m] : placed.get(index);
}

// ---- Stopping early ------------------------------------------------------------------------------------------------

type Source = GraphNode | InputNode;

/**
 * Where a statement that ran anew gives values nothing can tell from those it gave before, the former values stay, and
 * lead to the new nodes. What follows has then read nothing new.
 */
function settle(
  frame: Frame,
  former: Memo,
  now: {
    readonly running: Running;
    readonly nodes: readonly GraphNode[];
    readonly inputNodes: readonly InputNode[];
    readonly before: Value | undefined;
  },
): void {
  const { writes } = now.running;
  const pairs = new Map<TensorRef, TensorRef>();
  const nodes = new Map<Source, Source>();
  const owners = new Map<Source, Source>();
  const owns = (m: Pick<Memo, "nodes" | "inputNodes">, source: Source): boolean =>
    source.kind === "input" ? m.inputNodes.includes(source) : m.nodes.includes(source);
  let found: [TensorRef, TensorRef][] = [];
  const sources: SameSource = (a, b) => {
    const old = a.ref as TensorRef | undefined;
    const next = b.ref as TensorRef | undefined;
    if (old === next) return true;
    if (!old || !next || old.output !== next.output) return false;
    if (old.node === next.node) return true;
    if (nodes.has(old.node) || owners.has(next.node)) {
      if (nodes.get(old.node) !== next.node) return false;
    } else {
      if (!owns(former, old.node) || !owns(now, next.node)) return false;
      if (owns(now, old.node) || owns(former, next.node)) return false;
      nodes.set(old.node, next.node);
      owners.set(next.node, old.node);
    }
    found.push([old, next]);
    return true;
  };
  const settled = (old: Value | undefined, next: Value | undefined): Value | undefined => {
    if (old === next || old === undefined || next === undefined) return next;
    found = [];
    if (!sameValue(old, next, sources)) return next;
    for (const [a, b] of found) pairs.set(a, b);
    return old;
  };
  for (const [name, next] of writes) {
    const value = settled(former.writes.find(([other]) => other === name)?.[1], next);
    if (value === next) continue;
    writes.set(name, value);
    frame.scope.put(name, value);
  }
  if (frame.current !== now.before) frame.current = settled(former.currentAfter, frame.current);
  if (frame.result !== undefined) frame.result = settled(former.result, frame.result);
  for (const [old, next] of pairs) (old as { node: Source }).node = next.node;
}

// ---- Reading -------------------------------------------------------------------------------------------------------

/** What a statement did each time it ran, in order. */
export function usesOf(program: Program, statement: Statement): readonly StatementUse[] {
  for (const [body, runs] of program.runs) {
    const index = indexOf(body, statement);
    if (index < 0) continue;
    const uses: StatementUse[] = [];
    for (const run of runs) {
      let memo: Memo | undefined = run.memos[index];
      while (memo && memo.statement !== statement) memo = memo.branch;
      if (memo) uses.push(run.copied ? run.copied(memo.use) : memo.use);
    }
    return uses;
  }
  return none;
}

/** Where a statement, or the `if` it belongs to, stands in a body. */
function indexOf(body: Body, statement: Statement): number {
  const index = body.statements.indexOf(statement);
  if (index >= 0 || (statement.head.kind !== "else" && statement.head.kind !== "if")) return index;
  return body.statements.findIndex((s) => {
    for (let at = s.otherwise; at; at = at.otherwise) if (at === statement) return true;
    return false;
  });
}
