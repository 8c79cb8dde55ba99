// What the uses of blocks ask of the functions they become: to make their layers first, to be told whether these train.
// Found from the text alone; it never writes Python.
import { callableNames } from "../../../model/frames.ts";
import type { Part } from "../../../model/source-file.ts";
import { children, expressionsOf } from "../../../syntax/subexpressions.ts";
import type { Body, Call, Expression, Statement } from "../../../syntax/tree.ts";

/** Finds the declaration a name of a part's file stands for. */
export type Resolve = (part: Part, name: string) => Part | undefined;

export interface BlockUses {
  /** Whether a block is made at one place and applied at others, so that its layers are made before they are applied. */
  makesFirst(part: Part): boolean;
  /** Whether that may be before other layers are made that Netlens counts first. */
  madeEarly(part: Part): boolean;
  /** Whether some use says `trainable=` for the whole block, or a block around it is told so. */
  takesTrainable(part: Part): boolean;
}

export interface BlockCall {
  readonly part: Part;
  readonly labelled: boolean;
}

/** Finds both for all blocks that `parts` use. */
export function blockUses(parts: Iterable<Part>, resolve: Resolve): BlockUses {
  const all = new Set(parts);
  const first = new Set<Statement>();
  const early = new Set<Statement>();
  const told = new Set<Statement>();
  const calls = new Map([...all].map((part) => [part.statement, callsOf(part, resolve)]));
  for (const part of all) {
    for (const made of madeForLater(part, resolve)) {
      first.add(made.part.statement);
      if (made.early) early.add(made.part.statement);
    }
    for (const block of toldToTrain(part, resolve)) told.add(block.statement);
  }
  for (const reached of [first, early, told])
    for (const statement of reached)
      for (const { part } of calls.get(statement) ?? []) reached.add(part.statement);
  return {
    makesFirst: (part) => part.kind === "block" && first.has(part.statement),
    madeEarly: (part) => early.has(part.statement),
    takesTrainable: (part) => told.has(part.statement) && !hasParameter(part, "trainable"),
  };
}

export const hasParameter = (part: Part, name: string): boolean =>
  part.head.parameters.some((p) => p.name.name === name);

/** The blocks a part uses, and whether under a label. */
export function callsOf(part: Part, resolve: Resolve): readonly BlockCall[] {
  const found: BlockCall[] = [];
  const visit = (node: Expression, labelled: boolean): void => {
    if (node.kind === "labelled") {
      visit(node.value, true);
      return;
    }
    if (node.kind === "conditional") {
      visit(node.condition, false);
      visit(node.then, labelled);
      visit(node.otherwise, labelled);
      return;
    }
    if (node.kind === "name" || (node.kind === "call" && node.callee.kind === "name")) {
      const name = node.kind === "name" ? node.name : (node.callee as { name: string }).name;
      const used = resolve(part, name);
      const named = node.kind === "call" && node.args.some((a) => a.name?.name === "name");
      if (used?.kind === "block") found.push({ part: used, labelled: labelled || named });
    }
    for (const child of children(node))
      if (!(node.kind === "call" && child === node.callee && child.kind === "name")) visit(child, false);
  };
  for (const statement of statementsIn(part.statement.body))
    for (const e of expressionsOf(statement)) visit(e, statement.head.kind === "shared");
  return found;
}

function* statementsIn(body: Body | undefined): Generator<Statement> {
  for (const statement of body?.statements ?? [])
    for (let at: Statement | undefined = statement; at; at = at.otherwise) {
      yield at;
      yield* statementsIn(at.body);
    }
}

function* callsIn(node: Expression): Generator<Call> {
  if (node.kind === "call") yield node;
  for (const child of children(node)) yield* callsIn(child);
}

const calledPart = (part: Part, node: Expression, resolve: Resolve): Part | undefined => {
  const callee = node.kind === "call" ? node.callee : node;
  return callee.kind === "name" ? resolve(part, callee.name) : undefined;
};

interface MadeForLater {
  readonly part: Part;
  /** Whether other layers may be made before it is applied, so that Keras would count it too early. */
  readonly early: boolean;
}

/** Blocks that `shared`, a variable or an argument holds, to be applied later. */
function* madeForLater(part: Part, resolve: Resolve): Generator<MadeForLater> {
  function* made(node: Expression, early: boolean): Generator<MadeForLater> {
    if (node.kind === "conditional") {
      yield* made(node.then, early);
      yield* made(node.otherwise, early);
      return;
    }
    const used = calledPart(part, node, resolve);
    if (used?.kind === "block") yield { part: used, early };
  }
  const { body } = part.statement;
  const later = body ? callableNames(body) : new Set<string>();
  for (const parameter of part.head.parameters)
    if (parameter.default?.kind === "call") yield* made(parameter.default, true);
  const statements = [...statementsIn(body)];
  for (const [i, statement] of statements.entries()) {
    const { head } = statement;
    if (head.kind === "shared") yield* made(head.value, false);
    if (head.kind === "assign")
      for (const target of head.targets)
        if (target.kind === "name" && later.has(target.name))
          yield* made(head.value, makesBefore(statements.slice(i + 1), target.name));
    for (const e of expressionsOf(statement)) {
      for (const call of callsIn(e))
        if (calledPart(part, call, resolve))
          for (const arg of call.args) if (arg.value.kind === "call") yield* made(arg.value, true);
    }
  }
}

/** Whether anything may be made in statements before they first name something. */
function makesBefore(statements: readonly Statement[], name: string): boolean {
  const text = statements.map((s) => s.text).join("\n");
  const at = text.search(new RegExp(`\\b${name}\\b`));
  return /\(|\b[A-Z]/.test(at < 0 ? text : text.slice(0, at));
}

function* toldToTrain(part: Part, resolve: Resolve): Generator<Part> {
  for (const statement of statementsIn(part.statement.body))
    for (const e of expressionsOf(statement))
      for (const call of callsIn(e)) {
        const used = calledPart(part, call, resolve);
        if (used?.kind === "block" && call.args.some((a) => a.name?.name === "trainable")) yield used;
      }
}
