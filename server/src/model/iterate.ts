// What loops and comprehensions go over, and what comprehensions give. It never runs a statement.
import tooLarge from "../diagnostics/too-large.ts";
import valueType from "../diagnostics/value-type.ts";
import valueUndecided from "../diagnostics/value-undecided.ts";
import { isSequence, typeName, type Value, valueText } from "../layers/value.ts";
import type { Expression, NodeBase, Statement } from "../syntax/tree.ts";
import { evaluate } from "./evaluate.ts";
import { broken, type Frame, isOpen, problem } from "./frame.ts";
import { decide } from "./operate.ts";
import { type Reference, referenceOf } from "./references.ts";

/** The list, dictionary or values of a comprehension; broken where something it goes over or asks cannot be worked out. */
export function evaluateComprehension(
  frame: Frame,
  node: Extract<Expression, { kind: "comprehension" }>,
): Value {
  const items: Value[] = [];
  const entries: (readonly [Value, Value])[] = [];
  let failed = false;
  const run = (depth: number): void => {
    const clause = node.clauses[depth];
    if (!clause) {
      if (++frame.program.steps > frame.program.limits.steps) {
        exhausted(frame, node);
        return;
      }
      if (node.form === "dict" && node.key)
        entries.push([evaluate(frame, node.key), evaluate(frame, node.value)]);
      // The element is a value or a pipeline, which runs from the current value.
      else items.push(evaluate(frame, node.value));
      return;
    }
    const values = iterate(frame, evaluate(frame, clause.iterable), clause.iterable);
    if (!values) {
      failed = true;
      return;
    }
    for (const value of values) {
      if (frame.program.exhausted) return;
      bindSimple(frame, clause.target, value);
      let wanted = true;
      for (const condition of clause.conditions) {
        const holds = decide(frame, condition, "a condition");
        if (holds === undefined) failed = true;
        if (!holds) {
          wanted = false;
          break;
        }
      }
      if (wanted) run(depth + 1);
    }
  };
  frame.scope.within(() => run(0));
  if (failed) return broken("a list that cannot be worked out");
  return node.form === "dict" ? { kind: "dict", entries } : { kind: "list", items };
}

/** Binds the names of a comprehension or loop without writing them down for hovers. */
function bindSimple(frame: Frame, target: Expression, value: Value): void {
  if (target.kind === "name") {
    frame.scope.set(target.name, value);
    return;
  }
  if (target.kind === "tuple" || target.kind === "list") {
    const items = isSequence(value) ? value.items : undefined;
    target.items.forEach((item, i) => {
      bindSimple(frame, item, items?.[i] ?? broken());
    });
  }
}

/** The most rounds of a loop that has to be gone through to its end. */
const mostRounds = 100_000n;

type Range = Extract<Reference, { kind: "range" }>;

const countOf = ({ start, stop, step }: Range): bigint =>
  step > 0n ? (stop - start + step - 1n) / step : (start - stop - step - 1n) / -step;

function* inRange({ start, stop, step }: Range): Generator<bigint> {
  for (let value = start; step > 0n ? value < stop : value > stop; value += step) yield value;
}

/** Whether a loop is too long, which is said; not so one of a training section that comes to rest long before its end. */
export function tooManyRounds(frame: Frame, count: bigint, node: NodeBase, loop?: Statement): boolean {
  if (count <= mostRounds || (loop && frame.training?.settles(loop))) return false;
  const number = `${count.toLocaleString("en")} rounds`;
  problem(frame, tooLarge, { what: "a loop", number, limit: mostRounds.toLocaleString("en") }, node);
  return true;
}

/** The values a `for` statement runs over, made as they are asked for, or nothing with a problem. */
export function roundsOf(
  frame: Frame,
  value: Value,
  node: NodeBase,
  loop: Statement,
): Iterable<Value> | undefined {
  const ref = referenceOf(value);
  if (ref?.kind !== "range") return iterate(frame, value, node);
  return tooManyRounds(frame, countOf(ref), node, loop) ? undefined : inRange(ref);
}

/** The values of something that can be gone through, or nothing with a problem. */
export function iterate(frame: Frame, value: Value, node: NodeBase): readonly Value[] | undefined {
  if (isOpen(value)) return undefined;
  if (isSequence(value)) return value.items;
  if (typeof value === "string") return [...value];
  if (typeof value === "object" && value !== null) {
    if (value.kind === "dict") return value.entries.map(([key]) => key);
    const ref = referenceOf(value);
    if (ref?.kind === "range")
      return tooManyRounds(frame, countOf(ref), node) ? undefined : [...inRange(ref)];
    if (value.kind === "unknown" || value.kind === "symbolic") {
      problem(
        frame,
        valueUndecided,
        {
          what: "a loop",
          unknown: valueText(value),
          reason: value.kind === "unknown" ? value.reason : "it is given by the data",
        },
        node,
      );
      return undefined;
    }
  }
  problem(frame, valueType, { what: `${typeName(value)} cannot be looped over` }, node);
  return undefined;
}

/** Stops the program when its budget of steps is used up; said once. */
export function exhausted(frame: Frame, node: NodeBase): void {
  const { program } = frame;
  if (program.exhausted) return;
  program.exhausted = true;
  const facts = {
    what: "this file",
    number: `${program.steps.toLocaleString("en")} steps`,
    limit: `${program.limits.steps.toLocaleString("en")}; what follows is not worked out`,
  };
  problem(frame, tooLarge, facts, node);
}
