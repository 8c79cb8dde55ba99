// Works out operators, comparisons and conditions; on tensors they are operations of the graph. It never chooses where a
// condition depends on data.
import nameUnknown from "../diagnostics/name-unknown.ts";
import tooLarge from "../diagnostics/too-large.ts";
import valueType from "../diagnostics/value-type.ts";
import valueUndecided from "../diagnostics/value-undecided.ts";
import { findOperation } from "../layers/catalogue.ts";
import { operatorFunctions, reflected } from "../layers/operations/operators.ts";
import { typeName, type Value } from "../layers/value.ts";
import type { Expression, Name, NodeBase } from "../syntax/tree.ts";
import { dimText, type Unknown } from "../tensor/dim.ts";
import { closest } from "../text/closest.ts";
import { binary, compare, Huge, negate, truth, Unfit } from "./arithmetic.ts";
import { evaluate, isTensor, type Reading } from "./evaluate.ts";
import { broken, type Frame, isOpen, problem } from "./frame.ts";
import { candidates } from "./names.ts";
import { applyOperation } from "./operations.ts";

/** `-x`, `+x`, `~x` and `not x`. */
export function evaluateUnary(frame: Frame, node: Extract<Expression, { kind: "unary" }>): Value {
  const value = evaluate(frame, node.operand);
  if (node.operator === "not") {
    if (isOpen(value)) return value;
    const t = truth(value);
    return typeof t === "boolean" ? !t : t;
  }
  if (isTensor(value)) {
    if (node.operator === "+") return value;
    const operation = findOperation(node.operator === "-" ? "negative" : "logical_not");
    return operation ? applyOperation(frame, operation, [{ value }], node, [node.operand]) : broken();
  }
  if (node.operator === "+") return value;
  if (node.operator === "~")
    return typeof value === "bigint"
      ? ~value
      : orProblem(frame, new Unfit(`\`~\` cannot be used on ${typeName(value)}`), node);
  return orProblem(frame, negate(value), node);
}

function orProblem(frame: Frame, value: Value | Unfit | Huge, node: NodeBase): Value {
  if (value instanceof Unfit) {
    problem(frame, valueType, { what: value.what, advice: value.advice }, node);
    return broken(value.what);
  }
  return value instanceof Huge ? beyondLimit(frame, value, node) : value;
}

/** Says that a result is too large to be worked out. */
export function beyondLimit(frame: Frame, { what, number, limit }: Huge, node: NodeBase): Value {
  const bits = `${frame.program.limits.bits.toLocaleString("en")} bits`;
  problem(frame, tooLarge, { what, number, limit: limit ?? bits }, node);
  return broken(what);
}

/** An operator on any two values; on tensors it is an operation of the graph. */
export function operate(
  frame: Frame,
  operator: string,
  left: Value,
  right: Value,
  node: NodeBase & { left?: Expression; right?: Expression },
): Value {
  if (isOpen(left)) return left;
  if (isOpen(right)) return right;
  if (isTensor(left) || isTensor(right)) {
    const name = operatorFunctions[operator];
    const operation = name === undefined ? undefined : findOperation(name);
    if (!operation) return orProblem(frame, new Unfit(`\`${operator}\` cannot be used on tensors`), node);
    return applyOperation(frame, operation, [{ value: left }, { value: right }], node, [
      node.left ?? node,
      node.right ?? node,
    ]);
  }
  return orProblem(
    frame,
    binary(operator as Parameters<typeof binary>[0], left, right, frame.program.limits.bits),
    node,
  );
}

/** A bare word that is compared with something no option is, so it must have been meant as a name. */
function strayWord(node: Expression, value: Value, other: Value): Name | undefined {
  if (node.kind !== "name" || typeof value !== "object" || value?.kind !== "word") return undefined;
  if (value.name !== node.name || typeof other === "string") return undefined;
  const option =
    typeof other === "object" &&
    other !== null &&
    ["word", "function", "layer", "other", "list", "tuple", "dict"].includes(other.kind);
  return option ? undefined : node;
}

/** A chain of comparisons, `a < b <= c`: true where each holds, unknown where one is open and none fails. */
export function evaluateComparison(frame: Frame, node: Extract<Expression, { kind: "comparison" }>): Value {
  let left = evaluate(frame, node.first, { words: true });
  let leftNode = node.first;
  let open: Unknown | undefined;
  for (const { operator, right: rightNode } of node.steps) {
    const right = evaluate(frame, rightNode, { words: true });
    if (isTensor(left) || isTensor(right)) {
      if (operator === "is" || operator === "is not") return (operator === "is") === (left === right);
      // Python asks the tensor first: `2 < x` is `x > 2`, and the operation is `Greater`.
      const turned = !isTensor(left) && reflected[operator] !== undefined;
      const name = operatorFunctions[turned ? reflected[operator]! : operator];
      const operation = name === undefined ? undefined : findOperation(name);
      if (!operation)
        return orProblem(
          frame,
          new Unfit(`\`${operator}\` cannot be used on tensors`, "use `ops.equal`"),
          node,
        );
      const sides = turned ? [{ value: right }, { value: left }] : [{ value: left }, { value: right }];
      return applyOperation(
        frame,
        operation,
        sides,
        node,
        turned ? [rightNode, node.first] : [node.first, rightNode],
      );
    }
    const result = compare(operator, left, right);
    const stray = strayWord(leftNode, left, right) ?? strayWord(rightNode, right, left);
    if (stray) {
      const facts = { name: stray.name, near: closest(stray.name, candidates(frame)), what: "name" };
      problem(frame, nameUnknown, facts, stray);
      return broken();
    }
    if (result instanceof Unfit) return orProblem(frame, result, node);
    if (result === false) return false;
    if (result !== true) open ??= result;
    left = right;
    leftNode = rightNode;
  }
  return open ?? true;
}

/** `and` and `or`, which give the value that decides, as in Python; what is open where none decides and one is open. */
export function evaluateBoolOperation(
  frame: Frame,
  node: Extract<Expression, { kind: "bool-operation" }>,
  reading: Reading,
): Value {
  let open: Value | undefined;
  let value: Value = node.operator === "and";
  for (const item of node.items) {
    value = evaluate(frame, item, reading);
    const t = isOpen(value) ? (value as Unknown) : truth(value);
    if (typeof t !== "boolean") open ??= t;
    else if (t === (node.operator === "or")) return value;
  }
  return open ?? value;
}

/**
 * Whether a condition holds. Where that is open, one problem names the unknown and nothing is chosen; what follows from
 * another problem stays silent.
 */
export function decide(frame: Frame, node: Expression, what: string): boolean | undefined {
  const value = evaluate(frame, node, { words: true });
  if (isOpen(value)) return undefined;
  if (isTensor(value)) {
    problem(
      frame,
      valueType,
      { what: `${what} cannot depend on the values of a tensor`, advice: "use `ops.where`" },
      node,
    );
    return undefined;
  }
  const t = truth(value);
  if (typeof t === "boolean") return t;
  const name =
    typeof value === "object" && value !== null && value.kind === "symbolic"
      ? dimText(value)
      : frame.statement.text.slice(node.start, node.end);
  problem(frame, valueUndecided, { what, unknown: name, reason: t.reason }, node);
  return undefined;
}
