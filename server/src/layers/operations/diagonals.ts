// Diagonals: diag, diagflat, diagonal, trace. They never treat the batch as a sample axis: it is axis 0.

import { add, type Dim, isNumber, isUnknown, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape } from "../../tensor/tensor-type.ts";
import { int, optional, required } from "../argument-types.ts";
import type { RuleSite } from "../define.ts";
import { axisOf, axisType, flattened } from "./axes.ts";
import { tensor } from "./operands.ts";
import { elementwise, gives, operation, refuseArgument, refuseRank, reshaped, result } from "./operation.ts";

const x = required(tensor, "The tensor.");
const k = optional(int(), 0, "Which diagonal: 0 is the main one, 1 the one above it.");

/** How long a diagonal of a matrix is. */
function diagonalLength(rows: Dim, columns: Dim, offset: number): Dim {
  if (isNumber(rows) && isNumber(columns)) {
    const rest = offset > 0 ? columns - offset : rows + offset;
    return Math.max(0, Math.min(rest, rows, columns));
  }
  const open = [rows, columns].find(isUnknown);
  return unknown(
    open && open !== batchSize ? open.reason : "the length of a diagonal whose ends depend on the data",
  );
}

/** One side of a square matrix around a diagonal. */
const side = (size: Dim, offset: number): Dim =>
  size === batchSize && offset !== 0
    ? unknown("the batch size and the offset of the diagonal")
    : add(size, Math.abs(offset));

function twoAxes(site: RuleSite, rank: number, axis1: number, axis2: number): readonly [number, number] {
  const a = axisOf(site, axis1, rank, "axis1");
  const b = axisOf(site, axis2, rank, "axis2");
  if (a === b) refuseArgument(site, "axis2", "another axis than `axis1`", axis2);
  return [a, b];
}

const axes = {
  x,
  offset: optional(int(), 0, "Which diagonal: 0 is the main one, 1 the one above it."),
  axis1: optional(axisType, 0, "The rows; the batch is axis 0."),
  axis2: optional(axisType, 1, "The columns."),
};

export default [
  operation({
    name: "Diag",
    functions: ["diag"],
    summary: "The diagonal of a matrix, or a matrix with a vector as its diagonal.",
    details: "Takes a vector or a matrix in all, the batch counted. Moving data costs no FLOPs.",
    pytorch: "torch.diag",
    parameters: { x, k },
    infer(site) {
      const { x: input, k: offset } = site.args;
      const shape = fullShape(input);
      if (shape.length === 1) {
        const size = side(shape[0]!, offset);
        return gives(reshaped(input, [size, size]));
      }
      if (shape.length !== 2) refuseRank(site, "no axis or one besides the batch", input, "x");
      return gives(reshaped(input, [diagonalLength(shape[0]!, shape[1]!, offset)]));
    },
  }),
  operation({
    name: "Diagflat",
    functions: ["diagflat"],
    summary: "A matrix whose diagonal is the flattened tensor.",
    details: "The batch is flattened too. Moving data costs no FLOPs.",
    pytorch: "torch.diagflat",
    parameters: { x, k },
    infer(site) {
      const { x: input, k: offset } = site.args;
      const size = side(flattened(fullShape(input))[0]!, offset);
      return gives(reshaped(input, [size, size]));
    },
  }),
  operation({
    name: "Diagonal",
    functions: ["diagonal"],
    summary: "The diagonal of two axes, as the last axis.",
    details: "The two axes go, and the diagonal becomes the last. Moving data costs no FLOPs.",
    pytorch: "torch.diagonal",
    parameters: axes,
    infer(site) {
      const { x: input, offset, axis1, axis2 } = site.args;
      const shape = fullShape(input);
      const [a, b] = twoAxes(site, shape.length, axis1, axis2);
      const rest = shape.filter((_, i) => i !== a && i !== b);
      return gives(reshaped(input, [...rest, diagonalLength(shape[a]!, shape[b]!, offset)]));
    },
    examples: [{ net: "ops.diagonal(axis1=1, axis2=2)", inputs: [[4, 3]], output: [3], params: 0 }],
  }),
  operation({
    name: "Trace",
    functions: ["trace"],
    summary: "The sum of the diagonal of two axes.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.trace",
    parameters: axes,
    infer(site) {
      const { x: input, axis1, axis2 } = site.args;
      const shape = fullShape(input);
      const [a, b] = twoAxes(site, shape.length, axis1, axis2);
      const dtype = /^(bool|int8|int16)$/.test(input.dtype)
        ? "int32"
        : /^(uint8|uint16)$/.test(input.dtype)
          ? "uint32"
          : input.dtype;
      return elementwise(
        result(
          shape.filter((_, i) => i !== a && i !== b),
          dtype,
        ),
      );
    },
    examples: [{ net: "ops.trace(axis1=1, axis2=2)", inputs: [[4, 4, 5]], output: [5], params: 0 }],
  }),
];
