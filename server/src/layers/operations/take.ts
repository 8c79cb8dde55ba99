// Picks elements by position: take and take_along_axis. They never check that positions are inside, as Keras does not.

import { fullShape } from "../../tensor/tensor-type.ts";
import { nullable, optional, required } from "../argument-types.ts";
import { axisDoc, axisOf, axisType, flattened } from "./axes.ts";
import { broadcast } from "./broadcasting.ts";
import { arrayLike, tensor } from "./operands.ts";
import { fullText, gives, operation, refuseSize, reshaped } from "./operation.ts";

export default [
  operation({
    name: "Take",
    functions: ["take"],
    summary: "Picks places along an axis.",
    details:
      "The axis is replaced by the axes of `indices`. Without `axis` the tensor is flattened, the batch too. Moving data costs no FLOPs.",
    pytorch: "torch.index_select",
    parameters: {
      x: required(tensor, "The tensor."),
      indices: required(arrayLike, "Which places: a number, a list, or a tensor."),
      axis: optional(nullable(axisType), null, axisDoc),
    },
    infer(site) {
      const { x, indices, axis } = site.args;
      const places = fullShape(indices);
      if (axis === null) return gives(reshaped(x, places));
      const shape = fullShape(x);
      const at = axisOf(site, axis, shape.length);
      return gives(reshaped(x, [...shape.slice(0, at), ...places, ...shape.slice(at + 1)]));
    },
    examples: [
      { net: "ops.take([0, 2], axis=1)", inputs: [[4, 3]], output: [2, 3], params: 0 },
      { net: "ops.take(0, axis=1)", inputs: [[4, 3]], output: [3], params: 0 },
    ],
  }),
  operation({
    name: "TakeAlongAxis",
    functions: ["take_along_axis"],
    summary: "Picks elements along an axis, each by its own position.",
    details: "`indices` has as many axes as the tensor. Moving data costs no FLOPs.",
    pytorch: "torch.gather",
    parameters: {
      x: required(tensor, "The tensor."),
      indices: required(tensor, "Which place for each element of the result."),
      axis: optional(nullable(axisType), null, axisDoc),
    },
    infer(site) {
      const { x, indices, axis } = site.args;
      const places = fullShape(indices);
      const shape = [...(axis === null ? flattened(fullShape(x)) : fullShape(x))];
      if (shape.length !== places.length) {
        refuseSize(
          site,
          `needs \`indices\` with ${shape.length} ${shape.length === 1 ? "axis" : "axes"} and gets ${fullText(places)}`,
          { argument: "indices" },
        );
      }
      const at = axis === null ? 0 : axisOf(site, axis, shape.length);
      shape[at] = places[at]!;
      return gives(reshaped(x, broadcast(site, shape, places).shape));
    },
  }),
];
