// Writes elements to places. They never check that the places are inside.

import { fullShape } from "../../tensor/tensor-type.ts";
import { nullable, option, optional, required } from "../argument-types.ts";
import { arrayLike, shapeType } from "./operands.ts";
import { gives, operation, reshaped } from "./operation.ts";

export default [
  operation({
    name: "Scatter",
    functions: ["scatter"],
    summary: "A tensor of zeros with values at given places.",
    details: "The shape includes every axis. Moving data costs no FLOPs.",
    pytorch: "torch.scatter",
    parameters: {
      indices: required(arrayLike, "Where each value goes."),
      values: required(arrayLike, "The values."),
      shape: required(shapeType, "The shape of the result."),
    },
    infer: (site) => gives(reshaped(site.args.values, site.args.shape)),
  }),
  operation({
    name: "ScatterUpdate",
    functions: ["scatter_update"],
    summary: "The tensor with values written at given places.",
    details: "Moving data costs no FLOPs.",
    pytorch: "torch.scatter",
    parameters: {
      inputs: required(arrayLike, "The tensor."),
      indices: required(arrayLike, "Where each value goes."),
      updates: required(arrayLike, "The values."),
      reduction: optional(
        nullable(option(["add", "max", "min", "mul"], { anyCase: true })),
        null,
        "How a value meets what is there; None replaces it.",
      ),
    },
    infer: (site) => gives(reshaped(site.args.inputs, fullShape(site.args.inputs))),
  }),
];
