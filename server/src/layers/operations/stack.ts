// Stacks tensors along a new axis. It never broadcasts.

import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { differ } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { optional, required } from "../argument-types.ts";
import { refuse } from "../define.ts";
import { axisOf, axisType } from "./axes.ts";
import { tensors } from "./operands.ts";
import { fullText, gives, operation, promoted, refuseArgument, result } from "./operation.ts";

export default operation({
  name: "Stack",
  functions: ["stack"],
  summary: "Puts tensors of one shape side by side along a new axis.",
  details: "The new axis has one place for each tensor. Moving data costs no FLOPs.",
  pytorch: "torch.stack",
  parameters: {
    x: required(tensors, "A list of tensors of one shape."),
    axis: optional(axisType, 0, "Where the new axis goes; the batch is axis 0."),
  },
  infer(site) {
    const { x, axis } = site.args;
    if (x.length === 0) refuseArgument(site, "x", "a list of at least one tensor", []);
    const shapes = x.map(fullShape);
    const first = shapes[0]!;
    const at = axisOf(site, axis, first.length + 1);
    const stacked = [...first.slice(0, at), x.length, ...first.slice(at)];
    const other = shapes.find(
      (shape) => shape.length !== first.length || shape.some((dim, i) => differ(dim, first[i]!)),
    );
    if (other) {
      refuse(
        shapeMergeMismatch,
        {
          layer: site.layer,
          problem: `needs tensors of one shape and gets ${fullText(first)} and ${fullText(other)}`,
          advice: "to join along an axis there is, use `ops.concatenate`",
        },
        { assume: [result(stacked, x[0]!.dtype)] },
      );
    }
    return gives(result(stacked, promoted(site, ...x.map((t) => t.dtype))));
  },
  examples: [{ net: "ops.stack(axis=1)", inputs: [[8], [8]], output: [2, 8], params: 0 }],
});
