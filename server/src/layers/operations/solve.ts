// Equations with matrices and distances of vectors. They never count multiply-adds: the algorithm is not fixed.

import { differ } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { broadcast, differStrictly } from "./broadcasting.ts";
import { matrices, squares } from "./matrices.ts";
import { flag, tensor } from "./operands.ts";
import {
  fullText,
  gives,
  operation,
  promoted,
  refuseRank,
  refuseSize,
  reshaped,
  result,
} from "./operation.ts";

const details = "Works on the last two axes. FLOPs are not counted.";

const solving = (name: string, fn: string, summary: string, more = {}): LayerDefinition =>
  operation({
    name,
    functions: [`linalg.${fn}`, fn],
    summary,
    details,
    pytorch: `torch.linalg.${fn}`,
    parameters: { a: required(tensor, "Square matrices."), b: required(tensor, "The right sides."), ...more },
    infer(site) {
      const { a, b } = site.args;
      const left = squares(site, a, "a");
      const right = fullShape(b);
      if (right.length < 1) refuseRank(site, "at least one axis", b, "b");
      const wrong =
        left.length === right.length
          ? differStrictly(left.at(-2)!, right.at(-2)!)
          : left.length === right.length - 1 && differStrictly(left.at(-1)!, right.at(-1)!);
      if (wrong)
        refuseSize(
          site,
          `has matrices ${fullText(left)} and right sides ${fullText(right)} that do not fit`,
          { argument: "b" },
        );
      return gives(reshaped(b, right));
    },
  });

export default [
  solving("Solve", "solve", "Solves `a · x = b`."),
  solving("SolveTriangular", "solve_triangular", "Solves `a · x = b` for triangular matrices.", {
    lower: optional(flag, false, "Whether the triangle is the lower one."),
  }),
  operation({
    name: "Lstsq",
    functions: ["linalg.lstsq", "lstsq"],
    summary: "The least-squares solution of `a · x = b`.",
    details: "Takes one matrix: two axes in all, the batch counted. FLOPs are not counted.",
    pytorch: "torch.linalg.lstsq",
    parameters: {
      a: required(tensor, "The matrix."),
      b: required(tensor, "The right side."),
      rcond: optional(nullable(anything), null, "Small singular values count as 0."),
    },
    infer(site) {
      const { a, b } = site.args;
      const [left, right] = [fullShape(a), fullShape(b)];
      if (left.length !== 2)
        refuseRank(site, "one axis, so that with the batch there are rows and columns", a, "a");
      if (right.length !== 1 && right.length !== 2)
        refuseRank(site, "no axis or one besides the batch", b, "b");
      if (differStrictly(left[0]!, right[0]!))
        refuseSize(
          site,
          `has a matrix ${fullText(left)} and a right side ${fullText(right)} that do not fit`,
          { argument: "b" },
        );
      return gives(reshaped(a, [left[1]!, ...right.slice(1)]));
    },
  }),
  operation({
    name: "CDist",
    functions: ["cdist"],
    summary: "The distance of every vector of the first to every vector of the second.",
    details: "FLOPs are not counted.",
    pytorch: "torch.cdist",
    parameters: {
      x: required(tensor, "Vectors in the last axis."),
      y: required(tensor, "Vectors in the last axis."),
    },
    infer(site) {
      const { x: a, y: b } = site.args;
      const [left, right] = [matrices(site, a, "x"), matrices(site, b, "y")];
      if (differ(left.at(-1)!, right.at(-1)!))
        refuseSize(site, `needs vectors of one size and gets ${fullText(left)} and ${fullText(right)}`);
      const { shape, reports } = broadcast(site, left.slice(0, -2), right.slice(0, -2));
      return gives(
        result([...shape, left.at(-2)!, right.at(-2)!], promoted(site, a.dtype, b.dtype, "float")),
        { reports },
      );
    },
  }),
];
