// Gives a flat run of operands and operators its tree, by Python's precedence. It never reads tokens.
import type { Span } from "../text/span.ts";
import {
  type BinaryOperator,
  type Comparison,
  type ComparisonOperator,
  type Expression,
  type Unary,
  withParens,
} from "./tree.ts";

/** An operator with its place. */
export interface OperatorPiece extends Span {
  readonly text: string;
}

/** An operand, and the operators directly before it. */
export interface OperandPiece {
  readonly prefixes: readonly OperatorPiece[];
  readonly operand: Expression;
}

const levels: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  in: 4,
  "not in": 4,
  is: 4,
  "is not": 4,
  "==": 4,
  "!=": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "|": 5,
  "^": 6,
  "&": 7,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "//": 10,
  "%": 10,
  "@": 10,
  "**": 12,
};
const notLevel = 3;
const comparisonLevel = 4;
const signLevel = 11;
const powerLevel = 12;

/** `operators[i]` stands between `operands[i]` and `operands[i + 1]`. */
export function combine(operands: readonly OperandPiece[], operators: readonly OperatorPiece[]): Expression {
  let at = 0;
  let prefix = 0;

  const operand = (): Expression => {
    const piece = operands[at]!;
    const mark = piece.prefixes[prefix];
    if (!mark) return piece.operand;
    prefix++;
    const inner = level(mark.text === "not" ? notLevel : signLevel);
    return {
      kind: "unary",
      operator: mark.text as Unary["operator"],
      operand: inner,
      start: mark.start,
      end: withParens(inner).end,
    };
  };

  const right = (least: number): Expression => {
    at++;
    prefix = 0;
    return level(least);
  };

  const level = (least: number): Expression => {
    let left = operand();
    for (;;) {
      const operator = operators[at];
      if (!operator) return left;
      const binding = levels[operator.text] ?? signLevel - 1;
      if (binding < least) return left;
      if (binding === comparisonLevel) {
        const steps: { operator: ComparisonOperator; right: Expression }[] = [];
        let next: OperatorPiece | undefined = operator;
        while (next && levels[next.text] === comparisonLevel) {
          steps.push({ operator: next.text as ComparisonOperator, right: right(comparisonLevel + 1) });
          next = operators[at];
        }
        left = {
          kind: "comparison",
          first: left,
          steps,
          start: withParens(left).start,
          end: withParens(steps.at(-1)!.right).end,
        } satisfies Comparison;
      } else if (operator.text === "and" || operator.text === "or") {
        const items = [left];
        while (operators[at]?.text === operator.text) items.push(right(binding + 1));
        left = {
          kind: "bool-operation",
          operator: operator.text,
          items,
          start: withParens(left).start,
          end: withParens(items.at(-1)!).end,
        };
      } else {
        const other = right(binding === powerLevel ? signLevel : binding + 1);
        left = {
          kind: "binary",
          operator: operator.text as BinaryOperator,
          operatorSpan: { start: operator.start, end: operator.end },
          left,
          right: other,
          start: withParens(left).start,
          end: withParens(other).end,
        };
      }
    }
  };
  return level(0);
}
