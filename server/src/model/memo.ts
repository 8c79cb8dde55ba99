// What a statement read and did when it ran, kept from one version of a file to the next: while nothing it read has
// changed, it is not run again. It never executes a statement.
import type { TensorValue, Value } from "../layers/value.ts";
import type { Statement } from "../syntax/tree.ts";
import { type BodyRun, register } from "./body-runs.ts";
import type { Drift } from "./drift.ts";
import { type Attempt, announce, type Frame, type StatementUse } from "./frame.ts";
import type { GraphNode, Group, InputNode, Instance, ModelRun } from "./graph.ts";
import { type LabelMark, labelOf } from "./references.ts";
import { holdsMade, sameValue } from "./same.ts";
import type { Reader } from "./scope.ts";
import { settle } from "./settle.ts";

/** A name at file level somebody read; `changed` is the version in which it meant something new. */
export interface Dependency {
  changed: number;
}

/** Names with what they meant. */
export type Bindings = readonly (readonly [name: string, value: Value | undefined])[];

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

/** No items. */
export const none: readonly never[] = [];
const list = <T>(items: Iterable<T>, size: number): readonly T[] => (size === 0 ? none : [...items]);
const tail = <T>(items: readonly T[], from: number): readonly T[] =>
  items.length === from ? none : items.slice(from);

/** Whether what runs in a frame need not run again; not so in training sections and custom layers. */
export const isKept = (frame: Frame): boolean => !frame.training && !frame.reuse && !frame.fresh;

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
