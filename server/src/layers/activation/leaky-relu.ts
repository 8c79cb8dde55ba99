// LeakyReLU: negative values made small. It has no weights.
import { anything, float, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { applied, noActivationCost } from "./activation-layer.ts";

export default defineLayer({
  name: "LeakyReLU",
  family: "activation",
  summary: "Keeps positive values and multiplies negative ones by a small slope.",
  details: `A unit whose inputs are all negative still learns, unlike with ReLU. ${noActivationCost}`,
  pytorch: "torch.nn.LeakyReLU",
  parameters: {
    negative_slope: optional(
      float({ min: 0 }),
      0.3,
      "The slope for negative values (PyTorch's default is 0.01).",
    ),
    alpha: optional(anything, null, "The old name of `negative_slope`.", { keywordOnly: true }),
  },
  infer: applied,
  examples: [
    { net: "LeakyReLU()", inputs: [[32, 32, 64]], output: [32, 32, 64], params: 0 },
    { net: "LeakyReLU(negative_slope=0.2)", inputs: [[10]], output: [10], params: 0 },
  ],
});
