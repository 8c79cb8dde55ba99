// GaussianNoise: random numbers added while training. It never changes a shape.
import { float, required } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { noCost, seed, unchanged } from "./regularization.ts";

export default defineLayer({
  name: "GaussianNoise",
  family: "regularization",
  summary: "While training, adds a random number around 0 to every value.",
  details: `Often put right behind the input, as a simple augmentation.\n\n${noCost}`,
  parameters: {
    stddev: required(float({ min: 0, max: 1 }), "The standard deviation of the noise, from 0 to 1."),
    seed,
  },
  infer: (site) => unchanged(site),
  examples: [
    { net: "GaussianNoise(0.1)", inputs: [[64]], output: [64], params: 0 },
    { net: "GaussianNoise(0.1)", inputs: [[8, 8, 3]], output: [8, 8, 3], params: 0 },
  ],
});
