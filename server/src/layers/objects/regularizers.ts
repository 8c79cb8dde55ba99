// The regularizers Keras knows by name. It never adds up a loss.
import { float, option, optional } from "../argument-types.ts";
import { defineObjects } from "../define-object.ts";

const strength = float({ min: 0 });

export default defineObjects(
  "regularizer",
  [
    {
      name: "L1",
      aliases: ["l1"],
      summary: "`l1 · sum(|w|)`: drives weights to exactly 0.",
      parameters: { l1: optional(strength, 0.01, "How strong the penalty is.") },
    },
    {
      name: "L2",
      aliases: ["l2"],
      summary: "`l2 · sum(w²)`: keeps weights small.",
      parameters: { l2: optional(strength, 0.01, "How strong the penalty is.") },
    },
    {
      name: "L1L2",
      aliases: ["l1l2", "l1_l2"],
      summary: "`l1 · sum(|w|) + l2 · sum(w²)`: both penalties. By name alone both are 0.",
      parameters: {
        l1: optional(strength, 0, "How strong the penalty on absolute values is.", { defaultText: "0.0" }),
        l2: optional(strength, 0, "How strong the penalty on squares is.", { defaultText: "0.0" }),
      },
    },
    {
      name: "OrthogonalRegularizer",
      aliases: ["orthogonal_regularizer"],
      summary: "A penalty on rows or columns of a matrix that are not orthogonal.",
      parameters: {
        factor: optional(float(), 0.01, "How strong the penalty is."),
        mode: optional(option(["rows", "columns"]), "rows", "What is made orthogonal."),
      },
    },
  ],
  ["L1", "L2"],
);
