// Norms of vectors and matrices. They never normalise; `ops.normalize` does.

import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, optional, required, wordOf } from "../argument-types.ts";
import type { Value } from "../value.ts";
import { valueText } from "../value.ts";
import { axesDoc, axesOf, maybeAxes, reduceShape } from "./axes.ts";
import { flag, tensor } from "./operands.ts";
import { elementwise, operation, refuseArgument, result } from "./operation.ts";
import { isInteger } from "./promotion.ts";

const ofMatrices = (ord: Value): boolean => {
  if (ord === null) return true;
  const word = wordOf(ord);
  if (word !== undefined) return word === "fro" || word === "nuc";
  return [1, -1, 2, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].includes(Number(ord));
};

export default operation({
  name: "Norm",
  functions: ["norm", "linalg.norm"],
  summary: "The length of vectors, or the norm of matrices.",
  details:
    "One axis makes vectors, two make matrices. Without `axis` everything counts, the batch too. FLOPs: one for each element of the result.",
  pytorch: "torch.linalg.norm",
  parameters: {
    x: required(tensor, "The tensor."),
    ord: optional(anything, null, 'Which norm: a number, `"fro"` or `"nuc"`; None is the usual length.'),
    axis: optional(maybeAxes, null, axesDoc),
    keepdims: optional(flag, false, "Whether a reduced axis stays with size 1."),
  },
  infer(site) {
    const { x, ord, axis, keepdims } = site.args;
    const shape = fullShape(x);
    const word = ord === null ? undefined : wordOf(ord);
    if (word !== undefined && word !== "fro" && word !== "nuc")
      refuseArgument(site, "ord", 'a number, "fro" or "nuc"', `"${word}"`);
    const axes = axis === null ? shape.length : axesOf(site, axis, shape.length).length;
    if (axes === 1 && word !== undefined) refuseArgument(site, "ord", "a number for vectors", `"${word}"`);
    if (axes === 2 && !ofMatrices(ord))
      refuseArgument(site, "ord", 'for matrices 1, -1, 2, -2, inf, -inf, "fro" or "nuc"', valueText(ord));
    const dtype = isInteger(x.dtype) || x.dtype === "bool" ? "float32" : x.dtype;
    return elementwise(result(reduceShape(site, shape, axis, keepdims), dtype));
  },
  examples: [{ net: "ops.norm(axis=-1)", inputs: [[4, 3]], output: [4], params: 0 }],
});
