// Permute: axes in another order. It never moves the batch.
import { int, listOf, required } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { refuseArgument, refuseRank } from "../operations/operation.ts";
import { likeInput } from "../rules.ts";

export default defineLayer({
  name: "Permute",
  family: "reshaping",
  summary: "Puts the axes of each sample into another order.",
  details: `\`dims\` lists the old axes in their new order, counted from 1, since 0 is the batch: \`Permute((2, 1))\` swaps rows and columns.
No weights; moving data costs no FLOPs.`,
  pytorch: "torch.permute",
  parameters: {
    dims: required(listOf(int()), "The axes 1, 2, … in their new order; the batch, 0, is left out."),
  },
  infer(site) {
    const { dims } = site.args;
    const sorted = [...dims].sort((a, b) => a - b);
    if (sorted.some((dim, i) => dim !== i + 1))
      refuseArgument(
        site,
        "dims",
        `each of the axes from 1 to ${Math.max(dims.length, 1)} once, in a new order`,
        dims,
      );
    const { shape, batch } = site.input;
    if (batch === null || shape.length !== dims.length)
      refuseRank(
        site,
        `${dims.length} ${dims.length === 1 ? "axis" : "axes"}, as many as \`dims\` has`,
        site.input,
      );
    return {
      outputs: [
        likeInput(
          site,
          dims.map((dim) => shape[dim - 1]!),
        ),
      ],
      weights: [],
      macs: 0n,
      flops: 0n,
    };
  },
  examples: [
    { net: "Permute((2, 1))", inputs: [[10, 64]], output: [64, 10], params: 0 },
    { net: "Permute((3, 1, 2))", inputs: [[32, 32, 3]], output: [3, 32, 32], params: 0 },
  ],
});
