// Adds elements around a tensor. It never pads the batch by itself.

import { add, type Dim, isNumber, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape } from "../../tensor/tensor-type.ts";
import { anything, optional, required, string } from "../argument-types.ts";
import { type ArgumentType, Mismatch } from "../define.ts";
import { isSequence } from "../value.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseArgument, reshaped } from "./operation.ts";

type Widths = readonly (readonly [number, number])[];

const expected = "a number, a pair, or a list with a pair for each axis, the batch first";

/** A pair for every axis, or one pair for all. */
const widths: ArgumentType<Widths> = {
  text: expected,
  parse(value) {
    if (typeof value === "bigint") return [[Number(value), Number(value)]];
    const wrong = new Mismatch("type", expected);
    if (!isSequence(value) || value.items.length === 0) return wrong;
    // Of a flat list Keras reads the first two numbers.
    if (value.items.every((item) => typeof item === "bigint")) {
      return value.items.length >= 2 ? [[Number(value.items[0]), Number(value.items[1])]] : wrong;
    }
    // It completes `[[1], [2]]` in place, which it cannot do in a tuple.
    if (value.kind === "tuple" && value.items.some((item) => isSequence(item) && item.items.length === 1))
      return wrong;
    const pairs: [number, number][] = [];
    for (const item of value.items) {
      if (
        !isSequence(item) ||
        item.items.length < 1 ||
        item.items.length > 2 ||
        !item.items.every((n) => typeof n === "bigint")
      )
        return wrong;
      const [before, after = before] = item.items.map(Number);
      pairs.push([before!, after!]);
    }
    return pairs;
  },
};

export default operation({
  name: "Pad",
  functions: ["pad"],
  summary: "Adds elements before and after each axis.",
  details:
    "`pad_width` has a pair for each axis, the batch first: `((0, 0), (1, 1), (0, 0))`. Moving data costs no FLOPs.",
  pytorch: "torch.nn.functional.pad",
  parameters: {
    x: required(tensor, "The tensor."),
    pad_width: required(
      widths,
      "How many elements before and after each axis, the batch first; one pair stands for all axes.",
    ),
    mode: optional(
      string,
      "constant",
      "What is added: `constant`, `reflect`, `symmetric`, `edge`, `wrap` and others.",
    ),
    constant_values: optional(anything, null, "The constant; 0 where none is given."),
  },
  infer(site) {
    const { x, pad_width } = site.args;
    const shape = fullShape(x);
    if (pad_width.length !== 1 && pad_width.length !== shape.length) {
      refuseArgument(
        site,
        "pad_width",
        `one pair, or ${shape.length} pairs (the batch has one too)`,
        pad_width.map((pair) => [...pair]),
      );
    }
    const padded = shape.map((dim, i): Dim => {
      const [before, after] = pad_width.length === 1 ? pad_width[0]! : pad_width[i]!;
      if (before + after === 0) return dim;
      return dim === batchSize ? unknown("the batch and what was added to it") : add(dim, before + after);
    });
    if (padded.some((dim) => isNumber(dim) && dim < 0))
      refuseArgument(
        site,
        "pad_width",
        "no more taken away than is there",
        pad_width.map((pair) => [...pair]),
      );
    return gives(reshaped(x, padded));
  },
  examples: [{ net: "ops.pad(((0, 0), (1, 2), (0, 0)))", inputs: [[4, 3]], output: [7, 3], params: 0 }],
});
