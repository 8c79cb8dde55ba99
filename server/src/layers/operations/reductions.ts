// Reductions: sums, means, extremes over some axes or all. The batch is reduced too where no axis is named; they never
// keep it by themselves.

import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { axesDoc, axisDoc, axisType, maybeAxes, reduceShape } from "./axes.ts";
import { dtypeName, flag, tensor } from "./operands.ts";
import { elementwise, operation, promoted, result } from "./operation.ts";
import { isInteger, promote } from "./promotion.ts";

type DtypeRule = (dtype: string) => string | undefined;

const same: DtypeRule = (dtype) => dtype;
const bool: DtypeRule = () => "bool";
const int32: DtypeRule = () => "int32";
const float32: DtypeRule = () => "float32";
const isWhole = (dtype: string): boolean => isInteger(dtype) || dtype === "bool";
/** Small whole numbers are summed in 32 bits. */
const wider: DtypeRule = (dtype) =>
  /^(bool|int8|int16)$/.test(dtype) ? "int32" : /^(uint8|uint16)$/.test(dtype) ? "uint32" : dtype;
const total: DtypeRule = (dtype) => {
  const narrow = promote(dtype);
  return narrow && wider(narrow);
};
const mean: DtypeRule = (dtype) => (isWhole(dtype) ? promote(dtype, "float32") : dtype);
const deviation: DtypeRule = (dtype) => (isWhole(dtype) ? "float32" : dtype);
const floating: DtypeRule = (dtype) => promote(dtype, "float");
const middle: DtypeRule = (dtype) => (dtype === "int64" ? "float32" : promote(dtype, "float"));
const narrow: DtypeRule = (dtype) => promote(dtype);

const x = required(tensor, "The tensor.");
const keepdims = optional(flag, false, "Whether a reduced axis stays with size 1.");
const details =
  "Without `axis` everything is reduced, the batch too, and the result is a scalar; that is seldom meant inside a model. FLOPs: one for each element of the result.";

const reduction = (
  name: string,
  fn: string | readonly string[],
  summary: string,
  rule: DtypeRule,
  pytorch?: string,
): LayerDefinition => {
  const functions = typeof fn === "string" ? [fn] : fn;
  return operation({
    name,
    functions,
    summary,
    details,
    ...(pytorch ? { pytorch } : {}),
    parameters: { x, axis: optional(maybeAxes, null, axesDoc), keepdims },
    infer(site) {
      const { axis, keepdims: keep, x: input } = site.args;
      const shape = reduceShape(site, fullShape(input), axis, keep);
      return elementwise(result(shape, rule(input.dtype) ?? promoted(site, input.dtype, "float")));
    },
    examples: [
      { net: `ops.${functions[0]}(axis=1)`, inputs: [[4, 3]], output: [3], params: 0 },
      { net: `ops.${functions[0]}(axis=-1, keepdims=True)`, inputs: [[4, 3]], output: [4, 1], params: 0 },
    ],
  });
};

/** Extremes may start from a value. */
const extreme = (name: string, fn: string, summary: string, pytorch: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch,
    parameters: {
      x,
      axis: optional(maybeAxes, null, axesDoc),
      keepdims,
      initial: optional(anything, null, "A value that takes part in every comparison."),
    },
    infer(site) {
      const { axis, keepdims: keep, x: input } = site.args;
      return elementwise(result(reduceShape(site, fullShape(input), axis, keep), input.dtype));
    },
    examples: [
      { net: `ops.${fn}(axis=1)`, inputs: [[4, 3]], output: [3], params: 0 },
      { net: `ops.${fn}(axis=[1, 2])`, inputs: [[4, 3]], output: [], params: 0 },
    ],
  });

/** Positions along one axis. */
const position = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    parameters: {
      x,
      axis: optional(nullable(axisType), null, `${axisDoc} None takes the flattened tensor.`),
      keepdims,
    },
    infer(site) {
      const { axis, keepdims: keep, x: input } = site.args;
      return elementwise(result(reduceShape(site, fullShape(input), axis, keep), "int32"));
    },
    examples: [{ net: `ops.${fn}(axis=-1)`, inputs: [[4, 3]], output: [4], params: 0 }],
  });

export default [
  reduction("Mean", "mean", "Averages over axes.", mean, "torch.mean"),
  reduction("Sum", "sum", "Sums over axes.", total, "torch.sum"),
  reduction("Amax", "amax", "The largest elements over axes.", same, "torch.amax"),
  reduction("Amin", "amin", "The smallest elements over axes.", same, "torch.amin"),
  reduction("Any", "any", "Whether one element holds.", bool, "torch.any"),
  reduction("All", "all", "Whether every element holds.", bool, "torch.all"),
  reduction("Std", "std", "Standard deviations over axes.", deviation, "torch.std"),
  reduction("Var", "var", "Variances over axes.", floating, "torch.var"),
  reduction("Median", "median", "Medians over axes.", middle, "torch.median"),
  reduction("Logsumexp", "logsumexp", "`log(sum(exp(x)))`, without overflow.", float32, "torch.logsumexp"),
  reduction("Ptp", "ptp", "The largest minus the smallest element.", same),
  reduction("Nansum", "nansum", "Sums that leave NaN out.", total, "torch.nansum"),
  reduction("Nanmean", "nanmean", "Averages that leave NaN out.", floating, "torch.nanmean"),
  reduction("Nanmax", "nanmax", "Largest elements, NaN left out.", narrow),
  reduction("Nanmin", "nanmin", "Smallest elements, NaN left out.", narrow),
  reduction("Nanprod", "nanprod", "Products that leave NaN out.", wider),
  reduction("Nanstd", "nanstd", "Standard deviations, NaN left out.", floating),
  reduction("Nanvar", "nanvar", "Variances, NaN left out.", floating),
  reduction("Nanmedian", "nanmedian", "Medians, NaN left out.", floating, "torch.nanmedian"),
  reduction("Argmax", "argmax", "Where the largest element is along an axis.", int32, "torch.argmax"),
  reduction("Argmin", "argmin", "Where the smallest element is along an axis.", int32, "torch.argmin"),
  extreme("Max", "max", "The largest elements over axes.", "torch.amax"),
  extreme("Min", "min", "The smallest elements over axes.", "torch.amin"),
  position("Nanargmax", "nanargmax", "Where the largest element is, NaN left out."),
  position("Nanargmin", "nanargmin", "Where the smallest element is, NaN left out."),
  operation({
    name: "Prod",
    functions: ["prod"],
    summary: "Products over axes.",
    details,
    pytorch: "torch.prod",
    parameters: {
      x,
      axis: optional(maybeAxes, null, axesDoc),
      keepdims,
      dtype: optional(nullable(dtypeName), null, "The dtype of the result."),
    },
    infer(site) {
      const { axis, keepdims: keep, dtype, x: input } = site.args;
      return elementwise(
        result(reduceShape(site, fullShape(input), axis, keep), dtype ?? wider(input.dtype)!),
      );
    },
    examples: [{ net: "ops.prod(axis=1)", inputs: [[4, 3]], output: [3], params: 0 }],
  }),
  operation({
    name: "CountNonzero",
    functions: ["count_nonzero"],
    summary: "How many elements are not zero.",
    details,
    pytorch: "torch.count_nonzero",
    parameters: { x, axis: optional(maybeAxes, null, axesDoc) },
    infer(site) {
      return elementwise(result(reduceShape(site, fullShape(site.args.x), site.args.axis, false), "int32"));
    },
    examples: [{ net: "ops.count_nonzero(axis=1)", inputs: [[4, 3]], output: [3], params: 0 }],
  }),
];
