// Choices by element: where, select, clip. They never choose between branches of a program.

import argMissing from "../../diagnostics/arg-missing.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import { refuse } from "../define.ts";
import { broadcast } from "./broadcasting.ts";
import { dtypeOf, isScalar, operand, promotableOf, shapeOf, tensors } from "./operands.ts";
import { elementwise, gives, operation, promoted, refuseArgument, reshaped, result } from "./operation.ts";

export default [
  operation({
    name: "Where",
    functions: ["where"],
    summary: "Elements of one tensor where a condition holds, of another where not.",
    details: "All three are broadcast. Moving data costs no FLOPs.",
    pytorch: "torch.where",
    parameters: {
      condition: required(operand, "Where to take the first."),
      x1: optional(nullable(operand), null, "Taken where the condition holds."),
      x2: optional(nullable(operand), null, "Taken where it does not."),
    },
    infer(site) {
      const { condition, x1, x2 } = site.args;
      if ((x1 === null) !== (x2 === null)) {
        const missing = x1 === null ? "x1" : "x2";
        refuse(argMissing, {
          callee: site.layer,
          missing: [missing],
          docs: ["`x1` and `x2` are given both or neither"],
        });
      }
      const { shape, reports } = broadcast(
        site,
        shapeOf(condition),
        x1 ? shapeOf(x1) : [],
        x2 ? shapeOf(x2) : [],
      );
      const dtype = promoted(site, x1 ? promotableOf(x1) : "int", x2 ? promotableOf(x2) : "int");
      return gives(result(shape, dtype), { reports });
    },
    examples: [{ net: "ops.where(1.0, 0.0)", inputs: [[4, 3]], dtype: "bool", output: [4, 3], params: 0 }],
  }),
  operation({
    name: "Select",
    functions: ["select"],
    summary: "Elements of the first tensor whose condition holds.",
    details: "Keras declares the shape of the first choice. Moving data costs no FLOPs.",
    parameters: {
      condlist: required(tensors, "The conditions."),
      choicelist: required(tensors, "The tensors to choose from."),
      default: optional(anything, 0, "What stands where no condition holds."),
    },
    infer(site) {
      const { condlist, choicelist } = site.args;
      if (condlist.length === 0) refuseArgument(site, "condlist", "a list of at least one tensor", []);
      if (choicelist.length === 0) refuseArgument(site, "choicelist", "a list of at least one tensor", []);
      const first = choicelist[0]!;
      return gives(reshaped(first, fullShape(first)));
    },
  }),
  operation({
    name: "Clip",
    functions: ["clip"],
    summary: "Cuts elements off at a smallest and a largest value.",
    details: "FLOPs: one for each element.",
    pytorch: "torch.clamp",
    parameters: {
      x: required(operand, "The tensor."),
      x_min: required(anything, "The smallest value."),
      x_max: required(anything, "The largest value."),
    },
    infer(site) {
      const { x } = site.args;
      const dtype = isScalar(x) ? dtypeOf(x) : x.dtype;
      return elementwise(result(shapeOf(x), dtype === "bool" ? "int32" : dtype));
    },
    examples: [{ net: "ops.clip(0, 1)", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
];
