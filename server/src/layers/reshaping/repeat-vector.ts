// RepeatVector: one vector made a sequence of equal steps. It never changes the vector.
import { required, size } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { expectAxes, floatingOutput } from "../rules.ts";

export default defineLayer({
  name: "RepeatVector",
  family: "reshaping",
  summary: "Repeats a vector `n` times, as the steps of a sequence.",
  details: `Between an encoder that gives one vector and a recurrent decoder that wants one for each step. No weights; moving data costs no
FLOPs.`,
  pytorch: "torch.Tensor.expand",
  parameters: { n: required(size({ min: 1, strict: true }), "How many steps.") },
  infer(site) {
    expectAxes(site, ["features"]);
    return {
      outputs: [floatingOutput(site, [site.args.n, ...site.input.shape])],
      weights: [],
      macs: 0n,
      flops: 0n,
    };
  },
  examples: [
    { net: "RepeatVector(10)", inputs: [[64]], output: [10, 64], params: 0 },
    { net: "RepeatVector(1)", inputs: [[8]], output: [1, 8], params: 0 },
  ],
});
