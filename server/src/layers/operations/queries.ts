// Questions about a tensor: how many axes and elements, which elements differ, where they stand. They never change it.

import { type Dim, isUnknown, unknown } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, int, nullable, option, optional, required } from "../argument-types.ts";
import { axisDoc, axisOf, axisType } from "./axes.ts";
import { arrayLike, flag, tensor } from "./operands.ts";
import { fullText, gives, operation, refuseSize, reshaped, result } from "./operation.ts";

const x = required(tensor, "The tensor.");
const details = "Costs no FLOPs.";
const withData = (what: string): Dim => unknown(`${what} is known with the data`);

export default [
  operation({
    name: "Ndim",
    functions: ["ndim"],
    summary: "How many axes a tensor has.",
    details:
      "Keras declares one axis as long as the number of axes. `x.rank` gives the number itself. Costs no FLOPs.",
    parameters: { x },
    infer: (site) => gives(result([fullShape(site.args.x).length], "float32")),
  }),
  operation({
    name: "Size",
    functions: ["size"],
    summary: "How many elements a tensor has, the batch included.",
    details,
    pytorch: "torch.numel",
    parameters: { x },
    infer: () => gives(result([], "int32")),
  }),
  operation({
    name: "Nonzero",
    functions: ["nonzero"],
    summary: "Where elements are not zero: one tensor for each axis.",
    details: "Gives a list. Costs no FLOPs.",
    pytorch: "torch.nonzero",
    parameters: { x },
    infer: (site) =>
      gives(fullShape(site.args.x).map(() => result([withData("how many elements are not zero")], "int32"))),
  }),
  operation({
    name: "Unique",
    functions: ["unique"],
    summary: "Every element once.",
    details: "How many there are is known only with the data, unless `size` says it. Costs no FLOPs.",
    pytorch: "torch.unique",
    parameters: {
      x,
      sorted: optional(flag, true, "Whether they are in order."),
      return_index: optional(flag, false, "Whether to tell where each stands first."),
      return_inverse: optional(flag, false, "Whether to tell which one stands at each place."),
      return_counts: optional(flag, false, "Whether to tell how often each stands."),
      axis: optional(nullable(axisType), null, `${axisDoc} None takes single elements.`),
      size: optional(nullable(int({ min: 0 })), null, "How many to give."),
      fill_value: optional(anything, null, "What fills up to `size`."),
    },
    outputs: ({ return_index, return_inverse, return_counts }) =>
      1 + Number(return_index) + Number(return_inverse) + Number(return_counts),
    infer(site) {
      const { x: input, axis, size, return_index, return_inverse, return_counts } = site.args;
      const shape = fullShape(input);
      const count = size ?? withData("how many different elements there are");
      const at = axis === null ? undefined : axisOf(site, axis, shape.length);
      const values = reshaped(
        input,
        at === undefined ? [count] : shape.map((dim, i) => (i === at ? count : dim)),
      );
      const more = [
        ...(return_index ? [result([count], "int32")] : []),
        ...(return_inverse ? [result(at === undefined ? shape : [shape[at]!], "int32")] : []),
        ...(return_counts ? [result([count], "int32")] : []),
      ];
      return gives(more.length === 0 ? values : [values, ...more]);
    },
  }),
  operation({
    name: "IsIn",
    functions: ["isin"],
    summary: "Which elements are among some values.",
    details,
    pytorch: "torch.isin",
    parameters: {
      x1: required(arrayLike, "The tensor."),
      x2: required(arrayLike, "The values."),
      assume_unique: optional(flag, false, "Whether no value stands twice."),
      invert: optional(flag, false, "Whether to tell which are not."),
    },
    infer: (site) => gives(result(fullShape(site.args.x1), "bool")),
  }),
  operation({
    name: "SearchSorted",
    functions: ["searchsorted"],
    summary: "Where values would go in a sorted vector.",
    details,
    pytorch: "torch.searchsorted",
    parameters: {
      sorted_sequence: required(arrayLike, "The sorted vector."),
      values: required(arrayLike, "The values."),
      side: optional(option(["left", "right"]), "left", "Before or after equal ones."),
    },
    infer(site) {
      const { sorted_sequence, values } = site.args;
      const shape = fullShape(sorted_sequence);
      if (shape.length !== 1)
        refuseSize(site, `needs a vector and gets ${fullText(shape)}`, { argument: "sorted_sequence" });
      return gives(result(fullShape(values), isUnknown(shape[0]!) ? "int64" : "int32"));
    },
  }),
  operation({
    name: "Digitize",
    functions: ["digitize"],
    summary: "The number of the bin each element falls into.",
    details,
    pytorch: "torch.bucketize",
    parameters: {
      x: required(tensor, "The tensor."),
      bins: required(tensor, "The edges of the bins, a vector."),
    },
    infer(site) {
      const { x: input, bins } = site.args;
      if (fullShape(bins).length > 1)
        refuseSize(site, `needs a vector of edges and gets ${fullText(fullShape(bins))}`, {
          argument: "bins",
        });
      return gives(result(fullShape(input), "int32"));
    },
  }),
  operation({
    name: "UnravelIndex",
    functions: ["unravel_index"],
    summary: "Positions in a flattened tensor as one position for each axis.",
    details: "Gives a list. Costs no FLOPs.",
    pytorch: "torch.unravel_index",
    parameters: {
      indices: required(arrayLike, "Positions."),
      shape: required(anything, "The shape of the tensor."),
    },
    infer(site) {
      const { indices, shape } = site.args;
      const count = typeof shape === "object" && shape !== null && "items" in shape ? shape.items.length : 1;
      return gives(Array.from({ length: count }, () => reshaped(indices, fullShape(indices))));
    },
  }),
];
