// When a loop of a training section has come to rest: every further round would find and leave the same state. It never
// runs a round.
import { isSequence, valueText } from "../../layers/value.ts";
import { children, expressionsOf } from "../../syntax/subexpressions.ts";
import type { Expression, Statement } from "../../syntax/tree.ts";
import { broken, type Frame } from "../frame.ts";
import { instanceOfValue, type Session } from "./session.ts";
import { idOf } from "./steps.ts";

const before = new WeakMap<Session, Map<Statement, string>>();
const varying = new WeakMap<Statement, boolean>();

/** Called after each round: whether the state is that of the round before. */
export function loopSettled(session: Session, frame: Frame, loop: Statement): boolean {
  if (usesItsVariable(loop)) return false;
  const states = before.get(session) ?? new Map<Statement, string>();
  before.set(session, states);
  const own = namesOfTarget(loop);
  const filled = namesFilled(loop);
  const scope = [...frame.scope]
    .filter(([name]) => !own.has(name) && !filled.has(name))
    .map(([name, value]) => {
      const instance = instanceOfValue(value);
      return `${name}=${instance ? idOf(instance) : valueText(value)}`;
    });
  const compiled = [...session.compiled.values()].map(
    (c) =>
      `${idOf(c.place.statement)}${[...c.snapshot].map((cell) => cell.id).join(",")};${c.built ? [...c.built].map((cell) => cell.id).join(",") : "-"}`,
  );
  const state = [session.flags.state(), ...compiled, ...scope].join("|");
  const same = states.get(loop) === state;
  if (!same) states.set(loop, state);
  else {
    states.delete(loop);
    // The rounds that are left out would have gone on filling these.
    for (const name of filled)
      if (isSequence(frame.scope.get(name) ?? null)) frame.scope.set(name, broken("a loop fills it"));
  }
  return same;
}

/** Whether each round of a loop can be like the one before: none uses the loop's variable, and none adds to a name. */
export const loopSettles = (loop: Statement): boolean =>
  !usesItsVariable(loop) &&
  !(loop.body?.statements.some((inner) => counts(inner, namesFilled(loop))) ?? false);

/** Whether something in a body grows with each round, as `n += 1`, `n = n + 1` and `seen.append(n)` do. */
function counts(statement: Statement, filled: ReadonlySet<string>): boolean {
  const { head, body, otherwise } = statement;
  if (head.kind === "augmented") return true;
  if (head.kind === "assign") {
    const names = new Set(head.targets.flatMap((target) => (target.kind === "name" ? [target.name] : [])));
    if (names.size > 0 && mentions(head.value, names)) return true;
  }
  if (expressionsOf(statement).some((node) => lengthens(node) && !filled.has(listOf(node)!))) return true;
  const inside = (inner: Statement): boolean => counts(inner, filled);
  return (body?.statements.some(inside) ?? false) || (otherwise !== undefined && inside(otherwise));
}

const lengthening = new Set(["append", "extend", "insert"]);

const lengthens = (node: Expression): boolean =>
  (node.kind === "call" && node.callee.kind === "attribute" && lengthening.has(node.callee.name.name)) ||
  children(node).some(lengthens);

/** The list that `xs.append(…)` makes longer. */
const listOf = (node: Expression): string | undefined =>
  node.kind === "call" &&
  node.callee.kind === "attribute" &&
  lengthening.has(node.callee.name.name) &&
  node.callee.value.kind === "name"
    ? node.callee.value.name
    : undefined;

const fills = new WeakMap<Statement, ReadonlySet<string>>();

/** Lists a loop makes longer and never reads, as that of the losses is, so that no round can tell how long they are. */
function namesFilled(loop: Statement): ReadonlySet<string> {
  const known = fills.get(loop);
  if (known) return known;
  const longer = new Set<string>();
  const read = new Set<string>();
  const look = (node: Expression): void => {
    const list = listOf(node);
    if (node.kind === "name") read.add(node.name);
    else if (list === undefined || node.kind !== "call") children(node).forEach(look);
    else {
      longer.add(list);
      for (const argument of node.args) look(argument.value);
    }
  };
  const walk = (statement: Statement): void => {
    expressionsOf(statement).forEach(look);
    statement.body?.statements.forEach(walk);
    if (statement.otherwise) walk(statement.otherwise);
  };
  loop.body?.statements.forEach(walk);
  const found = new Set([...longer].filter((name) => !read.has(name)));
  fills.set(loop, found);
  return found;
}

const mentions = (node: Expression, names: ReadonlySet<string>): boolean =>
  (node.kind === "name" && names.has(node.name)) || children(node).some((child) => mentions(child, names));

function namesOfTarget(loop: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (node: Expression): void => {
    if (node.kind === "name") names.add(node.name);
    else children(node).forEach(collect);
  };
  if (loop.head.kind === "for") collect(loop.head.target);
  return names;
}

function usesItsVariable(loop: Statement): boolean {
  const known = varying.get(loop);
  if (known !== undefined) return known;
  const names = namesOfTarget(loop);
  const inStatement = (statement: Statement): boolean =>
    expressionsOf(statement).some((node) => mentions(node, names)) ||
    (statement.body?.statements.some(inStatement) ?? false) ||
    (statement.otherwise !== undefined && inStatement(statement.otherwise));
  const found = names.size > 0 && (loop.body?.statements.some(inStatement) ?? false);
  varying.set(loop, found);
  return found;
}
