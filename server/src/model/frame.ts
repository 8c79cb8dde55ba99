// What the evaluator carries along: the program, the model being built, and the body being run. It never evaluates.
import type { Diagnostic, Report } from "../diagnostics/define.ts";
import type { ArgumentReport } from "../layers/apply.ts";
import type { LayerValue, TensorValue, Value } from "../layers/value.ts";
import type { Body, Call, Expression, NodeBase, Statement } from "../syntax/tree.ts";
import { unknown } from "../tensor/dim.ts";
import type { BodyRun } from "./body-runs.ts";
import type { FilePlace, GraphNode, Group, InputNode, Instance, NameInside } from "./graph.ts";
import type { Dependency, Running } from "./memo.ts";
import type { LabelMark } from "./references.ts";
import type { Row } from "./row.ts";
import type { Scope } from "./scope.ts";
import type { Part, Project, SourceFile } from "./source-file.ts";

export interface Related {
  readonly place: FilePlace;
  readonly message: string;
}

/** A diagnostic at its place in the program. */
export interface Problem {
  readonly report: Report;
  readonly place: FilePlace;
  readonly related: readonly Related[];
}

/**
 * How a body came to be run: the call of the block or model, and the one around it. One that comes again in the next
 * version is the same object, with what is new in it.
 */
export interface Instantiation {
  readonly part: Part;
  readonly place: FilePlace | undefined;
  readonly parent: Instantiation | undefined;
  readonly params: ReadonlyMap<string, Value>;
}

/** What one statement did one time it ran; hovers and hints read these. */
export interface StatementUse {
  readonly statement: Statement;
  readonly instantiation: Instantiation | undefined;
  /** Uses of layers this statement wrote down, those of blocks it calls not included. */
  readonly nodes: GraphNode[];
  /** Nodes made inside blocks that this statement uses. */
  readonly inner: GraphNode[];
  /** The tensor, or other value, it gave. */
  value: Value | undefined;
  /** Names bound here, by the offset of the name in the statement. */
  readonly bindings: Map<number, Value>;
  /** Of a use that was copied: what it was copied from. Shapes and counts are the same. */
  readonly origin?: StatementUse | undefined;
}

export interface Limits {
  readonly nodes: number;
  readonly steps: number;
  readonly depth: number;
  readonly bits: number;
}

/** Large enough for every real model, small enough to answer in a moment. */
export const defaultLimits: Limits = { nodes: 200_000, steps: 1_000_000, depth: 64, bits: 4096 };

/** One analysis of one file: what was found, and the budget that is left. */
export interface Program {
  readonly project: Project;
  readonly limits: Limits;
  /** Counts up with each analysis; what was made in an older one may have gone out of date since. */
  readonly version: number;
  readonly problems: Problem[];
  /** How many problems there were, those that were said before among them. */
  attempts: number;
  /** What was said of a statement, or once of a file. */
  readonly said: Map<Statement | SourceFile, Set<string>>;
  /** Every time a body ran, in order. */
  readonly runs: Map<Body, BodyRun[]>;
  /** Those of them no statement stands around. */
  readonly roots: Map<string, BodyRun[]>;
  /** The names at file level that mean something new in this version. */
  readonly renewed: Set<Dependency>;
  /** The statement that runs now. */
  running: Running | undefined;
  /** The analysis of the version before, while this one is made. */
  previous: Program | undefined;
  /** What was worked out anew. */
  readonly work: Work;
  /** Declarations that were seen to use themselves without end. */
  readonly endless: Set<Statement>;
  steps: number;
  nodes: number;
  depth: number;
  /** Set when a limit was passed; everything after it is left out. */
  exhausted: boolean;
}

/** How much of a version was worked out and not taken from the one before. */
export interface Work {
  statements: number;
  layers: number;
  blocks: number;
}

let versions = 0;

export const newProgram = (
  project: Project,
  limits: Limits = defaultLimits,
  previous?: Program,
): Program => ({
  project,
  limits,
  version: ++versions,
  problems: [],
  attempts: 0,
  said: new Map(),
  runs: new Map(),
  roots: new Map(),
  renewed: new Set(),
  running: undefined,
  previous,
  work: { statements: 0, layers: 0, blocks: 0 },
  endless: new Set(),
  steps: 0,
  nodes: 0,
  depth: 0,
  exhausted: false,
});

/** The model under construction; blocks inlined into it share it. */
export interface Builder {
  readonly inputs: InputNode[];
  readonly nodes: Row<GraphNode>;
  /** Each once. */
  readonly instances: Row<Instance>;
  /** What was made, in order, used or not: automatic names are counted over it. */
  readonly makes: Row<Instance | NameInside>;
  /** The instances, from when a layer was used twice. */
  known: Set<Instance> | undefined;
  /** How often something was left out for a problem. */
  flaws: number;
}

/** A label in scope: the layer it names, and the layer's output. */
export interface LabelValue {
  readonly kind: "label";
  readonly layer: LayerValue | GroupValue;
  readonly output: Value;
  readonly mark: LabelMark;
}

/** A labelled block that was used: a name for the layers it put into the model. */
export interface GroupValue {
  readonly kind: "group";
  readonly group: Group;
  readonly part: Part;
  readonly instances: readonly Instance[];
  /** What the names inside the block meant when it had run. */
  readonly scope: ReadonlyMap<string, Value>;
}

/** The body that runs. */
export interface Frame {
  readonly program: Program;
  readonly file: SourceFile;
  readonly builder: Builder;
  readonly part: Part | undefined;
  readonly instantiation: Instantiation | undefined;
  readonly scope: Scope;
  readonly group: Group | undefined;
  /** Names that are called or used as a stage somewhere in this body, so that `d = Dense(8)` makes a layer. */
  readonly callable: ReadonlySet<string>;
  /** Values for the inputs, in order, where the caller gives them. */
  readonly given: readonly TensorValue[] | undefined;
  givenUsed: number;
  inputs: TensorValue[];
  /** The current value, and why there is none. */
  current: Value | undefined;
  /** Whether a statement other than an input has set it. */
  currentSet: boolean;
  result: Value | undefined;
  outputValues: { readonly name?: string | undefined; readonly value: Value }[];
  statement: Statement;
  use: StatementUse | undefined;
  /** Set in training sections: layers are made, never applied, and names are looked up there first. */
  readonly training?: TrainingHooks | undefined;
  /** In a later use of a shared block: the instances of its first use, taken in order. */
  /** The layers of a block made with `trainable=False`, or inside of one. */
  readonly frozen?: boolean | undefined;
  /** Set where each statement has to run each time, as in custom layers. */
  readonly fresh?: boolean | undefined;
  readonly reuse?: { readonly instances: readonly Instance[]; next: number } | undefined;
}

/** What a training section adds to the evaluator. */
export interface TrainingHooks {
  readonly lookup: (name: string) => Value | undefined;
  readonly attribute: (value: Value, name: string) => Value | undefined;
  readonly call: (frame: Frame, node: Call) => Value | undefined;
  readonly assign: (
    frame: Frame,
    target: Value,
    attribute: string,
    value: Value,
    node: Expression,
  ) => boolean;
  /** `base["block5_*"]`, `base[BatchNormalization]`; `undefined` where the value is no layer. */
  readonly subscript: (frame: Frame, target: Value, index: Expression, node: NodeBase) => Value | undefined;
  /** A statement only training sections have: `freeze`, `unfreeze`. */
  readonly statement: (frame: Frame, statement: Statement) => void;
  /** Whether a loop can end after this round because every further one would do the same. */
  readonly settled: (frame: Frame, loop: Statement) => boolean;
  /** Whether a loop comes to rest at all, as its text has it: one whose rounds do not count themselves. */
  readonly settles: (loop: Statement) => boolean;
  /** Names somebody could have meant. */
  readonly names: () => Iterable<string>;
}

export const here = ({ statement, file }: Frame, { start, end }: NodeBase): FilePlace => ({
  statement,
  start,
  end,
  file,
});

/** The value of something that has a problem; everything made from it stays silent. */
export const broken = (reason = "an error above"): Value => unknown(reason, true);

/** The nearest calls that led here, and of those further out the ones in another file, down to the file that is looked at. */
const blocksAround = (instantiation: Instantiation | undefined): Related[] => {
  const related: Related[] = [];
  let file: SourceFile | undefined;
  for (let at = instantiation; at?.place; at = at.parent) {
    if (related.length < 3 || at.place.file !== file)
      related.push({ place: at.place, message: `\`${at.part.name}\` is used here` });
    file = at.place.file;
  }
  return related;
};

/** A problem somebody had, whether or not it was said before. */
export interface Attempt {
  readonly report: Report;
  /** Where it stands; `undefined` for the call that led into the body. */
  readonly place: FilePlace | undefined;
  readonly related: readonly Related[];
  readonly instantiation: Instantiation | undefined;
  /** It is said once in this file. */
  readonly once: SourceFile | undefined;
}

/** Writes a problem down. The same problem at the same place, from a second use of a block, is one problem. */
export function problem<F>(
  frame: Frame,
  diagnostic: Diagnostic<F>,
  facts: F,
  node: NodeBase,
  related: readonly Related[] = [],
): void {
  problemAt(frame, { diagnostic, facts } as unknown as Report, here(frame, node), related);
}

export function problemAt(
  frame: Frame,
  report: Report,
  at: FilePlace,
  related: readonly Related[] = [],
  once?: SourceFile,
): void {
  const { instantiation } = frame;
  const place = at === instantiation?.place ? undefined : at;
  reportAgain(frame, { report, place, related, instantiation, once });
}

/** Reports what was reported before, for another use of the same text. */
export function reportAgain(frame: Frame, attempt: Attempt): void {
  const { program } = frame;
  frame.builder.flaws++;
  program.attempts++;
  program.running?.attempts.push(attempt);
  announce(program, attempt);
}

/** Says a problem, unless that was done. */
export function announce(program: Program, attempt: Attempt): void {
  const { report, related, instantiation, once } = attempt;
  const at = attempt.place ?? instantiation?.place;
  if (!at) return;
  const holder = once ?? at.statement;
  const key = once ? report.diagnostic.code : `${report.diagnostic.code}@${at.file.id}:${at.start}:${at.end}`;
  const said = program.said.get(holder);
  if (said?.has(key)) return;
  if (said) said.add(key);
  else program.said.set(holder, new Set([key]));
  program.problems.push({ report, place: at, related: [...related, ...blocksAround(instantiation)] });
}

/** Notes that what runs now depends on a name at file level. */
export function dependOn(program: Program, file: SourceFile, name: string): void {
  const { running } = program;
  if (!running) return;
  let dependency = file.dependencies.get(name);
  if (!dependency) {
    dependency = { changed: 0 };
    file.dependencies.set(name, dependency);
  }
  running.dependencies.add(dependency);
}

/** Whether a body calls a name, or uses it as a stage. */
export function isCallable(frame: Frame, name: string): boolean {
  const found = frame.callable.has(name);
  frame.program.running?.callables.set(name, found);
  return found;
}

/** The value of an argument, and its name where it was given one. */
export interface ArgumentNode extends NodeBase {
  readonly nameNode?: NodeBase | undefined;
}

const aboutTheName = new Set(["arg-unknown", "arg-twice"]);

/** Problems of arguments, at the argument or the call they belong to. `indices` finds arguments by parameter name. */
export function problemsOfCall(
  frame: Frame,
  reports: readonly ArgumentReport[],
  node: NodeBase,
  args: readonly ArgumentNode[],
  indices?: ReadonlyMap<string, number>,
): void {
  for (const { report, index, argument } of reports) {
    const at = index ?? (argument === undefined ? undefined : indices?.get(argument));
    const arg = at === undefined ? undefined : args[at];
    const where =
      arg === undefined ? node : aboutTheName.has(report.diagnostic.code) ? (arg.nameNode ?? arg) : arg;
    problemAt(frame, report, here(frame, where));
  }
}

/** Whether a value follows from a problem that was reported. */
export const isOpen = (value: Value | undefined): boolean =>
  typeof value === "object" &&
  value !== null &&
  (value.kind as string) === "unknown" &&
  "consequence" in value;

/** Whether the body that runs belongs to a part, or to something that part uses. */
export function isInside(frame: Frame, part: Part): boolean {
  for (let at = frame.instantiation; at; at = at.parent)
    if (at.part.statement === part.statement) return true;
  return false;
}
