// Grids of coordinates from vectors. They never keep a batch: each tensor is flattened.

import { fullShape } from "../../tensor/tensor-type.ts";
import { option, optional, required } from "../argument-types.ts";
import { flattened } from "./axes.ts";
import { tensors } from "./operands.ts";
import { gives, operation, refuseArgument, result } from "./operation.ts";

export default operation({
  name: "Meshgrid",
  functions: ["meshgrid"],
  summary: "The coordinates of a grid, one tensor for each vector.",
  details: "Gives a list. Moving data costs no FLOPs.",
  pytorch: "torch.meshgrid",
  parameters: {
    x: { ...required(tensors, "The vectors."), rest: true },
    indexing: optional(
      option(["xy", "ij"]),
      "xy",
      "Whether the first two axes are exchanged, as in pictures (`xy`), or not (`ij`).",
      { keywordOnly: true },
    ),
  },
  outputs: ({ x }) => x.length,
  infer(site) {
    const { x, indexing } = site.args;
    const sizes = x.map((input) => flattened(fullShape(input))[0]!);
    if (indexing === "ij") return gives(x.map(() => result(sizes, "float32")));
    if (sizes.length < 2) refuseArgument(site, "x", 'at least two tensors, or `indexing="ij"`', sizes.length);
    [sizes[0], sizes[1]] = [sizes[1]!, sizes[0]!];
    // Keras declares the dtype of the last tensor for all.
    return gives(x.map(() => result(sizes, x.at(-1)!.dtype)));
  },
});
