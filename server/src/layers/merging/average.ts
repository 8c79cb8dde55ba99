// Average: the mean of tensors, element by element. It never joins them one after the other.
import { defineMerging } from "./merging.ts";

export default defineMerging({
  name: "Average",
  functions: ["average"],
  summary: "The mean of all tensors, element by element.",
  details: `Used to average the answers of several models.

FLOPs: one addition for each element and each tensor after the first, and one division for each element.`,
  pytorch: "torch.mean",
  operations: (tensors) => tensors,
  examples: [
    {
      net: "Average()",
      inputs: [
        [32, 32, 64],
        [32, 32, 64],
      ],
      output: [32, 32, 64],
      params: 0,
    },
    {
      net: "Average()",
      inputs: [
        [8, 8, 16],
        [1, 1, 16],
      ],
      output: [8, 8, 16],
      params: 0,
    },
    { net: "Average()", inputs: [[8], [8], [8]], output: [8], params: 0 },
  ],
});
