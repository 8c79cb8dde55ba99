// Makes frames: for a file, for a body, for a scratch run. It never runs anything.
import type { TensorValue, Value } from "../layers/value.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import type { Builder, Frame, Instantiation, Program } from "./frame.ts";
import type { Group } from "./graph.ts";
import { nameCounts } from "./head-names.ts";
import { Row } from "./row.ts";
import { Scope } from "./scope.ts";
import type { Part, SourceFile } from "./source-file.ts";

export const newBuilder = (): Builder => ({
  inputs: [],
  nodes: new Row(),
  instances: new Row(),
  makes: new Row(),
  known: undefined,
  flaws: 0,
});

const noNames: ReadonlySet<string> = new Set();

/** A frame for expressions at file level. */
export const fileFrame = (program: Program, file: SourceFile, statement: Statement): Frame => ({
  program,
  file,
  builder: newBuilder(),
  part: undefined,
  instantiation: undefined,
  scope: new Scope(),
  group: undefined,
  callable: noNames,
  given: undefined,
  givenUsed: 0,
  inputs: [],
  current: undefined,
  currentSet: false,
  result: undefined,
  outputValues: [],
  statement,
  use: undefined,
});

/** A frame for the body of a part. */
export const bodyFrame = (
  program: Program,
  part: Part,
  builder: Builder,
  options: {
    readonly params: ReadonlyMap<string, Value>;
    readonly given: readonly TensorValue[] | undefined;
    readonly group: Group | undefined;
    readonly instantiation: Instantiation;
    readonly reuse?: Frame["reuse"];
    readonly fresh?: boolean;
    readonly frozen?: boolean | undefined;
  },
): Frame => ({
  program,
  file: part.file,
  builder,
  part,
  instantiation: options.instantiation,
  scope: new Scope(options.params),
  group: options.group,
  callable: part.statement.body ? callableNames(part.statement.body) : noNames,
  given: options.given,
  givenUsed: 0,
  inputs: [],
  current: undefined,
  currentSet: false,
  result: undefined,
  outputValues: [],
  statement: part.statement,
  use: undefined,
  reuse: options.reuse,
  fresh: options.fresh,
  frozen: options.frozen,
});

const known = new WeakMap<Body, ReadonlySet<string>>();

/** Names a body calls or uses as a later stage: `d = Dense(8)` makes a layer for these. */
export function callableNames(body: Body): ReadonlySet<string> {
  const cached = known.get(body);
  if (cached) return cached;
  const names = new Set(nameCounts(body.statements).callable.keys());
  known.set(body, names);
  return names;
}
