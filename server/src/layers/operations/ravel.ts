// Flattens everything, the batch too. It never keeps an axis.

import { fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import { flattened } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, reshaped } from "./operation.ts";

export default operation({
  name: "Ravel",
  functions: ["ravel"],
  summary: "Flattens a tensor to one axis, the batch included.",
  details: "The layer `Flatten()` keeps the batch. Moving data costs no FLOPs.",
  pytorch: "torch.ravel",
  parameters: { x: required(tensor, "The tensor.") },
  infer: (site) => gives(reshaped(site.args.x, flattened(fullShape(site.args.x)))),
});
