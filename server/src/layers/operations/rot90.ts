// Turns a plane by quarter turns. It never interpolates.

import { fullShape } from "../../tensor/tensor-type.ts";
import { int, listOf, optional, required } from "../argument-types.ts";
import { axisOf } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseArgument, refuseRank, reshaped } from "./operation.ts";

export default operation({
  name: "Rot90",
  functions: ["rot90"],
  summary: "Turns two axes by 90 degrees, `k` times.",
  details: "Keras declares the two axes exchanged, whatever `k` is. Moving data costs no FLOPs.",
  pytorch: "torch.rot90",
  parameters: {
    array: required(tensor, "The tensor."),
    k: optional(int(), 1, "How many quarter turns."),
    axes: optional(listOf(int()), [0, 1], "The two axes; the batch is axis 0."),
  },
  infer(site) {
    const { array, axes } = site.args;
    const shape = [...fullShape(array)];
    if (shape.length < 2) refuseRank(site, "at least one axis", array, "array");
    if (axes.length !== 2 || axes[0] === axes[1]) refuseArgument(site, "axes", "two different axes", axes);
    const a = axisOf(site, axes[0]!, shape.length, "axes");
    const b = axisOf(site, axes[1]!, shape.length, "axes");
    [shape[a], shape[b]] = [shape[b]!, shape[a]!];
    return gives(reshaped(array, shape));
  },
  examples: [{ net: "ops.rot90(axes=(1, 2))", inputs: [[4, 3]], output: [3, 4], params: 0 }],
});
