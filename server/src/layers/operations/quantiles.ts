// Quantiles and percentiles over axes. They never sort the tensor they are given.

import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { optional, required, string } from "../argument-types.ts";
import { type ArgumentType, type LayerDefinition, Mismatch } from "../define.ts";
import { isSequence } from "../value.ts";
import { axesDoc, maybeAxes, reduceShape } from "./axes.ts";
import { arrayLike, flag, tensor } from "./operands.ts";
import { elementwise, operation, promoted, result } from "./operation.ts";
import { isInteger } from "./promotion.ts";

/** Which quantiles: a number, a list of numbers, or a tensor. */
type Which = { readonly list: number } | RankedTensor;

const which: ArgumentType<Which> = {
  text: "a number, a list of numbers, or a tensor",
  parse(value) {
    if (isSequence(value)) return { list: value.items.length };
    const parsed = arrayLike.parse(value);
    return parsed instanceof Mismatch && parsed.reason === "type"
      ? new Mismatch("type", "a number, a list of numbers, or a tensor")
      : parsed;
  },
};

type Rule = (dtype: string) => string | undefined;

const quantiles = (
  name: string,
  fn: string,
  summary: string,
  oneIsNone: boolean,
  rule: Rule,
): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details:
      "With several quantiles the result has an axis for them in front. FLOPs: one for each element of the result.",
    pytorch: "torch.quantile",
    parameters: {
      x: required(tensor, "The tensor."),
      q: required(
        which,
        fn.includes("percentile") ? "Which percentiles, from 0 to 100." : "Which quantiles, from 0 to 1.",
      ),
      axis: optional(maybeAxes, null, axesDoc),
      method: optional(
        string,
        "linear",
        "How to go between two elements: `linear`, `lower`, `higher`, `midpoint`, `nearest`.",
      ),
      keepdims: optional(flag, false, "Whether a reduced axis stays with size 1."),
    },
    infer(site) {
      const { x, q, axis, keepdims } = site.args;
      const shape = reduceShape(site, fullShape(x), axis, keepdims);
      const front = "list" in q ? (oneIsNone && q.list <= 1 ? [] : [q.list]) : fullShape(q).slice(0, 1);
      return elementwise(result([...front, ...shape], rule(x.dtype) ?? promoted(site, x.dtype, "float")));
    },
    examples: [{ net: `ops.${fn}(0.5, axis=1)`, inputs: [[4, 3]], output: [3], params: 0 }],
  });

const floating: Rule = (dtype) => (dtype === "int64" ? "float32" : undefined);

export default [
  quantiles("Quantile", "quantile", "Quantiles over axes.", true, floating),
  quantiles("Nanquantile", "nanquantile", "Quantiles, NaN left out.", true, floating),
  quantiles("Percentile", "percentile", "Percentiles over axes.", false, (dtype) =>
    /^b?float/.test(dtype) ? dtype : "float32",
  ),
  quantiles("Nanpercentile", "nanpercentile", "Percentiles, NaN left out.", false, (dtype) =>
    isInteger(dtype) ? "float32" : undefined,
  ),
];
