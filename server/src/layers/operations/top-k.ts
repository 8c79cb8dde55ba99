// The largest elements of the last axis. They never look along another axis.

import { isNumber } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { int, optional, required, size } from "../argument-types.ts";
import { flag, tensor } from "./operands.ts";
import { failsLater, gives, operation, refuseRank, reshaped, result } from "./operation.ts";

export default [
  operation({
    name: "TopK",
    functions: ["top_k"],
    summary: "The `k` largest elements of the last axis, and where they stand.",
    details: "Gives two tensors: values and positions (int32). Costs no FLOPs.",
    pytorch: "torch.topk",
    parameters: {
      x: required(tensor, "The tensor."),
      k: required(size({ min: 0 }), "How many."),
      sorted: optional(flag, true, "Whether the largest comes first."),
    },
    outputs: () => 2,
    infer(site) {
      const { x, k } = site.args;
      const shape = fullShape(x);
      if (shape.length === 0) refuseRank(site, "at least one axis", x, "x");
      const last = shape.at(-1)!;
      const top = [...shape.slice(0, -1), k];
      const reports =
        isNumber(last) && isNumber(k) && k > last ? [failsLater(site, `takes ${k} of ${last} elements`)] : [];
      return gives([reshaped(x, top), result(top, "int32")], { reports });
    },
  }),
  operation({
    name: "InTopK",
    functions: ["in_top_k"],
    summary: "Whether the target is among the `k` best predictions.",
    details: "Costs no FLOPs.",
    parameters: {
      targets: required(tensor, "The right classes."),
      predictions: required(tensor, "A score for each class."),
      k: required(int(), "How many of the best count."),
    },
    infer: (site) => gives(result(fullShape(site.args.targets), "bool")),
  }),
];
