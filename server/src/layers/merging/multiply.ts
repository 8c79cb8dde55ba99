// Multiply: tensors multiplied, element by element. It never joins them one after the other.
import { defineMerging } from "./merging.ts";

export default defineMerging({
  name: "Multiply",
  functions: ["multiply"],
  summary: "The product of all tensors, element by element.",
  details: `Used to gate: a tensor of shares between 0 and 1 lets the other through, as in squeeze-and-excitation.

FLOPs: one multiplication for each element and each tensor after the first.`,
  pytorch: "torch.mul",
  operations: (tensors) => tensors - 1,
  examples: [
    {
      net: "Multiply()",
      inputs: [
        [32, 32, 64],
        [32, 32, 64],
      ],
      output: [32, 32, 64],
      params: 0,
    },
    {
      net: "Multiply()",
      inputs: [
        [8, 8, 16],
        [1, 1, 16],
      ],
      output: [8, 8, 16],
      params: 0,
    },
    { net: "Multiply()", inputs: [[8], [8], [8]], output: [8], params: 0 },
  ],
});
