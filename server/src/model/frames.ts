// Makes frames: for a file, for a body, for a scratch run. It never runs anything.
import type { TensorValue, Value } from "../layers/value.ts";
import type { Body, Expression, Statement } from "../syntax/tree.ts";
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

/** The expressions directly in a statement's head. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  const head = statement.head;
  switch (head.kind) {
    case "const":
    case "shared":
    case "expression":
    case "macs":
    case "flops":
      return [head.value];
    case "assign":
      return [...head.targets, head.value];
    case "augmented":
      return [head.target, head.value];
    case "output":
      return head.values;
    case "repeat":
      return [head.count];
    case "for":
      return [head.target, head.iterable];
    case "if":
      return [head.condition];
    case "assert":
      return head.message ? [head.condition, head.message] : [head.condition];
    case "freeze":
    case "unfreeze":
      return [...head.selectors, ...head.except];
    case "weight":
    case "state":
      return [head.shape, ...head.options.map((o) => o.value)];
    case "input":
      return head.shape ? [head.shape] : [];
    case "training":
      return head.model ? [head.model] : [];
    case "block":
    case "model":
    case "layer":
      return head.parameters.flatMap((p) => (p.default ? [p.default] : []));
    default:
      return [];
  }
}

/** The expressions directly in an expression. */
export function children(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "list":
    case "tuple":
      return node.items;
    case "dict":
      return node.entries.flatMap(({ key, value }) => (key ? [key, value] : [value]));
    case "comprehension":
      return [
        ...(node.key ? [node.key] : []),
        node.value,
        ...node.clauses.flatMap((c) => [c.target, c.iterable, ...c.conditions]),
      ];
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "comparison":
      return [node.first, ...node.steps.map((s) => s.right)];
    case "bool-operation":
      return node.items;
    case "conditional":
      return [node.condition, node.then, node.otherwise];
    case "attribute":
      return [node.value];
    case "subscript":
      return [node.value, node.index];
    case "slice":
      return [node.lower, node.upper, node.step].filter((x): x is Expression => x !== undefined);
    case "call":
      return [node.callee, ...node.args.map((a) => a.value)];
    case "pipeline":
      return node.elements;
    case "labelled":
      return [node.value];
    case "starred":
      return [node.value];
    case "string":
      return node.parts?.flatMap((p) => (typeof p === "string" ? [] : [p.expression])) ?? [];
    case "glob":
      return node.base ? [node.base] : [];
    default:
      return [];
  }
}
