// Tensors of the shape of another, filled with one value. They never read its elements.

import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { dtypeName, tensor } from "./operands.ts";
import { gives, operation, result } from "./operation.ts";

const x = required(tensor, "The tensor whose shape is taken.");
const dtype = optional(nullable(dtypeName), null, "The dtype; None takes that of the tensor.");
const details = "Costs no FLOPs.";

const like = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch: `torch.${fn}`,
    parameters: { x, dtype },
    infer: ({ args }) => gives(result(fullShape(args.x), args.dtype ?? args.x.dtype)),
    examples: [{ net: `ops.${fn}()`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });

export default [
  like("ZerosLike", "zeros_like", "Zeros in the shape of a tensor."),
  like("OnesLike", "ones_like", "Ones in the shape of a tensor."),
  like("EmptyLike", "empty_like", "Anything in the shape of a tensor."),
  operation({
    name: "FullLike",
    functions: ["full_like"],
    summary: "One value in the shape of a tensor.",
    details,
    pytorch: "torch.full_like",
    parameters: { x, fill_value: required(anything, "The value."), dtype },
    infer: ({ args }) => gives(result(fullShape(args.x), args.dtype ?? args.x.dtype)),
    examples: [{ net: "ops.full_like(3)", inputs: [[4, 3]], output: [4, 3], params: 0 }],
  }),
];
