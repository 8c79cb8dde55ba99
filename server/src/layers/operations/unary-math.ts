// Functions of every element of one tensor: exponentials, roots, angles, rounding. They never change a shape.

import valueType from "../../diagnostics/value-type.ts";
import { anything, int, optional, required } from "../argument-types.ts";
import { type LayerDefinition, type RuleSite, refuse } from "../define.ts";
import { dtypeOf, type Operand, operand, shapeOf } from "./operands.ts";
import { elementwise, operation, result } from "./operation.ts";
import { isInteger, promote } from "./promotion.ts";

/** The dtype of the result for that of the argument; `undefined` where Keras has none. */
type DtypeRule = (dtype: string) => string | undefined;

const same: DtypeRule = (dtype) => dtype;
const bool: DtypeRule = () => "bool";
const int32ForBool: DtypeRule = (dtype) => (dtype === "bool" ? "int32" : dtype);
/** Whole numbers become float32, floating ones stay. */
const floating: DtypeRule = (dtype) => (dtype === "int64" ? "float32" : promote(dtype, "float"));
const floatForInt: DtypeRule = (dtype) => (isInteger(dtype) || dtype === "bool" ? "float32" : dtype);
/** The same; complex numbers have none. */
const realForInt: DtypeRule = (dtype) => (dtype.startsWith("complex") ? undefined : floatForInt(dtype));
const cubic: DtypeRule = (dtype) =>
  /^(bool|u?int(8|16|32))$/.test(dtype) ? "float32" : dtype === "int64" ? "float64" : dtype;
const wide: DtypeRule = (dtype) =>
  dtype === "int64" || dtype === "float64"
    ? "float64"
    : dtype === "bfloat16" || dtype === "float16"
      ? dtype
      : "float32";

function unary(
  name: string,
  functions: string | readonly string[],
  summary: string,
  rule: DtypeRule,
  pytorch?: string,
  gradient?: "none",
): LayerDefinition {
  const list = typeof functions === "string" ? [functions] : functions;
  return operation({
    name,
    functions: list,
    summary,
    details: "The result has the shape of the argument. FLOPs: one for each element.",
    ...(pytorch ? { pytorch } : {}),
    ...(gradient ? { gradient } : {}),
    parameters: { x: required(operand, "The tensor, or a number.") },
    infer: (site) => infer(site, site.args.x, rule),
    examples: [{ net: `ops.${list[0]}()`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });
}

function infer(site: RuleSite, x: Operand, rule: DtypeRule) {
  const own = dtypeOf(x);
  const dtype = rule(own);
  if (dtype === undefined)
    refuse(valueType, {
      what: `${site.layer} cannot be used on ${own}`,
      advice: "convert it with `ops.cast`",
    });
  return elementwise(result(shapeOf(x), dtype));
}

export default [
  unary("Absolute", ["absolute", "abs"], "Absolute values.", same, "torch.abs"),
  unary("Negative", "negative", "Changes every sign: `-x`.", same, "torch.neg"),
  unary("Sign", "sign", "-1, 0 or 1 for each element.", same, "torch.sign", "none"),
  unary("Signbit", "signbit", "Whether the sign of each element is negative.", bool, "torch.signbit"),
  unary("Fabs", "fabs", "Absolute values as floating numbers.", realForInt),
  unary("Exp", "exp", "e to the power of each element.", floatForInt, "torch.exp"),
  unary("Exp2", "exp2", "2 to the power of each element.", floatForInt, "torch.exp2"),
  unary("Expm1", "expm1", "`exp(x) - 1`, exact near 0.", floatForInt, "torch.expm1"),
  unary("Log", "log", "Natural logarithms.", floating, "torch.log"),
  unary("Log10", "log10", "Logarithms to base 10.", floating, "torch.log10"),
  unary("Log1p", "log1p", "`log(1 + x)`, exact near 0.", floating, "torch.log1p"),
  unary("Log2", "log2", "Logarithms to base 2.", floating, "torch.log2"),
  unary("Sqrt", "sqrt", "Square roots.", floating, "torch.sqrt"),
  unary("Rsqrt", "rsqrt", "One over the square root.", same, "torch.rsqrt"),
  unary("Cbrt", "cbrt", "Cube roots.", cubic),
  unary("Square", "square", "Squares.", int32ForBool, "torch.square"),
  unary("Reciprocal", "reciprocal", "One over each element.", () => "float32", "torch.reciprocal"),
  unary("Sin", "sin", "Sines of angles in radians.", floating, "torch.sin"),
  unary("Cos", "cos", "Cosines of angles in radians.", floating, "torch.cos"),
  unary("Tan", "tan", "Tangents of angles in radians.", floating, "torch.tan"),
  unary("Arcsin", "arcsin", "Inverse sines.", floating, "torch.asin"),
  unary("Arccos", "arccos", "Inverse cosines.", floating, "torch.acos"),
  unary("Arctan", "arctan", "Inverse tangents.", floating, "torch.atan"),
  unary("Sinh", "sinh", "Hyperbolic sines.", floating, "torch.sinh"),
  unary("Cosh", "cosh", "Hyperbolic cosines.", floating, "torch.cosh"),
  unary("Tanh", "tanh", "Hyperbolic tangents, between -1 and 1.", floating, "torch.tanh"),
  unary("Arcsinh", "arcsinh", "Inverse hyperbolic sines.", floating, "torch.asinh"),
  unary("Arccosh", "arccosh", "Inverse hyperbolic cosines.", floating, "torch.acosh"),
  unary("Arctanh", "arctanh", "Inverse hyperbolic tangents.", floating, "torch.atanh"),
  unary("Sinc", "sinc", "`sin(pi x) / (pi x)`.", floating, "torch.sinc"),
  unary("Deg2rad", "deg2rad", "Degrees to radians.", wide, "torch.deg2rad"),
  unary("Rad2deg", "rad2deg", "Radians to degrees.", wide, "torch.rad2deg"),
  unary("I0", "i0", "The modified Bessel function of order 0.", wide, "torch.i0"),
  unary("Floor", "floor", "Rounds down.", floating, "torch.floor", "none"),
  unary("Ceil", "ceil", "Rounds up.", floating, "torch.ceil", "none"),
  unary("Trunc", "trunc", "Drops the fraction.", same, "torch.trunc", "none"),
  unary("Erf", "erf", "The error function.", same, "torch.erf"),
  unary("Erfc", "erfc", "One minus the error function.", (dtype) => promote(dtype, "float"), "torch.erfc"),
  unary("Erfinv", "erfinv", "The inverse of the error function.", same, "torch.erfinv"),
  unary("Real", "real", "Real parts; the dtype stays as it was declared.", same, "torch.real"),
  unary("Imag", "imag", "Imaginary parts; the dtype stays as it was declared.", same, "torch.imag"),
  unary("Conjugate", ["conjugate", "conj"], "Complex conjugates.", same, "torch.conj"),
  unary("Angle", "angle", "Angles of complex numbers in radians.", floating, "torch.angle"),
  unary(
    "Corrcoef",
    "corrcoef",
    "Correlation coefficients; Keras declares the shape of the argument.",
    (dtype) => (dtype === "int64" ? "float64" : promote(dtype, "float")),
    "torch.corrcoef",
  ),
  unary("Isnan", "isnan", "Where elements are not a number.", bool, "torch.isnan"),
  unary("Isinf", "isinf", "Where elements are infinite.", bool, "torch.isinf"),
  unary("Isposinf", "isposinf", "Where elements are plus infinity.", bool, "torch.isposinf"),
  unary("Isneginf", "isneginf", "Where elements are minus infinity.", bool, "torch.isneginf"),
  unary("Isfinite", "isfinite", "Where elements are finite.", bool, "torch.isfinite"),
  unary("Isreal", "isreal", "Where elements have no imaginary part.", bool, "torch.isreal"),
  unary("LogicalNot", "logical_not", "Not, for each element: `~x`.", bool, "torch.logical_not"),
  unary("BitwiseNot", "bitwise_not", "Turns every bit over.", same, "torch.bitwise_not"),
  unary("BitwiseInvert", "bitwise_invert", "Turns every bit over.", same, "torch.bitwise_not"),
  operation({
    name: "Round",
    functions: ["round"],
    summary: "Rounds to a number of decimals.",
    details: "The result has the shape of the argument. FLOPs: one for each element.",
    pytorch: "torch.round",
    gradient: "none",
    parameters: {
      x: required(operand, "The tensor, or a number."),
      decimals: optional(int(), 0, "How many decimals stay; negative ones round to tens and hundreds."),
    },
    infer: (site) => infer(site, site.args.x, same),
    examples: [{ net: "ops.round()", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
  operation({
    name: "NanToNum",
    functions: ["nan_to_num"],
    summary: "Replaces NaN and infinities by numbers.",
    details: "The result has the shape of the argument. FLOPs: one for each element.",
    pytorch: "torch.nan_to_num",
    parameters: {
      x: required(operand, "The tensor, or a number."),
      nan: optional(anything, 0, "What stands for NaN.", { defaultText: "0.0" }),
      posinf: optional(
        anything,
        null,
        "What stands for plus infinity; None takes the largest number of the dtype.",
      ),
      neginf: optional(anything, null, "What stands for minus infinity."),
    },
    infer: (site) => infer(site, site.args.x, same),
    examples: [{ net: "ops.nan_to_num()", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
];
