// Maximum: the largest of tensors, element by element. It never joins them one after the other.
import { defineMerging } from "./merging.ts";

export default defineMerging({
  name: "Maximum",
  functions: ["maximum"],
  summary: "The largest of all tensors, element by element.",
  details: `FLOPs: one comparison for each element and each tensor after the first.`,
  pytorch: "torch.maximum",
  operations: (tensors) => tensors - 1,
  examples: [
    {
      net: "Maximum()",
      inputs: [
        [32, 32, 64],
        [32, 32, 64],
      ],
      output: [32, 32, 64],
      params: 0,
    },
    {
      net: "Maximum()",
      inputs: [
        [8, 8, 16],
        [1, 1, 16],
      ],
      output: [8, 8, 16],
      params: 0,
    },
    { net: "Maximum()", inputs: [[8], [8], [8]], output: [8], params: 0 },
  ],
});
