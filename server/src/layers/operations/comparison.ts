// Comparisons of the elements of two tensors. The result is bool; they never reduce it to one answer.
import { float, optional, required } from "../argument-types.ts";
import { canBroadcast } from "./broadcasting.ts";
import { binary, pairwise, toBool } from "./elementwise.ts";
import { flag, operand, shapeOf } from "./operands.ts";
import { failsLater, fullText, gives, operation, perSample, result } from "./operation.ts";

const close = {
  x1: required(operand, "A tensor or a number."),
  x2: required(operand, "The other one."),
  rtol: optional(float(), 1e-5, "How far apart they may be, as a part of the second.", {
    defaultText: "1e-05",
  }),
  atol: optional(float(), 1e-8, "How far apart they may be, absolutely.", { defaultText: "1e-08" }),
  equal_nan: optional(flag, false, "Whether NaN equals NaN."),
};

export default [
  binary("Equal", "equal", "Where elements are equal.", toBool, "torch.eq"),
  binary("NotEqual", "not_equal", "Where elements differ: `x != y`.", toBool, "torch.ne"),
  binary("Less", "less", "Where the first is smaller: `x < y`.", toBool, "torch.lt"),
  binary("LessEqual", "less_equal", "Where the first is not larger: `x <= y`.", toBool, "torch.le"),
  binary("Greater", "greater", "Where the first is larger: `x > y`.", toBool, "torch.gt"),
  binary("GreaterEqual", "greater_equal", "Where the first is not smaller: `x >= y`.", toBool, "torch.ge"),
  operation({
    name: "Isclose",
    functions: ["isclose"],
    summary: "Where elements are equal within a tolerance.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.isclose",
    parameters: close,
    infer: (site) => pairwise(site, site.args.x1, site.args.x2, toBool),
    examples: [{ net: "ops.isclose(0.5)", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
  operation({
    name: "AllClose",
    functions: ["allclose"],
    summary: "Whether all elements are equal within a tolerance.",
    details: "FLOPs: one for each pair of elements.",
    pytorch: "torch.allclose",
    parameters: close,
    infer(site) {
      const [a, b] = [shapeOf(site.args.x1), shapeOf(site.args.x2)];
      const reports = canBroadcast(a, b)
        ? []
        : [failsLater(site, `cannot compare ${fullText(a)} with ${fullText(b)}`)];
      return gives(result([], "bool"), { flops: perSample(a.length >= b.length ? a : b), reports });
    },
  }),
];
