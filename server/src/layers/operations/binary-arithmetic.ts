// Arithmetic on the elements of two tensors. It never sums over an axis; products of matrices are in matmul.ts.

import { fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { broadcast } from "./broadcasting.ts";
import {
  binary,
  common,
  commonFloat,
  commonStrict,
  commonStrictFloat,
  type PairRule,
} from "./elementwise.ts";
import { isScalar, tensor } from "./operands.ts";
import { elementwise, operation, promoted, result } from "./operation.ts";

const int32ForBool: PairRule = (site, a, b) => {
  const dtype = common(site, a, b);
  return dtype === "bool" ? "int32" : dtype;
};

/** The common dtype, floating, where every number counts as float32. */
const angle: PairRule = (site, a, b) =>
  promoted(site, isScalar(a) ? "float32" : a.dtype, isScalar(b) ? "float32" : b.dtype, "float");

/** Operations that take no numbers, tensors only. */
const ofTensors = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details: "Shapes are lined up at the end. FLOPs: one for each element of the result.",
    pytorch,
    parameters: { x1: required(tensor, "A tensor."), x2: required(tensor, "The other one.") },
    infer(site) {
      const { x1, x2 } = site.args;
      const { shape, reports } = broadcast(site, fullShape(x1), fullShape(x2));
      const dtype = promoted(site, x1.dtype, x2.dtype);
      const floating = /^u?int(8|16|32)$/.test(dtype) ? "float32" : dtype === "int64" ? "float64" : dtype;
      return elementwise(result(shape, floating), { reports });
    },
  });

export default [
  binary("Add", "add", "The sum of each pair of elements: `x + y`.", common, "torch.add"),
  binary("Subtract", "subtract", "The difference of each pair of elements: `x - y`.", common, "torch.sub"),
  binary("Multiply", "multiply", "The product of each pair of elements: `x * y`.", common, "torch.mul"),
  binary("Divide", "divide", "The quotient of each pair of elements, floating.", commonFloat, "torch.div"),
  binary(
    "TrueDivide",
    "true_divide",
    "The quotient of each pair of elements, floating: `x / y`.",
    commonFloat,
    "torch.true_divide",
  ),
  binary(
    "DivideNoNan",
    "divide_no_nan",
    "The quotient of each pair of elements, and 0 where the divisor is 0.",
    commonFloat,
  ),
  {
    ...binary(
      "FloorDivide",
      "floor_divide",
      "The quotient rounded down: `x // y`.",
      common,
      "torch.floor_divide",
    ),
    gradient: "none",
  },
  binary(
    "Mod",
    "mod",
    "The remainder, with the sign of the divisor: `x % y`.",
    int32ForBool,
    "torch.remainder",
  ),
  binary("Fmod", "fmod", "The remainder, with the sign of the dividend.", int32ForBool, "torch.fmod"),
  binary("Power", "power", "The first to the power of the second: `x ** y`.", common, "torch.pow"),
  binary("Maximum", "maximum", "The larger of each pair of elements.", common, "torch.maximum"),
  binary("Minimum", "minimum", "The smaller of each pair of elements.", common, "torch.minimum"),
  binary("Fmax", "fmax", "The larger of each pair, where NaN gives way.", common, "torch.fmax"),
  binary("Fmin", "fmin", "The smaller of each pair, where NaN gives way.", common, "torch.fmin"),
  binary("Arctan2", "arctan2", "The angle of the point (x2, x1) in radians.", angle, "torch.atan2"),
  binary("Logaddexp", "logaddexp", "`log(exp(x1) + exp(x2))`.", commonFloat, "torch.logaddexp"),
  binary("Logaddexp2", "logaddexp2", "`log2(2**x1 + 2**x2)`.", commonFloat, "torch.logaddexp2"),
  binary("Ldexp", "ldexp", "`x1 * 2**x2`.", commonStrictFloat, "torch.ldexp"),
  binary(
    "Nextafter",
    "nextafter",
    "The next floating number from the first towards the second.",
    commonStrictFloat,
    "torch.nextafter",
  ),
  binary("Gcd", "gcd", "Greatest common divisors.", commonStrict, "torch.gcd"),
  binary("Lcm", "lcm", "Least common multiples.", commonStrict, "torch.lcm"),
  ofTensors("Hypot", "hypot", "The longest side of a right triangle with these two.", "torch.hypot"),
  ofTensors(
    "Heaviside",
    "heaviside",
    "0 below zero, 1 above, and the second argument at zero.",
    "torch.heaviside",
  ),
];
