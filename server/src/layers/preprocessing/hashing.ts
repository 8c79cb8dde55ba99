// Hashing and HashedCrossing: numbers or words spread over bins. They never remember which went where.
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { differ, equal } from "../../tensor/dim.ts";
import { fullShape, shapeText } from "../../tensor/tensor-type.ts";
import { anything, bool, dtype, nullable, option, optional, required, size } from "../argument-types.ts";
import { defineLayer, refuse } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
import { nameByPosition } from "../own-name.ts";
import { encoded, noCost, refuseSparseInt, salt } from "./category.ts";

export default [
  defineLayer({
    name: "Hashing",
    family: "preprocessing",
    summary: "Spreads numbers or words over a fixed number of bins.",
    details: `Works without a vocabulary; different values may fall into one bin. Needs TensorFlow. ${noCost}`,
    parameters: {
      num_bins: required(size(), "How many bins there are, the one for `mask_value` included."),
      mask_value: optional(nullable(anything), null, "A value that goes to bin 0, alone."),
      salt,
      output_mode: optional(
        option(["int", "one_hot", "multi_hot", "count"]),
        "int",
        "int for the number of the bin, otherwise a vector over all bins.",
      ),
      sparse: optional(bool, false, "Whether the result is a sparse tensor."),
      dtype: optional(nullable(dtype), null, "int64 for numbers of bins unless given, float32 for vectors.", {
        keywordOnly: true,
      }),
    },
    infer(site) {
      const { num_bins, output_mode, sparse } = site.args;
      refuseSparseInt(site, sparse, output_mode);
      const full = fullShape(site.input);
      const type = site.args.dtype;
      if (output_mode === "int") {
        if (type !== null && type !== "int32" && type !== "int64")
          refuseArgument(site, "dtype", 'int32 or int64 with `output_mode="int"`', type);
        return encoded(full, type ?? "int64");
      }
      return encoded([...full.slice(0, -1), num_bins], site.computeDtype);
    },
    examples: [
      { net: "Hashing(num_bins=64)", inputs: [[1]], dtype: "string", output: [1], params: 0 },
      { net: 'Hashing(64, output_mode="one_hot")', inputs: [[1]], dtype: "int32", output: [64], params: 0 },
    ],
  }),
  defineLayer({
    name: "HashedCrossing",
    family: "preprocessing",
    summary: "Spreads pairs of values over a fixed number of bins.",
    details: `For features that mean something together, such as place and hour. Takes two tensors of one value a sample. Needs TensorFlow. ${noCost}`,
    takes: { list: 2, most: 2 },
    parameters: {
      num_bins: required(size(), "How many bins there are."),
      output_mode: optional(
        option(["int", "one_hot"]),
        "int",
        "int for the number of the bin, one_hot for a vector.",
      ),
      sparse: optional(bool, false, "Whether the result is a sparse tensor."),
      name: nameByPosition,
      dtype: optional(nullable(dtype), null, "int64 for numbers of bins unless given."),
    },
    infer(site) {
      const { num_bins, output_mode } = site.args;
      const shapes = site.inputs.map(fullShape);
      const stop = (problem: string): never => refuse(shapeMergeMismatch, { layer: site.layer, problem });
      if (shapes.length !== 2) stop(`takes exactly 2 tensors and gets ${shapes.length}`);
      for (const [i, shape] of shapes.entries())
        if (shape.length > 2 || (shape.length === 2 && differ(shape[1]!, 1)))
          stop(
            `takes tensors of one value a sample, [] or [1], and gets ${shapeText(site.inputs[i]!.shape)}`,
          );
      const [first, second] = [shapes[0]!, shapes[1]!];
      if (first.length !== second.length)
        stop(
          `takes tensors of equal shapes, and gets ${site.inputs.map((x) => shapeText(x.shape)).join(" and ")}`,
        );
      if (output_mode === "int") return encoded(first, site.args.dtype ?? "int64");
      const apart = first.length > 0 && equal(first.at(-1)!, 1) !== true;
      return encoded([...(apart ? first : first.slice(0, -1)), num_bins], site.computeDtype);
    },
    examples: [
      { net: "HashedCrossing(num_bins=64)", inputs: [[1], [1]], dtype: "int32", output: [1], params: 0 },
      {
        net: 'HashedCrossing(64, output_mode="one_hot")',
        inputs: [[1], [1]],
        dtype: "int32",
        output: [64],
        params: 0,
      },
    ],
  }),
];
