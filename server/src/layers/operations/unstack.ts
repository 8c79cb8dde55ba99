// Takes a tensor apart along an axis, which goes. It never guesses how many parts there are.

import shapeUnknownDim from "../../diagnostics/shape-unknown-dim.ts";
import { dimText, isNumber, isUnknown } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { int, nullable, optional, required } from "../argument-types.ts";
import { refuse, Undecided } from "../define.ts";
import { axisDoc, axisOf, axisType } from "./axes.ts";
import { tensor } from "./operands.ts";
import { failsLater, gives, operation, reshaped } from "./operation.ts";

export default operation({
  name: "Unstack",
  functions: ["unstack"],
  summary: "Takes a tensor apart along an axis: one tensor for each place.",
  details: "Gives a list; the axis goes. Moving data costs no FLOPs.",
  pytorch: "torch.unbind",
  parameters: {
    x: required(tensor, "The tensor."),
    num: optional(
      nullable(int({ min: 0 })),
      null,
      "How many parts; needed where the size of the axis is open.",
    ),
    axis: optional(axisType, 0, axisDoc),
  },
  infer(site) {
    const { x, num, axis } = site.args;
    const shape = fullShape(x);
    const at = axisOf(site, axis, shape.length);
    const size = shape[at]!;
    if (num === null && isUnknown(size) && size.consequence) throw new Undecided(size.reason);
    if (num === null && !isNumber(size)) {
      refuse(shapeUnknownDim, {
        layer: site.layer,
        what: `how many parts there are (axis ${at})`,
        reason: isUnknown(size) ? size.reason : `it is ${dimText(size)}`,
      });
    }
    const count = num ?? (size as number);
    const part = reshaped(
      x,
      shape.filter((_, i) => i !== at),
    );
    const reports =
      isNumber(size) && size !== count
        ? [failsLater(site, `makes ${count} parts of an axis of ${size}`)]
        : [];
    return gives(
      Array.from({ length: count }, () => part),
      { reports },
    );
  },
});
