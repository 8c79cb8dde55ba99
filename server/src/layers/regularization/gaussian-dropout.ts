// GaussianDropout: values multiplied by random numbers around 1 while training. It never changes a shape.
import { defineLayer } from "../define.ts";
import { noCost, rate, seed, unchanged } from "./regularization.ts";

export default defineLayer({
  name: "GaussianDropout",
  family: "regularization",
  summary: "While training, multiplies every value by a random number around 1.",
  details: `The numbers have mean 1 and standard deviation \`sqrt(rate / (1 - rate))\`, as the noise of dropout with that rate.

${noCost}`,
  parameters: { rate, seed },
  infer: (site) => unchanged(site),
  examples: [
    { net: "GaussianDropout(0.3)", inputs: [[64]], output: [64], params: 0 },
    { net: "GaussianDropout(0.3)", inputs: [[8, 8, 3]], output: [8, 8, 3], params: 0 },
  ],
});
