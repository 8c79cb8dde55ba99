// Masking: tells the layers behind it which steps are padding. It never removes a step.
import { anything, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { unchanged } from "../regularization/regularization.ts";

export default defineLayer({
  name: "Masking",
  family: "core",
  summary: "Marks steps whose values all equal `mask_value` as padding, so that the layers behind skip them.",
  details: `The shape stays as it is: the mask travels beside the tensor, to LSTM, GRU, attention and the loss. For token numbers use
\`Embedding(mask_zero=True)\`. No weights, no cost.`,
  parameters: {
    mask_value: optional(anything, 0, "A step is padding where all its features have this value.", {
      defaultText: "0.0",
    }),
  },
  infer: (site) => unchanged(site),
  examples: [
    { net: "Masking()", inputs: [[null, 16]], output: [null, 16], params: 0 },
    { net: "Masking(mask_value=-1.0)", inputs: [[10, 4]], output: [10, 4], params: 0 },
  ],
});
