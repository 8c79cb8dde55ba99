// Cuts a block out of a tensor by its corner and its shape. It never takes steps; subscripts do.

import { type Dim, isNumber, isUnknown, subtract, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, listOf, required } from "../argument-types.ts";
import type { ArgumentType } from "../define.ts";
import { dimension, shapeType, tensor } from "./operands.ts";
import { gives, operation, refuseArgument, reshaped } from "./operation.ts";

/** The corner of the block: numbers, or a tensor. */
const corner: ArgumentType<RankedTensor | readonly Dim[]> = either(tensor, listOf(dimension));

const negative = (dim: Dim): boolean => isNumber(dim) && dim < 0;

export default [
  operation({
    name: "Slice",
    functions: ["slice"],
    summary: "Cuts a block out of a tensor.",
    details: "A size of -1 reaches to the end of its axis. Moving data costs no FLOPs.",
    parameters: {
      inputs: required(tensor, "The tensor."),
      start_indices: required(corner, "Where the block begins on each axis, the batch first."),
      shape: required(shapeType, "The size of the block on each axis; -1 reaches to the end."),
    },
    infer(site) {
      const { inputs, start_indices: start, shape } = site.args;
      const full = fullShape(inputs);
      if (shape.length !== full.length)
        refuseArgument(site, "shape", `${full.length} sizes, the batch included`, shape);
      const starts = "dtype" in start ? undefined : start;
      if (starts && starts.length !== full.length)
        refuseArgument(site, "start_indices", `${full.length} numbers, the batch included`, starts);
      const block = shape.map((dim, i): Dim => {
        if (dim !== -1) return dim;
        const size = full[i]!;
        if (starts?.[i] === 0) return size;
        if (!starts) return unknown("it begins where a tensor says");
        return isUnknown(size)
          ? unknown(size === batchSize ? "a part of the batch" : size.reason)
          : subtract(size, starts[i]!);
      });
      if (block.some(negative)) refuseArgument(site, "shape", "a block inside of the tensor", shape);
      return gives(reshaped(inputs, block));
    },
  }),
  operation({
    name: "SliceUpdate",
    functions: ["slice_update"],
    summary: "The tensor with a block replaced.",
    details: "Moving data costs no FLOPs.",
    parameters: {
      inputs: required(tensor, "The tensor."),
      start_indices: required(corner, "Where the block begins on each axis, the batch first."),
      updates: required(tensor, "The block."),
    },
    infer: (site) => gives(reshaped(site.args.inputs, fullShape(site.args.inputs))),
  }),
];
