// The gated linear unit. It never pads an odd axis.

import shapeIndivisible from "../../diagnostics/shape-indivisible.ts";
import { divideExact, floorDivide, isNumber } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { optional, required } from "../argument-types.ts";
import { refuse } from "../define.ts";
import { axisDoc, axisOf, axisType } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, reshaped } from "./operation.ts";

export default operation({
  name: "Glu",
  functions: ["glu", "nn.glu"],
  summary: "Halves an axis: one half times the sigmoid of the other.",
  details: "The axis must be even. Activations are not counted as FLOPs.",
  pytorch: "torch.nn.functional.glu",
  parameters: { x: required(tensor, "The tensor."), axis: optional(axisType, -1, axisDoc) },
  infer(site) {
    const { x, axis } = site.args;
    const shape = [...fullShape(x)];
    const at = axisOf(site, axis, shape.length);
    const size = shape[at]!;
    if (isNumber(size) && size % 2 !== 0) {
      refuse(
        shapeIndivisible,
        { layer: site.layer, whole: `an axis of ${size}`, by: "2 halves" },
        { argument: "axis" },
      );
    }
    shape[at] = divideExact(size, 2) ?? floorDivide(size, 2);
    return gives(reshaped(x, shape));
  },
  examples: [{ net: "ops.glu()", inputs: [[4, 6]], output: [4, 3], params: 0 }],
});
