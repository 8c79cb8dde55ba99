// ActivityRegularization: a penalty on what flows through. It never changes a value.
import { float, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { noCost, unchanged } from "./regularization.ts";

export default defineLayer({
  name: "ActivityRegularization",
  family: "regularization",
  addsLoss: true,
  summary: "Adds a penalty on the size of the values to the loss, and hands the values on.",
  details: noCost,
  parameters: {
    l1: optional(float({ min: 0 }), 0, "The weight of the sum of absolute values.", { defaultText: "0.0" }),
    l2: optional(float({ min: 0 }), 0, "The weight of the sum of squares.", { defaultText: "0.0" }),
  },
  infer: (site) => unchanged(site),
  examples: [
    { net: "ActivityRegularization(l1=0.01)", inputs: [[64]], output: [64], params: 0 },
    { net: "ActivityRegularization(l2=0.01)", inputs: [[10, 8]], output: [10, 8], params: 0 },
  ],
});
