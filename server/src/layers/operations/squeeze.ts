// Takes axes of size 1 away. It never drops an axis whose size is open.

import { dimText, isSymbolic, isUnknown } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { optional, required } from "../argument-types.ts";
import { Undecided } from "../define.ts";
import { axesOf, maybeAxes } from "./axes.ts";
import { tensor } from "./operands.ts";
import { fullText, gives, operation, refuseArgument, reshaped } from "./operation.ts";

export default operation({
  name: "Squeeze",
  functions: ["squeeze"],
  summary: "Takes axes of size 1 away.",
  details: "Without `axis` every axis of size 1 goes. Moving data costs no FLOPs.",
  pytorch: "torch.squeeze",
  parameters: {
    x: required(tensor, "The tensor."),
    axis: optional(maybeAxes, null, "Which axis, or axes; the batch is axis 0. None takes all of size 1."),
  },
  infer(site) {
    const { x, axis } = site.args;
    const shape = fullShape(x);
    if (axis === null)
      return gives(
        reshaped(
          x,
          shape.filter((dim) => dim !== 1),
        ),
      );
    const axes = axesOf(site, axis, shape.length);
    for (const at of axes) {
      const size = shape[at]!;
      if (size === 1 || isSymbolic(size)) continue;
      if (isUnknown(size) && size.consequence) throw new Undecided(size.reason);
      refuseArgument(
        site,
        "axis",
        `an axis of size 1; axis ${at} of ${fullText(shape)} has size ${at === 0 && isUnknown(size) ? "batch" : dimText(size)}`,
        axis,
      );
    }
    const left = [...shape];
    for (const at of [...axes].sort((a, b) => b - a)) left.splice(at, 1);
    return gives(reshaped(x, left));
  },
  examples: [{ net: "ops.squeeze(axis=-1)", inputs: [[4, 1]], output: [4], params: 0 }],
});
