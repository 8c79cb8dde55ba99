// The runs of bodies, statement by statement, from one version of a file to the next: which run stood where, and what its
// objects were. It never compares what statements read.
import type { TensorValue, Value } from "../layers/value.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import type { Chunk } from "./chunks.ts";
import type { Frame, Instantiation, Program, StatementUse } from "./frame.ts";
import type { Group, ModelRun } from "./graph.ts";
import { indexIn } from "./index-in.ts";
import { type Bindings, type Dependency, isKept, type Memo, none } from "./memo.ts";
import { Row } from "./row.ts";
import { sameValue } from "./same.ts";
import type { Part, SourceFile } from "./source-file.ts";

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

/** What the statements of a body found when it began. */
export interface Start {
  readonly names: Bindings;
  readonly current: Value | undefined;
  readonly depth: number;
  readonly callable: ReadonlySet<string>;
  readonly kept: boolean;
}

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

/** Notes the bodies that ran inside of a statement, for whoever asks what their statements did. */
export function register(program: Program, memo: Memo): void {
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

/** Whether a run of a body did nothing the former one had not done. */
export const isUnchanged = (run: BodyRun, former: BodyRun): boolean =>
  run.memos.length === former.memos.length && sameItems(run.memos.all(), former.memos.all());

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean => a.every((item, i) => item === b[i]);

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
