// Repeats: tile and repeat. They never interleave otherwise than NumPy.

import { type Dim, isNumber, isUnknown, multiply, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required } from "../argument-types.ts";
import { axisDoc, axisOf, axisType, flattened } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseArgument, refuseSize, reshaped } from "./operation.ts";

const repeated = (dim: Dim, times: number): Dim =>
  dim === batchSize && times !== 1
    ? unknown(`${times} times the batch size`)
    : isUnknown(dim) && times === 0
      ? dim
      : multiply(dim, times);

export default [
  operation({
    name: "Tile",
    functions: ["tile"],
    summary: "Repeats a whole tensor along its axes.",
    details: "`repeats` is lined up with the axes at the end. Moving data costs no FLOPs.",
    pytorch: "torch.tile",
    parameters: {
      x: required(tensor, "The tensor."),
      repeats: required(either(int(), listOf(int())), "How often along each axis."),
    },
    infer(site) {
      const { x, repeats } = site.args;
      const given = typeof repeats === "number" ? [repeats] : repeats;
      const shape = fullShape(x);
      const rank = Math.max(shape.length, given.length);
      const ones = (n: number): number[] => Array.from({ length: n }, () => 1);
      const sizes: readonly Dim[] = [...ones(rank - shape.length), ...shape];
      const counts = [...ones(rank - given.length), ...given];
      const tiled = sizes.map((dim, i) => repeated(dim, counts[i]!));
      if (tiled.some((dim) => isNumber(dim) && dim < 0))
        refuseArgument(site, "repeats", "numbers ≥ 0", repeats);
      return gives(reshaped(x, tiled));
    },
    examples: [{ net: "ops.tile((1, 2, 3))", inputs: [[4, 3]], output: [8, 9], params: 0 }],
  }),
  operation({
    name: "Repeat",
    functions: ["repeat"],
    summary: "Repeats each element along an axis.",
    details: "Without `axis` the tensor is flattened, the batch too. Moving data costs no FLOPs.",
    pytorch: "torch.repeat_interleave",
    parameters: {
      x: required(tensor, "The tensor."),
      repeats: required(
        either(int(), listOf(int())),
        "How often: one number, or one for each element of the axis.",
      ),
      axis: optional(nullable(axisType), null, axisDoc),
    },
    infer(site) {
      const { x, repeats, axis } = site.args;
      const given = typeof repeats === "number" ? [repeats] : repeats;
      const full = fullShape(x);
      const shape = axis === null ? flattened(full) : full;
      const at = axis === null ? 0 : axisOf(site, axis, shape.length);
      const size = shape[at]!;
      const total = given.reduce((a, b) => a + b, 0);
      if (given.length !== 1 && isNumber(size) && size !== given.length) {
        refuseSize(site, `has ${given.length} numbers of repeats for an axis of ${size}`, {
          argument: "repeats",
        });
      }
      const times: Dim =
        given.length === 1
          ? repeated(size, given[0]!)
          : isNumber(size)
            ? total
            : unknown("an axis of open size, repeated");
      if (isNumber(times) && times < 0) refuseArgument(site, "repeats", "numbers ≥ 0", repeats);
      return gives(
        reshaped(
          x,
          shape.map((dim, i) => (i === at ? times : dim)),
        ),
      );
    },
    examples: [{ net: "ops.repeat(2, axis=1)", inputs: [[4, 3]], output: [8, 3], params: 0 }],
  }),
];
