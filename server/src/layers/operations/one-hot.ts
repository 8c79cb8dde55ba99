// Whole numbers as vectors of zeros and ones. They never count the classes themselves.

import argMissing from "../../diagnostics/arg-missing.ts";
import type { Dim } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, int, nullable, optional, required, size } from "../argument-types.ts";
import { type RuleSite, refuse } from "../define.ts";
import { dtypeName, flag, tensor } from "./operands.ts";
import { gives, operation, refuseArgument, reshaped, result } from "./operation.ts";

const axis = optional(int(), -1, "Where the axis of the classes goes; -1 puts it last.");
const dtype = optional(nullable(dtypeName), null, "The dtype; None is float32.");
const sparse = optional(flag, false, "Whether the result is sparse.");

/** The shape with an axis for the classes. */
function withClasses(site: RuleSite, shape: readonly Dim[], classes: Dim, at: number): readonly Dim[] {
  if (at === -1) return [...shape, classes];
  if (at >= 0 && at < shape.length) return [...shape.slice(0, at), classes, ...shape.slice(at)];
  refuseArgument(site, "axis", `-1, or an axis from 0 to ${shape.length - 1}`, at);
}

export default [
  operation({
    name: "OneHot",
    functions: ["one_hot", "nn.one_hot"],
    summary: "Each whole number as a vector with one 1.",
    details: "Adds an axis of `num_classes`. Costs no FLOPs.",
    pytorch: "torch.nn.functional.one_hot",
    parameters: {
      x: required(tensor, "Whole numbers from 0."),
      num_classes: required(size({ min: 0 }), "How many classes."),
      axis,
      dtype,
      sparse,
    },
    infer(site) {
      const { x, num_classes, axis: at, dtype: own } = site.args;
      return gives(result(withClasses(site, fullShape(x), num_classes, at), own ?? "float32"));
    },
    examples: [{ net: "ops.one_hot(5)", inputs: [[4]], dtype: "int32", output: [4, 5], params: 0 }],
  }),
  operation({
    name: "MultiHot",
    functions: ["multi_hot", "nn.multi_hot"],
    summary: "Several whole numbers as one vector with several ones.",
    details: "The axis after the batch is merged into one vector of `num_classes`. Costs no FLOPs.",
    parameters: {
      inputs: required(tensor, "Whole numbers from 0."),
      num_classes: optional(nullable(size({ min: 0 })), null, "How many classes."),
      axis,
      dtype,
      sparse,
      num_tokens: optional(anything, null, "The old name of `num_classes`.", { keywordOnly: true }),
    },
    infer(site) {
      const { inputs, num_classes, num_tokens, axis: at } = site.args;
      const old = typeof num_tokens === "bigint" ? Number(num_tokens) : null;
      const classes = num_classes ?? old;
      if (classes === null)
        refuse(argMissing, { callee: site.layer, missing: ["num_classes"], docs: ["How many classes."] });
      const shape = withClasses(site, fullShape(inputs), classes, at);
      return gives(reshaped(inputs, shape.length === 2 ? [shape[1]!] : [shape[0]!, ...shape.slice(2)]));
    },
    examples: [{ net: "ops.multi_hot(5)", inputs: [[4]], dtype: "int32", output: [5], params: 0 }],
  }),
];
