// Products of matrices: matmul, or `x @ y`. It never transposes by itself.

import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { type Dim, differ, dimText } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import { refuse } from "../define.ts";
import { times } from "../rules.ts";
import { broadcast } from "./broadcasting.ts";
import { tensor } from "./operands.ts";
import { fullText, gives, operation, perSample, promoted, refuseRank, result } from "./operation.ts";

export default operation({
  name: "Matmul",
  functions: ["matmul"],
  summary: "Multiplies matrices, the last two axes of each tensor: `x @ y`.",
  details: `\`[…, n, k] @ […, k, m]\` gives \`[…, n, m]\`; the axes in front are broadcast. Multiply-adds: \`k\` for each element of the
result. FLOPs: two a multiply-add.`,
  pytorch: "torch.matmul",
  parameters: { x1: required(tensor, "The left tensor."), x2: required(tensor, "The right tensor.") },
  infer(site) {
    const { x1, x2 } = site.args;
    if (x1.batch === null) refuseRank(site, "at least one axis", x1, "x1");
    if (x2.batch === null) refuseRank(site, "at least one axis", x2, "x2");
    const [a, b] = [fullShape(x1), fullShape(x2)];
    const left = a.length === 1 ? [1, ...a] : a;
    const right = b.length === 1 ? [...b, 1] : b;
    const [rows, inner, other, columns] = [left.at(-2)!, left.at(-1)!, right.at(-2)!, right.at(-1)!];
    const ends: Dim[] = [...(a.length === 1 ? [] : [rows]), ...(b.length === 1 ? [] : [columns])];
    if (differ(inner, other)) {
      refuse(
        shapeMergeMismatch,
        {
          layer: site.layer,
          problem: `cannot multiply ${fullText(a)} by ${fullText(b)}: the last axis of the first is ${dimText(inner)}, and the ${b.length === 1 ? "only" : "second-last"} axis of the second ${dimText(other)}`,
          advice: b.length > 1 && !differ(inner, columns) ? "transpose the second" : "the two must be equal",
        },
        { assume: [result([...(a.length > b.length ? a : b).slice(0, -2), ...ends], x1.dtype)] },
      );
    }
    const { shape, reports } = broadcast(site, left.slice(0, -2), right.slice(0, -2));
    const output = [...shape, ...ends];
    const dtype = x1.dtype === "int8" && x2.dtype === "int8" ? "int32" : promoted(site, x1.dtype, x2.dtype);
    return gives(result(output, dtype), { macs: times(perSample(output), perSample([inner])), reports });
  },
  examples: [{ net: "ops.matmul(ops.ones((3, 5)))", inputs: [[4, 3]], output: [4, 5], params: 0 }],
});
