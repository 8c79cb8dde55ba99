// What operations on the elements of two tensors share: broadcasting and the dtype of the result.
// It never names an operation.
import { required } from "../argument-types.ts";
import type { Inference, LayerDefinition, RuleSite } from "../define.ts";
import { broadcast } from "./broadcasting.ts";
import { dtypeOf, type Operand, operand, promotableOf, shapeOf } from "./operands.ts";
import { elementwise, operation, promoted, result } from "./operation.ts";

/** The dtype of the result of two operands. */
export type PairRule = (site: RuleSite, a: Operand, b: Operand) => string;

/** The common dtype; numbers give way to tensors. */
export const common: PairRule = (site, a, b) => promoted(site, promotableOf(a), promotableOf(b));
/** The common dtype, floating. */
export const commonFloat: PairRule = (site, a, b) =>
  promoted(site, promotableOf(a), promotableOf(b), "float");
/** The common dtype, where numbers count as int32 or float32. */
export const commonStrict: PairRule = (site, a, b) => promoted(site, dtypeOf(a), dtypeOf(b));
/** The same, floating. */
export const commonStrictFloat: PairRule = (site, a, b) => promoted(site, dtypeOf(a), dtypeOf(b), "float");
export const toBool: PairRule = () => "bool";

/** Broadcasts two operands and gives one element of arithmetic each. */
export function pairwise(site: RuleSite, a: Operand, b: Operand, rule: PairRule): Inference {
  const { shape, reports } = broadcast(site, shapeOf(a), shapeOf(b));
  return elementwise(result(shape, rule(site, a, b)), { reports });
}

/** An operation on the elements of two tensors or numbers. */
export const binary = (
  name: string,
  fn: string | readonly string[],
  summary: string,
  rule: PairRule,
  pytorch?: string,
): LayerDefinition => {
  const functions = typeof fn === "string" ? [fn] : fn;
  return operation({
    name,
    functions,
    summary,
    details:
      "Shapes are lined up at the end; sizes must be equal, or 1 where they are stretched. FLOPs: one for each element of the result.",
    ...(pytorch ? { pytorch } : {}),
    parameters: { x1: required(operand, "A tensor or a number."), x2: required(operand, "The other one.") },
    infer: (site) => pairwise(site, site.args.x1, site.args.x2, rule),
    examples: [{ net: `ops.${functions[0]}(2)`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });
};
