// And, or, exclusive or, and operations on bits. They never read a bool as a number.

import { fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import { type ArgumentType, type LayerDefinition, Mismatch } from "../define.ts";
import { binary, toBool } from "./elementwise.ts";
import { isScalar, type Operand, operand, tensor } from "./operands.ts";
import { elementwise, operation, promoted, reshaped, result } from "./operation.ts";

/** A tensor or a whole number, as the second argument of a shift. */
const bits: ArgumentType<Operand> = {
  text: "a tensor or int",
  parse(value) {
    const parsed = operand.parse(value);
    const fraction = !(parsed instanceof Mismatch) && isScalar(parsed) && parsed.scalar === "float";
    return parsed instanceof Mismatch || fraction ? new Mismatch("type", "a tensor or int") : parsed;
  },
};

// Keras declares the first tensor's shape for operations on bits and does not broadcast.
const details = "The result has the shape of the first tensor. FLOPs: one for each element.";

const bitwise = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch,
    parameters: { x: required(tensor, "A tensor of whole numbers."), y: required(tensor, "The other one.") },
    infer(site) {
      const { x, y } = site.args;
      return elementwise(result(fullShape(x), promoted(site, x.dtype, y.dtype)));
    },
  });

const shift = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch,
    parameters: { x: required(tensor, "A tensor of whole numbers."), y: required(bits, "By how many bits.") },
    infer(site) {
      const { x, y } = site.args;
      return elementwise(
        isScalar(y) ? reshaped(x, fullShape(x)) : result(fullShape(x), promoted(site, x.dtype, y.dtype)),
      );
    },
    examples: [{ net: `ops.${fn}(2)`, inputs: [[4, 3]], dtype: "int32", output: [4, 3], params: 0 }],
  });

export default [
  binary("LogicalAnd", "logical_and", "Whether both elements hold: `x & y`.", toBool, "torch.logical_and"),
  binary(
    "LogicalOr",
    "logical_or",
    "Whether one of the elements holds: `x | y`.",
    toBool,
    "torch.logical_or",
  ),
  binary(
    "LogicalXor",
    "logical_xor",
    "Whether exactly one of the elements holds: `x ^ y`.",
    toBool,
    "torch.logical_xor",
  ),
  bitwise("BitwiseAnd", "bitwise_and", "And, bit by bit.", "torch.bitwise_and"),
  bitwise("BitwiseOr", "bitwise_or", "Or, bit by bit.", "torch.bitwise_or"),
  bitwise("BitwiseXor", "bitwise_xor", "Exclusive or, bit by bit.", "torch.bitwise_xor"),
  shift("LeftShift", "left_shift", "Shifts bits to the left.", "torch.bitwise_left_shift"),
  shift("BitwiseLeftShift", "bitwise_left_shift", "Shifts bits to the left.", "torch.bitwise_left_shift"),
  shift("RightShift", "right_shift", "Shifts bits to the right.", "torch.bitwise_right_shift"),
  shift("BitwiseRightShift", "bitwise_right_shift", "Shifts bits to the right.", "torch.bitwise_right_shift"),
];
