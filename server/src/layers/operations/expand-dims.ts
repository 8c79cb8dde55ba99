// Adds axes of size 1. It never moves the others.

import { fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import { axesOf, axesType } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseArgument, reshaped } from "./operation.ts";

export default operation({
  name: "ExpandDims",
  functions: ["expand_dims"],
  summary: "Adds an axis of size 1.",
  details:
    "`axis` is the place of the new axis in the result, the batch counted. Moving data costs no FLOPs.",
  pytorch: "torch.unsqueeze",
  parameters: {
    x: required(tensor, "The tensor."),
    axis: required(axesType, "Where the new axis goes; the batch is axis 0."),
  },
  infer(site) {
    const { x, axis } = site.args;
    const shape = fullShape(x);
    const count = typeof axis === "number" ? 1 : axis.length;
    const rank = shape.length + count;
    const places = new Set(axesOf(site, axis, rank));
    if (places.size < count) refuseArgument(site, "axis", "different axes", axis);
    const rest = [...shape];
    return gives(
      reshaped(
        x,
        Array.from({ length: rank }, (_, i) => (places.has(i) ? 1 : rest.shift()!)),
      ),
    );
  },
  examples: [
    { net: "ops.expand_dims(axis=1)", inputs: [[4, 3]], output: [1, 4, 3], params: 0 },
    { net: "ops.expand_dims(-1)", inputs: [[4, 3]], output: [4, 3, 1], params: 0 },
  ],
});
