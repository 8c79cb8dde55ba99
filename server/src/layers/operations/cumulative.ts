// Running sums and products along an axis. They never shorten it.

import { fullShape } from "../../tensor/tensor-type.ts";
import { nullable, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { axesLater, axisDoc, axisOf, axisType, flattened, maybeAxes } from "./axes.ts";
import { dtypeName, tensor } from "./operands.ts";
import { elementwise, operation, result } from "./operation.ts";

// The two that leave NaN out do not check their axis.
const running = (
  name: string,
  fn: string,
  summary: string,
  checked: boolean,
  pytorch?: string,
): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details: "Without `axis` the tensor is flattened, the batch too. FLOPs: one for each element.",
    ...(pytorch ? { pytorch } : {}),
    parameters: {
      x: required(tensor, "The tensor."),
      axis: optional(checked ? nullable(axisType) : maybeAxes, null, axisDoc),
      dtype: optional(nullable(dtypeName), null, "The dtype of the result."),
    },
    infer(site) {
      const { x, axis, dtype } = site.args;
      const shape = fullShape(x);
      if (checked && typeof axis === "number") axisOf(site, axis, shape.length);
      const reports = checked ? [] : axesLater(site, axis, shape.length);
      const own = dtype ?? x.dtype;
      return elementwise(result(axis === null ? flattened(shape) : shape, own === "bool" ? "int32" : own), {
        reports,
      });
    },
    examples: [{ net: `ops.${fn}(axis=1)`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });

export default [
  running("Cumsum", "cumsum", "Running sums along an axis.", true, "torch.cumsum"),
  running("Cumprod", "cumprod", "Running products along an axis.", true, "torch.cumprod"),
  running("Nancumsum", "nancumsum", "Running sums that leave NaN out.", false),
  running("Nancumprod", "nancumprod", "Running products that leave NaN out.", false),
];
