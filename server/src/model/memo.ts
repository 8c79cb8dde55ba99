// What a statement read and did when it ran, kept from one version of a file to the next: while nothing it read has
// changed, it is not run again. It never executes a statement.
import type { TensorValue, Value } from "../layers/value.ts";
import { derivationOf } from "../syntax/reparse.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import type { Chunk } from "./chunks.ts";
import {
  type Attempt,
  announce,
  type Frame,
  type Instantiation,
  type Program,
  type StatementUse,
} from "./frame.ts";
import type { GraphNode, Group, InputNode, Instance, ModelRun, TensorRef } from "./graph.ts";
import { indexIn } from "./index-in.ts";
import { type LabelMark, labelOf } from "./references.ts";
import { Row } from "./row.ts";
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
  readonly memos: Row<Memo>;
  /** What its statements found when it began, where that is little enough to keep. */
  readonly start: Start | undefined;
  /** Its memos in larger steps, by the first of each. */
  chunks: ReadonlyMap<Memo, Chunk> | undefined;
  /** At least all that its statements depend on. */
  readonly dependencies: Set<Dependency>;
  /** What a model's body came to. */
  result: ModelRun | undefined;
  /** Set where the run was not made but copied from another run of the body. */
  readonly copied?: ((use: StatementUse) => StatementUse) | undefined;
}

interface Start {
  readonly names: Bindings;
  readonly current: Value | undefined;
  readonly depth: number;
  readonly callable: ReadonlySet<string>;
  readonly kept: boolean;
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
  readonly frozen: boolean;
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
  readonly makes: ModelRun["makes"];
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

const isKept = (frame: Frame): boolean => !frame.training && !frame.reuse && !frame.fresh;

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
    kept: isKept(frame),
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
    makes: builder.makes.length,
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

  const nodes = builder.nodes.from(before.nodes);
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
    frozen: frame.frozen === true,
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
    instances: builder.instances.from(before.instances),
    makes: builder.makes.from(before.makes),
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

/**
 * What may differ, in the middle of a run of a body, from the former run at the same place. While nothing does, a
 * statement need not compare what it read.
 */
export class Drift {
  private readonly names = new Set<string>();

  /** A statement ran, or was taken over, in the place of a former one; either may be missing. */
  note(memo: Memo | undefined, former: Memo | undefined): void {
    if (memo === former) {
      if (memo && this.names.size > 0) for (const [name] of memo.writes) this.names.delete(name);
      return;
    }
    for (const [name, value] of memo?.writes ?? none) {
      const same = former?.writes.some(([other, old]) => other === name && Object.is(old, value));
      if (same) this.names.delete(name);
      else this.names.add(name);
    }
    for (const [name] of former?.writes ?? none)
      if (!memo?.writes.some(([other]) => other === name)) this.names.add(name);
  }

  touches(memo: Memo): boolean {
    if (this.names.size === 0) return false;
    for (let i = 0; i < memo.reads.length; i++) if (this.names.has(memo.reads[i]![0])) return true;
    return false;
  }
}

/** What may differ from a former run, where it began as that did and no name at file level has changed for it. */
export function driftFrom(
  frame: Frame,
  run: BodyRun,
  former: BodyRun | undefined,
  { ordered }: Twins,
): Drift | undefined {
  const { program } = frame;
  const now = run.start;
  const then = former?.start;
  if (!ordered || !now?.kept || !then?.kept || run.group !== former!.group || now.depth !== then.depth)
    return undefined;
  if (former!.memos.length !== former!.body.statements.length) return undefined;
  for (const dependency of program.renewed) if (former!.dependencies.has(dependency)) return undefined;
  if (!sameValue(now.current, then.current) || now.names.length !== then.names.length) return undefined;
  for (let i = 0; i < now.names.length; i++)
    if (now.names[i]![0] !== then.names[i]![0] || !sameValue(now.names[i]![1], then.names[i]![1]))
      return undefined;
  if (now.callable.size !== then.callable.size) return undefined;
  for (const name of now.callable) if (!then.callable.has(name)) return undefined;
  return new Drift();
}

/** Whether a statement would do now what it did then. `drift` knows which names cannot have changed. */
export function holds(frame: Frame, memo: Memo, drift: Drift | undefined): boolean {
  const { program, builder, scope } = frame;
  if (memo.frozen !== (frame.frozen === true)) return false;
  if (memo.volatile || !memo.kept || memo.depth !== program.depth || memo.group !== frame.group) return false;
  if (memo.currentSet !== frame.currentSet || !sameValue(memo.current, frame.current)) return false;
  if (memo.readsFlaws && memo.flawsBefore > 0 !== builder.flaws > 0) return false;
  if (memo.readsInputs) {
    if (memo.inputsBefore !== frame.inputs.length || memo.givenBefore !== frame.givenUsed) return false;
    for (let i = 0; i < memo.givenReads.length; i++)
      if (!sameValue(memo.givenReads[i], frame.given?.[memo.givenBefore + i])) return false;
  }
  for (let i = 0; i < memo.labels.length; i++) if (memo.labels[i]!.touched) return false;
  if (drift) return !drift.touches(memo);
  for (const dependency of memo.dependencies) if (dependency.changed > memo.version) return false;
  for (const [name, value] of memo.reads) if (!sameValue(value, scope.peek(name))) return false;
  for (const [name, yes] of memo.callables) if (frame.callable.has(name) !== yes) return false;
  return true;
}

/** Does again what a statement did, without running it. `names` is what it wrote, as a table. */
export function replay(frame: Frame, memo: Memo, names?: ReadonlyMap<string, Value | undefined>): void {
  const { program, builder, scope } = frame;
  frame.current = memo.currentAfter;
  frame.currentSet = memo.currentSetAfter;
  frame.givenUsed = memo.givenAfter;
  if (memo.result !== undefined) frame.result = memo.result;
  const { writes } = memo;
  if (names) scope.putAll(names);
  else for (let i = 0; i < writes.length; i++) scope.put(writes[i]![0], writes[i]![1]);
  append(frame.inputs, memo.inputs);
  append(frame.outputValues, memo.outputs);
  builder.nodes.append(memo.nodes);
  builder.instances.append(memo.instances);
  builder.makes.append(memo.makes);
  if (builder.known) for (const instance of memo.instances) builder.known.add(instance);
  append(builder.inputs, memo.inputNodes);
  builder.flaws += memo.flaws;
  program.steps += memo.steps;
  program.nodes += memo.count;
  for (let i = 0; i < memo.attempts.length; i++) announce(program, memo.attempts[i]!);
  if (memo.runs.length > 0 || memo.branch) register(program, memo);
  if (program.running) absorb(program.running, memo, scope.reader === program.running);
}

function append<T>(to: T[], from: readonly T[]): void {
  for (let i = 0; i < from.length; i++) to.push(from[i]!);
}

/** Notes the bodies that ran inside of a statement, for whoever asks what their statements did. */
function register(program: Program, memo: Memo): void {
  for (const run of memo.runs) noteAll(program, run);
  if (memo.branch) register(program, memo.branch);
}

function noteAll(program: Program, run: BodyRun): void {
  note(program, run);
  const { copied } = run;
  // What was a copy in the original is a copy of that copy here.
  const within = ({ copied: own }: BodyRun): BodyRun["copied"] =>
    own && copied ? (use) => copied(own(use)) : (copied ?? own);
  const inside = (memo: Memo): void => {
    for (const inner of memo.runs) noteAll(program, copied ? { ...inner, copied: within(inner) } : inner);
    if (memo.branch) inside(memo.branch);
  };
  for (const memo of run.memos) if (memo.runs.length > 0 || memo.branch) inside(memo);
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
export function openRun(frame: Frame, body: Body, owner: Statement, former: BodyRun | undefined): BodyRun {
  const { program } = frame;
  const run: BodyRun = {
    body,
    instantiation: frame.instantiation,
    group: frame.group,
    given: frame.given,
    memos: new Row(),
    start: startOf(frame),
    chunks: undefined,
    dependencies: former?.dependencies ?? new Set(),
    result: undefined,
  };
  addRun(program, run, rootKey(frame.file, frame.part, owner));
  return run;
}

/** Names that are few enough to be kept for each run. */
const few = 16;

const startOf = (frame: Frame): Start | undefined =>
  frame.scope.size > few
    ? undefined
    : {
        names: frame.scope.all(),
        current: frame.current,
        depth: frame.program.depth,
        callable: frame.callable,
        kept: isKept(frame) && frame.inputs.length <= 1 && frame.givenUsed === 0 && frame.builder.flaws === 0,
      };

/** Takes a run among those of the statement that runs now. */
export function addRun(program: Program, run: BodyRun, key = ""): void {
  if (run.copied) noteAll(program, run);
  else note(program, run);
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
  run.memos.length === former.memos.length && sameItems(run.memos.all(), former.memos.all());

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean => a.every((item, i) => item === b[i]);

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
      let memo: Memo | undefined = run.memos.all()[index];
      while (memo && memo.statement !== statement) memo = memo.branch;
      if (memo) uses.push(run.copied ? run.copied(memo.use) : memo.use);
    }
    return uses;
  }
  return none;
}

/** Where a statement, or the `if` it belongs to, stands in a body. */
function indexOf(body: Body, statement: Statement): number {
  const index = indexIn(body.statements, statement);
  if (index >= 0 || (statement.head.kind !== "else" && statement.head.kind !== "if")) return index;
  return body.statements.findIndex((s) => {
    for (let at = s.otherwise; at; at = at.otherwise) if (at === statement) return true;
    return false;
  });
}
