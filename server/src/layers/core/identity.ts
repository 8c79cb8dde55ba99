// Identity: hands on what it gets. It never changes anything.
import { defineLayer } from "../define.ts";
import { likeInput } from "../rules.ts";

export default defineLayer({
  name: "Identity",
  family: "core",
  summary: "Hands on its input as it is.",
  details: "A place holder, for a branch that does nothing. No weights, no cost.",
  pytorch: "torch.nn.Identity",
  parameters: {},
  infer: (site) => ({ outputs: [likeInput(site, site.input.shape)], weights: [], macs: 0n, flops: 0n }),
  examples: [
    { net: "Identity()", inputs: [[32, 32, 3]], output: [32, 32, 3], params: 0 },
    { net: "Identity()", inputs: [[10]], output: [10], params: 0 },
  ],
});
