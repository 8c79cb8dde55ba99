// Discretization: numbers sorted into bins. It never chooses the bins.

import argConflict from "../../diagnostics/arg-conflict.ts";
import { equal } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { bool, float, int, listOf, nullable, option, optional } from "../argument-types.ts";
import { defineLayer, refuse } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
import { dtypeByPosition, nameByPosition } from "../own-name.ts";
import { encoded, noCost, refuseSparseInt } from "./category.ts";

export default defineLayer({
  name: "Discretization",
  family: "preprocessing",
  summary: "Sorts each number into a bin and gives the number of the bin.",
  details: `n boundaries make n + 1 bins. With \`num_bins\` the boundaries come from the data, by \`adapt\`. ${noCost}`,
  pytorch: "torch.bucketize",
  parameters: {
    bin_boundaries: optional(
      nullable(listOf(float())),
      null,
      "The boundaries, in order; one bin more than there are of them.",
    ),
    num_bins: optional(
      nullable(int({ min: 0 })),
      null,
      "How many bins `adapt` makes, instead of boundaries.",
    ),
    epsilon: optional(float(), 0.01, "How exact the boundaries of `adapt` are."),
    output_mode: optional(
      option(["int", "one_hot", "multi_hot", "count"]),
      "int",
      "int for the number of the bin, one_hot for a vector of each, multi_hot or count for one vector a sample.",
    ),
    sparse: optional(bool, false, "Whether the result is a sparse tensor."),
    dtype: dtypeByPosition,
    name: nameByPosition,
  },
  without: ["trainable", "activity_regularizer", "input_shape", "input_dim", "batch_input_shape", "autocast"],
  infer(site) {
    const { bin_boundaries, num_bins, output_mode, sparse } = site.args;
    refuseSparseInt(site, sparse, output_mode);
    if (num_bins !== null && bin_boundaries !== null)
      refuse(
        argConflict,
        {
          callee: site.layer,
          problem: "takes `bin_boundaries` or `num_bins`, not both",
          advice: "leave one of the two out",
        },
        { argument: "num_bins" },
      );
    if (num_bins === null && bin_boundaries === null)
      refuseArgument(site, "bin_boundaries", "given, or `num_bins` instead", null);
    const full = fullShape(site.input);
    if (output_mode === "int") return encoded(full, "int32");
    const depth = bin_boundaries === null ? num_bins! : bin_boundaries.length + 1;
    const notes = bin_boundaries === null ? [] : [`${bin_boundaries.length} boundaries make ${depth} bins.`];
    if (output_mode === "one_hot") {
      const together = full.length > 1 && equal(full.at(-1)!, 1) === true;
      return encoded([...(together ? full.slice(0, -1) : full), depth], site.computeDtype, notes);
    }
    // Keras leaves out the axis after the batch, not the last one.
    const rest = full.length >= 2 ? [full[0]!, ...full.slice(2)] : [];
    return encoded([...rest, depth], site.computeDtype, notes);
  },
  examples: [
    { net: "Discretization(bin_boundaries=[0.0, 1.0, 2.0])", inputs: [[3]], output: [3], params: 0 },
    { net: 'Discretization([0.0, 1.0], output_mode="one_hot")', inputs: [[4]], output: [4, 3], params: 0 },
    { net: 'Discretization(num_bins=5, output_mode="multi_hot")', inputs: [[4]], output: [5], params: 0 },
  ],
});
