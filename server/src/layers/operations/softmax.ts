// Softmax and its kin along one or several axes. They never change a shape.

import { fullShape } from "../../tensor/tensor-type.ts";
import { optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { axesDoc, axesOf, axisDoc, axisOf, axisType, maybeAxes } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, reshaped } from "./operation.ts";

const details = "The result has the shape and dtype of the argument. Activations are not counted as FLOPs.";

const along = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn, `nn.${fn}`],
    summary,
    details,
    pytorch,
    parameters: { x: required(tensor, "The tensor."), axis: optional(maybeAxes, -1, axesDoc) },
    infer(site) {
      const { x, axis } = site.args;
      const shape = fullShape(x);
      const axes = axis === null ? [] : axesOf(site, axis, shape.length);
      const one = axes.length === 1 && shape[axes[0]!] === 1;
      return gives(
        reshaped(x, shape),
        one ? { notes: ["The axis has size 1, so every result is the same; `sigmoid` may be meant."] } : {},
      );
    },
    examples: [
      { net: `ops.${fn}()`, inputs: [[4, 6]], output: [4, 6], params: 0 },
      { net: `ops.${fn}(axis=1)`, inputs: [[4, 6]], output: [4, 6], params: 0 },
    ],
  });

export default [
  along("Softmax", "softmax", "Positive shares that sum to 1 along an axis.", "torch.nn.functional.softmax"),
  along("LogSoftmax", "log_softmax", "The logarithm of softmax.", "torch.nn.functional.log_softmax"),
  operation({
    name: "Sparsemax",
    functions: ["sparsemax", "nn.sparsemax"],
    summary: "Shares that sum to 1 along an axis, small ones exactly 0.",
    details,
    parameters: { x: required(tensor, "The tensor."), axis: optional(axisType, -1, axisDoc) },
    infer(site) {
      const { x, axis } = site.args;
      axisOf(site, axis, fullShape(x).length);
      return gives(reshaped(x, fullShape(x)));
    },
    examples: [{ net: "ops.sparsemax()", inputs: [[4, 6]], output: [4, 6], params: 0 }],
  }),
];
