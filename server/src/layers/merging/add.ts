// Add: tensors added, element by element. It never joins them one after the other.
import { defineMerging } from "./merging.ts";

export default defineMerging({
  name: "Add",
  functions: ["add"],
  usual: true,
  summary: "The sum of all tensors, element by element.",
  details: `The end of a residual connection: \`[x, y] -> Add()\`, or \`x + y\`.

FLOPs: one addition for each element and each tensor after the first.`,
  pytorch: "torch.add",
  operations: (tensors) => tensors - 1,
  examples: [
    {
      net: "Add()",
      inputs: [
        [32, 32, 64],
        [32, 32, 64],
      ],
      output: [32, 32, 64],
      params: 0,
    },
    {
      net: "Add()",
      inputs: [
        [8, 8, 16],
        [1, 1, 16],
      ],
      output: [8, 8, 16],
      params: 0,
    },
    { net: "Add()", inputs: [[8], [8], [8]], output: [8], params: 0 },
  ],
});
