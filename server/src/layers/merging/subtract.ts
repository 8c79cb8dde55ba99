// Subtract: one tensor taken from another, element by element. It never joins them one after the other.
import { defineMerging } from "./merging.ts";

export default defineMerging({
  name: "Subtract",
  functions: ["subtract"],
  summary: "The first tensor minus the second, element by element.",
  details: `Takes two tensors: \`[x, y] -> Subtract()\`, or \`x - y\`.

FLOPs: one subtraction for each element.`,
  pytorch: "torch.sub",
  two: true,
  operations: () => 1,
  examples: [
    {
      net: "Subtract()",
      inputs: [
        [32, 32, 64],
        [32, 32, 64],
      ],
      output: [32, 32, 64],
      params: 0,
    },
    {
      net: "Subtract()",
      inputs: [
        [8, 8, 16],
        [1, 1, 16],
      ],
      output: [8, 8, 16],
      params: 0,
    },
  ],
});
