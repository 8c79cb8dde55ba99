// Moves and copies that leave the shape as it is: flip, roll, sort, tril, copies. They never cost FLOPs.

import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { axesLater, axesOf, axisDoc, axisOf, axisType, flattened, maybeAxes } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseRank, reshaped, result } from "./operation.ts";

const x = required(tensor, "The tensor.");
const details = "The result has the shape of the argument. Moving data costs no FLOPs.";

const same = (input: RankedTensor) => gives(reshaped(input, fullShape(input)));

const keeps = (name: string, fn: string, summary: string, pytorch: string, least = 0): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch,
    parameters: { x },
    infer(site) {
      const { x: input } = site.args;
      if (fullShape(input).length < least)
        refuseRank(site, `at least ${least - 1} ${least === 2 ? "axis" : "axes"}`, input, "x");
      return same(input);
    },
    examples: [{ net: `ops.${fn}()`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });

const triangle = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch: `torch.${fn}`,
    parameters: { x, k: optional(int(), 0, "Which diagonal: 0 is the main one, 1 the one above it.") },
    infer: (site) => same(site.args.x),
    examples: [{ net: `ops.${fn}()`, inputs: [[4, 4]], output: [4, 4], params: 0 }],
  });

/** Orders along one axis, or of the flattened tensor. */
const ordered = (name: string, fn: string, summary: string, dtype: string | undefined): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details: "With `axis=None` the tensor is flattened, the batch too. Moving data costs no FLOPs.",
    pytorch: `torch.${fn}`,
    parameters: { x, axis: optional(nullable(axisType), -1, axisDoc) },
    infer(site) {
      const { x: input, axis } = site.args;
      const shape = fullShape(input);
      if (axis !== null) axisOf(site, axis, shape.length);
      return gives(result(axis === null ? flattened(shape) : shape, dtype ?? input.dtype));
    },
    examples: [{ net: `ops.${fn}(axis=1)`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });

export default [
  keeps("Copy", "copy", "A copy.", "torch.clone"),
  operation({
    name: "StopGradient",
    functions: ["stop_gradient"],
    summary: "The same values, through which no gradient flows back.",
    details,
    pytorch: "torch.Tensor.detach",
    gradient: "none",
    parameters: { variable: required(tensor, "The tensor.") },
    infer: (site) => same(site.args.variable),
    examples: [{ net: "ops.stop_gradient()", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
  keeps("Fliplr", "fliplr", "Turns axis 1 round.", "torch.fliplr", 2),
  keeps("Flipud", "flipud", "Turns axis 0, the batch, round.", "torch.flipud", 1),
  triangle("Tril", "tril", "Keeps the lower triangle of the last two axes, and sets the rest to 0."),
  triangle("Triu", "triu", "Keeps the upper triangle of the last two axes, and sets the rest to 0."),
  ordered("Sort", "sort", "Sorts along an axis.", undefined),
  ordered("Argsort", "argsort", "Where the elements of the sorted tensor come from.", "int32"),
  operation({
    name: "Argpartition",
    functions: ["argpartition"],
    summary: "Where the elements come from once the smallest `kth` stand in front.",
    details: "Moving data costs no FLOPs.",
    parameters: {
      x,
      kth: required(int(), "How many are put in front."),
      axis: optional(maybeAxes, -1, axisDoc),
    },
    infer(site) {
      const { x: input, axis } = site.args;
      const reports = axesLater(site, axis, fullShape(input).length);
      return gives(result(axis === null ? flattened(fullShape(input)) : fullShape(input), "int32"), {
        reports,
      });
    },
  }),
  operation({
    name: "Flip",
    functions: ["flip"],
    summary: "Turns axes round.",
    details,
    pytorch: "torch.flip",
    parameters: {
      x,
      axis: optional(maybeAxes, null, "Which axis, or axes; None turns all round, the batch too."),
    },
    infer(site) {
      const { x: input, axis } = site.args;
      if (axis !== null) axesOf(site, axis, fullShape(input).length);
      return same(input);
    },
    examples: [{ net: "ops.flip(axis=1)", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
  operation({
    name: "Roll",
    functions: ["roll"],
    summary: "Shifts elements along an axis; what falls off comes in at the other end.",
    details,
    pytorch: "torch.roll",
    parameters: {
      x,
      shift: required(either(int(), listOf(int())), "By how many places."),
      axis: optional(maybeAxes, null, "Along which axis, or axes; None rolls the flattened tensor."),
    },
    infer(site) {
      const { x: input, axis } = site.args;
      if (axis !== null) axesOf(site, axis, fullShape(input).length);
      return same(input);
    },
    examples: [{ net: "ops.roll(1, axis=1)", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
];
