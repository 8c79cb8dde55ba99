// Reductions over parts of axis 0 named by numbers. They never look at the numbers.

import { differ, unknown } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { nullable, optional, required, size } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { flag, tensor } from "./operands.ts";
import { elementwise, fullText, operation, refuseSize, reshaped } from "./operation.ts";

const segment = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details:
      "Axis 0, the batch, becomes one place for each segment. FLOPs: one for each element of the result.",
    parameters: {
      data: required(tensor, "The tensor."),
      segment_ids: required(tensor, "The number of the segment for each place of axis 0."),
      num_segments: optional(nullable(size({ min: 0 })), null, "How many segments; left out, the data says."),
      sorted: optional(flag, false, "Whether the numbers are in order."),
    },
    infer(site) {
      const { data, segment_ids, num_segments } = site.args;
      const [shape, ids] = [fullShape(data), fullShape(segment_ids)];
      if (ids.length !== 1)
        refuseSize(
          site,
          `needs \`segment_ids\` with one axis, as long as axis 0, and gets ${fullText(ids)}`,
          { argument: "segment_ids" },
        );
      if (shape.length === 0 || differ(shape[0]!, ids[0]!)) {
        refuseSize(site, `has ${fullText(ids)} segment numbers for ${fullText(shape)}`, {
          argument: "segment_ids",
        });
      }
      return elementwise(
        reshaped(data, [
          num_segments ?? unknown("how many segments there are is known with the data"),
          ...shape.slice(1),
        ]),
      );
    },
  });

export default [
  segment("SegmentSum", "segment_sum", "Sums each segment of axis 0."),
  segment("SegmentMax", "segment_max", "The largest elements of each segment of axis 0."),
  segment("SegmentMin", "segment_min", "The smallest elements of each segment of axis 0."),
  segment("SegmentProd", "segment_prod", "The product of each segment of axis 0."),
];
