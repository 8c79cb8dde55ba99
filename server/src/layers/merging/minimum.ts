// Minimum: the smallest of tensors, element by element. It never joins them one after the other.
import { defineMerging } from "./merging.ts";

export default defineMerging({
  name: "Minimum",
  functions: ["minimum"],
  summary: "The smallest of all tensors, element by element.",
  details: `FLOPs: one comparison for each element and each tensor after the first.`,
  pytorch: "torch.minimum",
  operations: (tensors) => tensors - 1,
  examples: [
    {
      net: "Minimum()",
      inputs: [
        [32, 32, 64],
        [32, 32, 64],
      ],
      output: [32, 32, 64],
      params: 0,
    },
    {
      net: "Minimum()",
      inputs: [
        [8, 8, 16],
        [1, 1, 16],
      ],
      output: [8, 8, 16],
      params: 0,
    },
    { net: "Minimum()", inputs: [[8], [8], [8]], output: [8], params: 0 },
  ],
});
