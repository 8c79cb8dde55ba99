// When a loop of a training section has come to rest: every further round would find and leave the same state. It never
// runs a round.
import { valueText } from "../../layers/value.ts";
import { children, expressionsOf } from "../../syntax/subexpressions.ts";
import type { Expression, Statement } from "../../syntax/tree.ts";
import type { Frame } from "../frame.ts";
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
  const scope = [...frame.scope]
    .filter(([name]) => !own.has(name))
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
  if (same) states.delete(loop);
  else states.set(loop, state);
  return same;
}

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
  const uses = (node: Expression): boolean =>
    (node.kind === "name" && names.has(node.name)) || children(node).some(uses);
  const inStatement = (statement: Statement): boolean =>
    expressionsOf(statement).some(uses) ||
    (statement.body?.statements.some(inStatement) ?? false) ||
    (statement.otherwise !== undefined && inStatement(statement.otherwise));
  const found = names.size > 0 && (loop.body?.statements.some(inStatement) ?? false);
  varying.set(loop, found);
  return found;
}
