// Averages with weights, moments, counts and differences. They never change what they are given.

import {
  add,
  type Dim,
  differ,
  isNumber,
  isUnknown,
  maximum,
  minimum,
  subtract,
  unknown,
} from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, int, nullable, optional, required } from "../argument-types.ts";
import { axesDoc, axisDoc, axisOf, axisType, maybeAxes, reduceShape } from "./axes.ts";
import { arrayLike, flag, tensor } from "./operands.ts";
import {
  elementwise,
  fullText,
  gives,
  knownSize,
  operation,
  perSample,
  promoted,
  refuseArgument,
  refuseSize,
  reshaped,
  result,
} from "./operation.ts";

const x = required(tensor, "The tensor.");
const agree = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && !a.some((dim, i) => differ(dim, b[i]!));

export default [
  operation({
    name: "Average",
    functions: ["average"],
    summary: "Averages over an axis, with weights.",
    details:
      "The weights have the shape of the tensor, or of its axis. FLOPs: one for each element of the result.",
    parameters: {
      x,
      axis: optional(nullable(axisType), null, `${axisDoc} None takes all, the batch included.`),
      weights: optional(nullable(arrayLike), null, "How much each element counts."),
    },
    infer(site) {
      const { x: input, axis, weights } = site.args;
      const shape = fullShape(input);
      const at = axis === null ? undefined : axisOf(site, axis, shape.length);
      if (weights) {
        const given = fullShape(weights);
        const fits = agree(shape, given) || (at !== undefined && agree([shape[at]!], given));
        if (!fits)
          refuseSize(site, `has weights ${fullText(given)} for a tensor ${fullText(shape)}`, {
            argument: "weights",
          });
      }
      const dtype = promoted(site, input.dtype, "float", ...(weights ? [weights.dtype] : []));
      return elementwise(result(reduceShape(site, shape, axis, false), dtype));
    },
    examples: [{ net: "ops.average(axis=1)", inputs: [[4, 3]], output: [3], params: 0 }],
  }),
  operation({
    name: "Moments",
    functions: ["moments", "nn.moments"],
    summary: "Mean and variance over axes.",
    details: "Gives two tensors. FLOPs: one for each element of both.",
    parameters: {
      x,
      axes: required(maybeAxes, axesDoc),
      keepdims: optional(flag, false, "Whether a reduced axis stays with size 1."),
      synchronized: optional(flag, false, "Whether the batches of all devices count together."),
    },
    outputs: () => 2,
    infer(site) {
      const { x: input, axes, keepdims } = site.args;
      const one = reshaped(input, reduceShape(site, fullShape(input), axes, keepdims, "axes"));
      return gives([one, one], { flops: perSample([2, ...fullShape(one)]) });
    },
  }),
  operation({
    name: "Bincount",
    functions: ["bincount"],
    summary: "How often each whole number stands along the last axis.",
    details: "How many numbers there are is known only with the data. Counts no FLOPs.",
    pytorch: "torch.bincount",
    parameters: {
      x,
      weights: optional(nullable(arrayLike), null, "How much each element counts."),
      minlength: optional(int(), 0, "The least number of counts."),
      sparse: optional(flag, false, "Whether the result is sparse."),
    },
    infer(site) {
      const { x: input, weights } = site.args;
      const shape = [...fullShape(input).slice(0, -1), unknown("the largest number in the data")];
      return gives(result(shape, weights ? promoted(site, input.dtype, weights.dtype) : "int32"));
    },
  }),
  operation({
    name: "Histogram",
    functions: ["histogram"],
    summary: "How many elements fall into each of a number of bins.",
    details: "Gives the counts and the edges of the bins. Counts no FLOPs.",
    pytorch: "torch.histc",
    parameters: {
      x,
      bins: optional(int({ min: 0 }), 10, "How many bins."),
      range: optional(anything, null, "The smallest and largest value counted."),
    },
    outputs: () => 2,
    infer(site) {
      const { x: input, bins } = site.args;
      return gives([reshaped(input, [bins]), reshaped(input, [bins + 1])]);
    },
  }),
  operation({
    name: "Diff",
    functions: ["diff"],
    summary: "Differences of neighbours along an axis, which loses one place for each time.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.diff",
    parameters: {
      a: required(tensor, "The tensor."),
      n: optional(int(), 1, "How many times."),
      axis: optional(axisType, -1, axisDoc),
    },
    infer(site) {
      const { a, n, axis } = site.args;
      const shape = [...fullShape(a)];
      const at = axisOf(site, axis, shape.length);
      const size = shape[at]!;
      shape[at] = isNumber(size) ? Math.max(size - n, 0) : isUnknown(size) ? size : subtract(size, n);
      return elementwise(reshaped(a, shape));
    },
    examples: [{ net: "ops.diff()", inputs: [[4, 3]], output: [4, 2], params: 0 }],
  }),
  operation({
    name: "Trapezoid",
    functions: ["trapezoid"],
    summary: "The area below a curve, by trapezoids along an axis.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.trapezoid",
    parameters: {
      y: required(tensor, "The heights."),
      x: optional(anything, null, "Where they stand."),
      dx: optional(anything, 1, "How far apart they stand.", { defaultText: "1.0" }),
      axis: optional(nullable(axisType), -1, axisDoc),
    },
    infer(site) {
      const { y, axis } = site.args;
      const shape = [...fullShape(y)];
      // Keras wraps the axis round where it is out of range.
      if (shape.length > 0 && axis !== null)
        shape.splice(((axis % shape.length) + shape.length) % shape.length, 1);
      return elementwise(result(shape, promoted(site, y.dtype, "float")));
    },
    examples: [{ net: "ops.trapezoid()", inputs: [[4, 3]], output: [4], params: 0 }],
  }),
  operation({
    name: "Correlate",
    functions: ["correlate"],
    summary: "The cross-correlation of two vectors.",
    details: "Takes tensors with one axis only, so no batch. Counts no FLOPs.",
    parameters: {
      x1: required(tensor, "A vector."),
      x2: required(tensor, "A vector."),
      mode: optional(anything, "valid", "How much of the ends is kept: `valid`, `same`, `full`."),
    },
    infer(site) {
      const { x1, x2 } = site.args;
      const mode = String(site.args.mode);
      const [a, b] = [fullShape(x1), fullShape(x2)];
      if (a.length !== 1) refuseSize(site, `takes vectors and gets ${fullText(a)}`, { argument: "x1" });
      if (b.length !== 1) refuseSize(site, `takes vectors and gets ${fullText(b)}`, { argument: "x2" });
      if (!["valid", "same", "full"].includes(mode))
        refuseArgument(site, "mode", "valid, same or full", mode);
      const [n, m] = [a[0]!, b[0]!].map((size) => knownSize(site, size, "the length of both vectors")) as [
        Dim,
        Dim,
      ];
      const [long, short] = [maximum(n, m), minimum(n, m)];
      const size =
        mode === "same" ? long : mode === "full" ? subtract(add(n, m), 1) : add(subtract(long, short), 1);
      const dtype = promoted(site, x1.dtype, x2.dtype);
      return gives(
        result(
          [size],
          dtype === "int64" ? "float64" : /^(bfloat16|float16|float64)$/.test(dtype) ? dtype : "float32",
        ),
      );
    },
  }),
  operation({
    name: "Vander",
    functions: ["vander"],
    summary: "Powers of each element of a vector, side by side.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.vander",
    parameters: {
      x: required(tensor, "A vector."),
      N: optional(nullable(int({ min: 0 })), null, "How many powers."),
      increasing: optional(flag, false, "Whether powers grow to the right."),
    },
    infer(site) {
      const { x: input, N } = site.args;
      const shape = fullShape(input);
      if (shape.length !== 1)
        refuseSize(site, `takes a vector and gets ${fullText(shape)}`, { argument: "x" });
      return elementwise(reshaped(input, [shape[0]!, N ?? shape[0]!]));
    },
  }),
];
