// Softmax: values turned into shares that sum to 1. It has no weights.
import { either, int, listOf, maskCall, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { applied, noActivationCost } from "./activation-layer.ts";

export default defineLayer({
  name: "Softmax",
  family: "activation",
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
  infer: applied,
  examples: [
    { net: "Softmax()", inputs: [[10]], output: [10], params: 0 },
    { net: "Softmax(axis=1)", inputs: [[5, 10]], output: [5, 10], params: 0 },
  ],
});
