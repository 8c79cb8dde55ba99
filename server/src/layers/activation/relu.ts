// ReLU: negative values set to zero. It has no weights.
import { float, nullable, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { applied, noActivationCost } from "./activation-layer.ts";

export default defineLayer({
  name: "ReLU",
  family: "activation",
  usual: true,
  summary: "Sets negative values to zero: `max(x, 0)`.",
  details: `With \`max_value=6\` it is the ReLU6 of MobileNet, with \`negative_slope\` a leaky ReLU: \`negative_slope · (x - threshold)\` below the threshold. ${noActivationCost}`,
  pytorch: "torch.nn.ReLU",
  parameters: {
    max_value: optional(
      nullable(float({ min: 0 })),
      null,
      "The largest value that comes out; none leaves it open.",
    ),
    negative_slope: optional(float({ min: 0 }), 0, "The slope below the threshold.", { defaultText: "0.0" }),
    threshold: optional(float({ min: 0 }), 0, "Values up to here count as negative.", { defaultText: "0.0" }),
  },
  infer: applied,
  examples: [
    { net: "ReLU()", inputs: [[32, 32, 64]], output: [32, 32, 64], params: 0 },
    { net: "ReLU(max_value=6.0)", inputs: [[10]], output: [10], params: 0 },
  ],
});
