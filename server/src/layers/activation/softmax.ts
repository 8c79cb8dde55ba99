// Softmax: values turned into shares that sum to 1. It has no weights.

import { fullShape } from "../../tensor/tensor-type.ts";
import { either, int, listOf, maskCall, optional } from "../argument-types.ts";
import { defineLayer, type RuleSite } from "../define.ts";
import { fullText } from "../operations/operation.ts";
import { atRunTime } from "../rules.ts";
import { applied, noActivationCost } from "./activation-layer.ts";

export default defineLayer({
  name: "Softmax",
  family: "activation",
  usual: true,
  summary: "Turns the values along an axis into shares between 0 and 1 that sum to 1.",
  details: `\`exp(x) / sum(exp(x))\`. With several axes the shares sum to 1 over all of them together. ${noActivationCost}`,
  pytorch: "torch.nn.Softmax",
  parameters: {
    axis: optional(
      either(int(), listOf(int())),
      -1,
      "The axis, or axes, along which the shares sum to 1; the batch is axis 0.",
    ),
  },
  call: maskCall,
  infer(site) {
    const { axis } = site.args;
    const rank = fullShape(site.input).length;
    const wrong = (typeof axis === "number" ? [axis] : axis).find((a) => a >= rank || a < -rank);
    const inference = applied(site as unknown as RuleSite);
    if (wrong === undefined) return inference;
    const problem = `has no axis ${wrong} in ${fullText(fullShape(site.input))}`;
    return { ...inference, reports: [atRunTime(site as unknown as RuleSite, problem, { argument: "axis" })] };
  },
  examples: [
    { net: "Softmax()", inputs: [[10]], output: [10], params: 0 },
    { net: "Softmax(axis=1)", inputs: [[5, 10]], output: [5, 10], params: 0 },
  ],
});
