// Stretches a tensor to a shape. It never shrinks one.

import { isNumber, isUnknown } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { listOf, required } from "../argument-types.ts";
import { broadcast } from "./broadcasting.ts";
import { dimension, tensor } from "./operands.ts";
import { gives, operation, refuseArgument, reshaped } from "./operation.ts";

export default operation({
  name: "BroadcastTo",
  functions: ["broadcast_to"],
  summary: "Stretches axes of size 1, and adds axes in front, to reach a shape.",
  details: "The shape includes the batch; `None` leaves it open. Moving data costs no FLOPs.",
  pytorch: "torch.broadcast_to",
  parameters: {
    x: required(tensor, "The tensor."),
    shape: required(listOf(dimension), "The shape, the batch first."),
  },
  infer(site) {
    const { x, shape } = site.args;
    if (shape.some((dim) => isNumber(dim) && dim < 0))
      refuseArgument(site, "shape", "sizes ≥ 0, or None", shape);
    const full = fullShape(x);
    const { reports } = broadcast(site, full, shape);
    // An open size is that of the tensor, so that the batch stays the batch.
    const kept = shape.map((dim, i) => {
      const own = full[i - (shape.length - full.length)];
      return isUnknown(dim) && own !== undefined && isUnknown(own) ? own : dim;
    });
    return gives(reshaped(x, kept), { reports });
  },
  examples: [{ net: "ops.broadcast_to((None, 4, 3))", inputs: [[4, 1]], output: [4, 3], params: 0 }],
});
