// Sums products over chosen axes of two tensors. It never broadcasts.

import { type Dim, differ } from "../../tensor/dim.ts";
import { either, int, listOf, optional, required } from "../argument-types.ts";
import { times } from "../rules.ts";
import { axesOf } from "./axes.ts";
import { common } from "./elementwise.ts";
import { operand, shapeOf } from "./operands.ts";
import { failsLater, fullText, gives, operation, perSample, refuseSize, result } from "./operation.ts";

export default operation({
  name: "Tensordot",
  functions: ["tensordot"],
  summary: "Sums products over chosen axes of two tensors; all other axes are kept.",
  details: `\`axes=2\` sums over the last two axes of the first and the first two of the second; a pair of lists names them, the batch
counted. Multiply-adds: one for each product that is summed.`,
  pytorch: "torch.tensordot",
  parameters: {
    x1: required(operand, "The first tensor."),
    x2: required(operand, "The second tensor."),
    axes: optional(either(int(), listOf(listOf(int()), 2)), 2, "How many axes, or two lists of axes."),
  },
  infer(site) {
    const { x1, x2, axes } = site.args;
    const [a, b] = [shapeOf(x1), shapeOf(x2)];
    const dtype = common(site, x1, x2);
    if (typeof axes === "number") {
      const count = Math.max(0, axes);
      const kept = count === 0 ? a : a.slice(0, Math.max(0, a.length - count));
      const shape = [...kept, ...b.slice(count)];
      const [summed, other] = [a.slice(kept.length), b.slice(0, count)];
      const fits = summed.length === other.length && !summed.some((dim, i) => differ(dim, other[i]!));
      const reports = fits
        ? []
        : [
            failsLater(
              site,
              `sums over ${fullText(summed)} of the first and ${fullText(other)} of the second tensor, which differ`,
            ),
          ];
      return gives(result(shape, dtype), { macs: times(perSample(shape), perSample(summed)), reports });
    }
    const left = axesOf(site, axes[0]!, a.length, "axes");
    const right = axesOf(site, axes[1]!, b.length, "axes");
    const [p, q] = [left.map((axis) => a[axis]!), right.map((axis) => b[axis]!)];
    if (p.length !== q.length || p.some((dim, i) => differ(dim, q[i]!))) {
      refuseSize(
        site,
        `sums over ${fullText(p)} of the first and ${fullText(q)} of the second tensor, which differ`,
        { argument: "axes" },
      );
    }
    const without = (shape: readonly Dim[], gone: readonly number[]): readonly Dim[] =>
      shape.filter((_, axis) => !gone.includes(axis));
    const shape = [...without(a, left), ...without(b, right)];
    return gives(result(shape, dtype), { macs: times(perSample(shape), perSample(p)) });
  },
  examples: [{ net: "ops.tensordot(ops.ones((3, 5)), axes=1)", inputs: [[4, 3]], output: [4, 5], params: 0 }],
});
