// Orders of axes: transpose, swapaxes, moveaxis. They never change a size.

import type { Dim } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required } from "../argument-types.ts";
import { axesOf, axisDoc, axisOf, axisType } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseArgument, reshaped } from "./operation.ts";

const x = required(tensor, "The tensor.");
const details = "The batch is axis 0 and moves like any other. Moving data costs no FLOPs.";

export default [
  operation({
    name: "Transpose",
    functions: ["transpose"],
    summary: "Puts axes into another order.",
    details,
    pytorch: "torch.permute",
    parameters: {
      x,
      axes: optional(
        nullable(listOf(int())),
        null,
        "The old place of each new axis, the batch included; None turns the order round.",
      ),
    },
    infer(site) {
      const { x: input, axes } = site.args;
      const shape = fullShape(input);
      if (axes === null) return gives(reshaped(input, [...shape].reverse()));
      if (axes.length !== shape.length)
        refuseArgument(site, "axes", `${shape.length} axes, the batch included`, axes);
      const order = axesOf(site, axes, shape.length, "axes");
      if (new Set(order).size !== order.length) refuseArgument(site, "axes", "every axis once", axes);
      return gives(
        reshaped(
          input,
          order.map((axis) => shape[axis]!),
        ),
      );
    },
    examples: [{ net: "ops.transpose((0, 2, 1))", inputs: [[4, 3]], output: [3, 4], params: 0 }],
  }),
  operation({
    name: "Swapaxes",
    functions: ["swapaxes"],
    summary: "Exchanges two axes.",
    details,
    pytorch: "torch.swapaxes",
    parameters: { x, axis1: required(axisType, axisDoc), axis2: required(axisType, "The other one.") },
    infer(site) {
      const { x: input, axis1, axis2 } = site.args;
      const shape = [...fullShape(input)];
      const a = axisOf(site, axis1, shape.length, "axis1");
      const b = axisOf(site, axis2, shape.length, "axis2");
      [shape[a], shape[b]] = [shape[b]!, shape[a]!];
      return gives(reshaped(input, shape));
    },
    examples: [{ net: "ops.swapaxes(1, 2)", inputs: [[4, 3]], output: [3, 4], params: 0 }],
  }),
  operation({
    name: "Moveaxis",
    functions: ["moveaxis"],
    summary: "Moves axes to other places; the rest keep their order.",
    details,
    pytorch: "torch.movedim",
    parameters: {
      x,
      source: required(either(int(), listOf(int())), "Which axis, or axes."),
      destination: required(either(int(), listOf(int())), "Where they go."),
    },
    infer(site) {
      const { x: input, source, destination } = site.args;
      const shape = fullShape(input);
      const from = axesOf(site, source, shape.length, "source");
      const to = axesOf(site, destination, shape.length, "destination");
      if (from.length !== to.length)
        refuseArgument(site, "destination", `as many axes as \`source\` (${from.length})`, destination);
      const moved: (Dim | undefined)[] = shape.map(() => undefined);
      from.forEach((axis, i) => {
        moved[to[i]!] = shape[axis]!;
      });
      const rest = shape.filter((_, axis) => !from.includes(axis));
      return gives(
        reshaped(
          input,
          moved.map((dim) => dim ?? rest.shift()!),
        ),
      );
    },
    examples: [{ net: "ops.moveaxis(1, -1)", inputs: [[4, 3, 5]], output: [3, 5, 4], params: 0 }],
  }),
];
