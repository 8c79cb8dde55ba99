// ELU: negative values bent towards -alpha. It has no weights.
import { float, nullable, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { applied, noActivationCost } from "./activation-layer.ts";

export default defineLayer({
  name: "ELU",
  family: "activation",
  summary: "Keeps positive values and bends negative ones: `alpha · (exp(x) - 1)`.",
  details: noActivationCost,
  pytorch: "torch.nn.ELU",
  parameters: {
    alpha: optional(nullable(float()), 1, "Negative values go towards `-alpha`.", { defaultText: "1.0" }),
  },
  infer: applied,
  examples: [
    { net: "ELU()", inputs: [[32, 32, 64]], output: [32, 32, 64], params: 0 },
    { net: "ELU(alpha=0.5)", inputs: [[10]], output: [10], params: 0 },
  ],
});
