// UnitNormalization: vectors brought to length 1. It has no weights.
import { fullShape } from "../../tensor/tensor-type.ts";
import { either, int, listOf, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { axesOf } from "../operations/axes.ts";
import { floatingOutput } from "../rules.ts";
import { perElement } from "./normalization.ts";

export default defineLayer({
  name: "UnitNormalization",
  family: "normalization",
  summary: "Divides each vector along `axis` by its length, so that its length becomes 1.",
  details: "No weights. Multiply-adds: none. FLOPs for each element: 3 (square and its sum, division).",
  pytorch: "torch.nn.functional.normalize",
  parameters: {
    axis: optional(
      either(int(), listOf(int())),
      -1,
      "The axis, or axes, along which the length is taken; the batch is axis 0.",
    ),
  },
  infer(site) {
    axesOf(site, site.args.axis, fullShape(site.input).length);
    return {
      outputs: [floatingOutput(site, site.input.shape)],
      weights: [],
      macs: 0n,
      flops: perElement(site, 3),
    };
  },
  examples: [
    { net: "UnitNormalization()", inputs: [[10, 16]], output: [10, 16], params: 0 },
    { net: "UnitNormalization(axis=[1, 2])", inputs: [[4, 6]], output: [4, 6], params: 0 },
  ],
});
