// Concatenate: tensors joined along an axis. It never stretches a size.
import { dimText } from "../../tensor/dim.ts";
import { fromFullShape, fullShape } from "../../tensor/tensor-type.ts";
import { int, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { axisOf } from "../operations/axes.ts";
import { joined } from "../operations/concatenate.ts";
import { fullText, refuseRank } from "../operations/operation.ts";
import { atRunTime } from "../rules.ts";

export default defineLayer({
  name: "Concatenate",
  functions: ["concatenate"],
  family: "merging",
  usual: true,
  summary: "Joins tensors along an axis, the last one unless told otherwise.",
  details: `The sizes along the axis add up; all others must be equal. Skip connections of a U-Net and the blocks of DenseNet and Inception end
this way. No weights; moving data costs no FLOPs.`,
  pytorch: "torch.cat",
  takes: { list: 1 },
  parameters: {
    axis: optional(int(), -1, "The axis along which they are joined; the batch is axis 0."),
  },
  infer(site) {
    const { axis } = site.args;
    for (const input of site.inputs) if (input.batch === null) refuseRank(site, "a batch axis", input);
    const shapes = site.inputs.map(fullShape);
    const rank = shapes[0]!.length;
    // One tensor alone is handed on by Keras, even along an axis it does not have.
    const alone = shapes.length === 1 && axis >= rank;
    const at = alone ? 0 : axisOf(site, axis, rank);
    const shape = alone ? shapes[0]! : joined(site, shapes, at);
    const parts = shapes.map((s) => dimText(s[at]!));
    return {
      outputs: [fromFullShape(shape, site.computeDtype)],
      weights: [],
      macs: 0n,
      flops: 0n,
      ...(alone
        ? { reports: [atRunTime(site, `has no axis ${axis} in ${fullText(shape)}`, { argument: "axis" })] }
        : {}),
      notes:
        parts.length > 1 && at > 0
          ? [`${parts.join(" + ")} = ${dimText(shape[at]!)} along axis ${axis}.`]
          : [],
    };
  },
  examples: [
    {
      net: "Concatenate()",
      inputs: [
        [32, 32, 64],
        [32, 32, 16],
      ],
      output: [32, 32, 80],
      params: 0,
    },
    {
      net: "Concatenate(axis=1)",
      inputs: [
        [10, 8],
        [5, 8],
      ],
      output: [15, 8],
      params: 0,
    },
    { net: "Concatenate()", inputs: [[3], [4], [5]], output: [12], params: 0 },
  ],
});
