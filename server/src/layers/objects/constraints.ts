// The constraints Keras knows by name. It never changes a weight.
import { either, float, int, listOf, optional } from "../argument-types.ts";
import { defineObjects } from "../define-object.ts";

const axis = optional(
  either(int(), listOf(int())),
  0,
  "The axis, or axes, of the weight along which lengths are taken: 0 for the inputs of a Dense, [0, 1, 2] for a 2-D convolution.",
);

export default defineObjects("constraint", [
  {
    name: "MaxNorm",
    aliases: ["max_norm"],
    summary: "Shortens weight vectors that are longer than a limit.",
    parameters: { max_value: optional(float(), 2, "The greatest length."), axis },
  },
  {
    name: "MinMaxNorm",
    aliases: ["min_max_norm"],
    summary: "Brings the lengths of weight vectors between two limits.",
    parameters: {
      min_value: optional(float(), 0, "The least length.", { defaultText: "0.0" }),
      max_value: optional(float(), 1, "The greatest length.", { defaultText: "1.0" }),
      rate: optional(
        float(),
        1,
        "How much of the way is gone at each step; 1.0 keeps strictly to the limits.",
        { defaultText: "1.0" },
      ),
      axis,
    },
  },
  { name: "NonNeg", aliases: ["non_neg"], summary: "Sets negative weights to 0.", parameters: {} },
  {
    name: "UnitNorm",
    aliases: ["unit_norm"],
    summary: "Brings weight vectors to length 1.",
    parameters: { axis },
  },
]);
