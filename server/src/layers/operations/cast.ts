// Conversions of dtype: cast and its kin. They never change a shape, but for `view`, which reads bytes otherwise.

import { type Dim, isNumber } from "../../tensor/dim.ts";
import { dtypeBytes, fullShape } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import type { LayerDefinition } from "../define.ts";
import { arrayLike, dtypeName, tensor } from "./operands.ts";
import { gives, operation, refuseRank, refuseSize, result } from "./operation.ts";

const details = "Costs no FLOPs.";

const cast = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch: "torch.Tensor.to",
    parameters: { x: required(arrayLike, "The tensor."), dtype: required(dtypeName, "The new dtype.") },
    infer: ({ args }) => gives(result(fullShape(args.x), args.dtype)),
    examples: [{ net: `ops.${fn}("int32")`, inputs: [[4, 3]], output: [4, 3], params: 0 }],
  });

export default [
  cast("Cast", "cast", "Converts elements to another dtype."),
  cast("SaturateCast", "saturate_cast", "Converts elements to another dtype, cut off at its limits."),
  operation({
    name: "ConvertToTensor",
    functions: ["convert_to_tensor"],
    summary: "Numbers as a tensor; a tensor stays what it is.",
    details,
    pytorch: "torch.as_tensor",
    parameters: {
      x: required(arrayLike, "A tensor or numbers."),
      dtype: optional(nullable(dtypeName), null, "The dtype."),
      sparse: optional(anything, null, "Whether a sparse tensor stays sparse."),
      ragged: optional(anything, null, "Whether a ragged tensor stays ragged."),
    },
    infer: ({ args }) => gives(result(fullShape(args.x), args.dtype ?? args.x.dtype)),
  }),
  operation({
    name: "Array",
    functions: ["array"],
    summary: "Numbers as a tensor; a tensor stays what it is.",
    details,
    pytorch: "torch.tensor",
    parameters: {
      x: required(arrayLike, "A tensor or numbers."),
      dtype: optional(nullable(dtypeName), null, "The dtype."),
    },
    infer: ({ args }) => gives(result(fullShape(args.x), args.dtype ?? args.x.dtype)),
  }),
  operation({
    name: "View",
    functions: ["view"],
    summary: "The same bytes read as another dtype.",
    details: "With a dtype of another width the last axis changes. Costs no FLOPs.",
    pytorch: "torch.Tensor.view",
    parameters: {
      x: required(tensor, "The tensor."),
      dtype: optional(nullable(dtypeName), null, "How to read the bytes."),
    },
    infer(site) {
      const { x, dtype } = site.args;
      const to = dtype ?? x.dtype;
      const [before, after] = [dtypeBytes(x.dtype), dtypeBytes(to)];
      const shape = [...fullShape(x)];
      if (before === after || before === 0 || after === 0) return gives(result(shape, to));
      if (shape.length === 0) refuseRank(site, "at least one axis", x, "x");
      const last = shape.at(-1)!;
      if (isNumber(last) && (last * before) % after !== 0) {
        refuseSize(site, `cannot read ${last} elements of ${before} bytes as elements of ${after} bytes`, {
          argument: "dtype",
        });
      }
      const size: Dim = isNumber(last) ? (last * before) / after : last;
      return gives(result([...shape.slice(0, -1), size], to));
    },
  }),
];
