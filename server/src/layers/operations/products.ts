// Other products of two tensors: dot, inner, outer, vdot, kron, cross. They never broadcast a batch.

import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { type Dim, differ, dimText, isNumber, isUnknown, multiply, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape } from "../../tensor/tensor-type.ts";
import { int, nullable, optional, required } from "../argument-types.ts";
import { type RuleSite, refuse } from "../define.ts";
import { times } from "../rules.ts";
import { axisDoc, axisOf, axisType, flattened } from "./axes.ts";
import { broadcast, differStrictly } from "./broadcasting.ts";
import { common, commonStrict, pairwise } from "./elementwise.ts";
import { isScalar, operand, shapeOf, tensor } from "./operands.ts";
import {
  elementwise,
  fullText,
  gives,
  operation,
  perSample,
  promoted,
  refuseSize,
  result,
} from "./operation.ts";

const pair = { x1: required(operand, "The first tensor."), x2: required(operand, "The second tensor.") };
const details = "Multiply-adds: one for each product that is summed. FLOPs: two a multiply-add.";

function refusePair(site: RuleSite, a: readonly Dim[], b: readonly Dim[], why: string): never {
  refuse(shapeMergeMismatch, {
    layer: site.layer,
    problem: `cannot multiply ${fullText(a)} and ${fullText(b)}: ${why}`,
    advice: "`ops.matmul` multiplies sample by sample",
  });
}

export default [
  operation({
    name: "Dot",
    functions: ["dot"],
    summary:
      "Sums products along the last axis of the first and the second-last of the second; all other axes are kept.",
    details,
    pytorch: "torch.tensordot",
    parameters: pair,
    infer(site) {
      const { x1, x2 } = site.args;
      const [a, b] = [shapeOf(x1), shapeOf(x2)];
      if (a.length === 0 || b.length === 0) return pairwise(site, x1, x2, common);
      const dtype = common(site, x1, x2);
      const inner = a.at(-1)!;
      const other = b.length === 1 ? b[0]! : b.at(-2)!;
      const wrong =
        a.length === 1 && b.length === 1
          ? false
          : b.length === 1
            ? differStrictly(inner, other)
            : differ(inner, other);
      if (wrong) refusePair(site, a, b, `${dimText(inner)} and ${dimText(other)} differ`);
      const shape = [...a.slice(0, -1), ...(b.length === 1 ? [] : [...b.slice(0, -2), b.at(-1)!])];
      return gives(result(shape, dtype), { macs: times(perSample(shape), perSample([inner])) });
    },
  }),
  operation({
    name: "Inner",
    functions: ["inner"],
    summary: "Sums products along the last axes; all other axes are kept.",
    details,
    pytorch: "torch.inner",
    parameters: pair,
    infer(site) {
      const { x1, x2 } = site.args;
      const [a, b] = [shapeOf(x1), shapeOf(x2)];
      const dtype = common(site, x1, x2);
      if (a.length === 0 || b.length === 0) return elementwise(result(a.length === 0 ? b : a, dtype));
      if (differ(a.at(-1)!, b.at(-1)!))
        refusePair(site, a, b, `the last axes, ${dimText(a.at(-1)!)} and ${dimText(b.at(-1)!)}, differ`);
      const shape = [...a.slice(0, -1), ...b.slice(0, -1)];
      return gives(result(shape, dtype), { macs: times(perSample(shape), perSample([a.at(-1)!])) });
    },
  }),
  operation({
    name: "Outer",
    functions: ["outer"],
    summary: "Every element of the first times every element of the second, both flattened.",
    details: "The batch is flattened too. FLOPs: one for each element of the result.",
    pytorch: "torch.outer",
    parameters: pair,
    infer(site) {
      const { x1, x2 } = site.args;
      const sizes = [x1, x2].map((x) => (isScalar(x) ? 1 : flattened(shapeOf(x))[0]!));
      return elementwise(result(sizes, common(site, x1, x2)));
    },
  }),
  operation({
    name: "Vdot",
    functions: ["vdot"],
    summary: "The sum of all products of elements: one number.",
    details,
    pytorch: "torch.vdot",
    parameters: pair,
    infer(site) {
      const { x1, x2 } = site.args;
      return gives(result([], common(site, x1, x2)), { macs: perSample(shapeOf(x1)) });
    },
  }),
  operation({
    name: "Kron",
    functions: ["kron"],
    summary: "The Kronecker product: sizes multiply axis by axis.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.kron",
    parameters: pair,
    infer(site) {
      const { x1, x2 } = site.args;
      const [a, b] = [shapeOf(x1), shapeOf(x2)];
      const shape = a.slice(0, b.length).map((dim, i) => {
        const size = multiply(dim, b[i]!);
        return isUnknown(size) && (dim === batchSize || b[i] === batchSize) && dim !== 1 && b[i] !== 1
          ? unknown("the batch size times another size")
          : size;
      });
      return elementwise(result(shape, commonStrict(site, x1, x2)));
    },
  }),
  operation({
    name: "Cross",
    functions: ["cross"],
    summary: "The cross product of vectors of 2 or 3 numbers.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.linalg.cross",
    parameters: {
      x1: required(tensor, "The first tensor."),
      x2: required(tensor, "The second tensor."),
      axisa: optional(axisType, -1, "The axis of the vectors in the first."),
      axisb: optional(axisType, -1, "The axis of the vectors in the second."),
      axisc: optional(axisType, -1, "The axis of the vectors in the result."),
      axis: optional(nullable(int()), null, `For all three: ${axisDoc}`),
    },
    infer(site) {
      const { x1, x2, axis } = site.args;
      const [a, b] = [[...fullShape(x1)], [...fullShape(x2)]];
      const name = (own: string): string => (axis === null ? own : "axis");
      const [first] = a.splice(axisOf(site, axis ?? site.args.axisa, a.length, name("axisa")), 1);
      const [second] = b.splice(axisOf(site, axis ?? site.args.axisb, b.length, name("axisb")), 1);
      const { shape, reports } = broadcast(site, a, b);
      for (const size of [first!, second!]) {
        if (isNumber(size) && size !== 2 && size !== 3)
          refuseSize(site, `needs vectors of 2 or 3 numbers and gets ${size}`);
      }
      const vector: readonly Dim[] = first === 3 || second === 3 ? [3] : [];
      const at = axisOf(site, axis ?? site.args.axisc, shape.length + vector.length, name("axisc"));
      const output = [...shape.slice(0, at), ...vector, ...shape.slice(at)];
      return elementwise(result(output, promoted(site, x1.dtype, x2.dtype)), { reports });
    },
  }),
];
