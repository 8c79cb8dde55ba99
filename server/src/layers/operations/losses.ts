// Losses by element, as operations. They never average; the loss of a model does.

import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { anything, int, option, optional, required } from "../argument-types.ts";
import type { RuleSite } from "../define.ts";
import { axisDoc, axisOf, axisType } from "./axes.ts";
import { differStrictly, shapesDiffer } from "./broadcasting.ts";
import { flag, tensor } from "./operands.ts";
import {
  elementwise,
  fullText,
  gives,
  operation,
  promoted,
  refuseRank,
  refuseSize,
  reshaped,
  result,
} from "./operation.ts";

const target = required(tensor, "What is right.");
const output = required(tensor, "What the model says.");
const from_logits = optional(flag, false, "Whether `output` is before the softmax or sigmoid.");
const axis = optional(axisType, -1, `The axis of the classes. ${axisDoc}`);
const details = "FLOPs: one for each element of the result.";

function expectSame(site: RuleSite, a: RankedTensor, b: RankedTensor): void {
  if (!shapesDiffer(fullShape(a), fullShape(b))) return;
  refuseSize(
    site,
    `needs a target and an output of one shape and gets ${fullText(fullShape(a))} and ${fullText(fullShape(b))}`,
  );
}

export default [
  operation({
    name: "BinaryCrossentropy",
    functions: ["binary_crossentropy", "nn.binary_crossentropy"],
    summary: "The cross-entropy of each yes or no.",
    details,
    pytorch: "torch.nn.functional.binary_cross_entropy",
    parameters: { target, output, from_logits },
    infer(site) {
      expectSame(site, site.args.target, site.args.output);
      return elementwise(reshaped(site.args.output, fullShape(site.args.output)));
    },
  }),
  operation({
    name: "CategoricalCrossentropy",
    functions: ["categorical_crossentropy", "nn.categorical_crossentropy"],
    summary: "The cross-entropy of shares of classes.",
    details:
      "Keras declares the last axis gone, whatever `axis` says. FLOPs: one for each element of the result.",
    pytorch: "torch.nn.functional.cross_entropy",
    parameters: { target, output, from_logits, axis },
    infer(site) {
      const { target: t, output: o } = site.args;
      expectSame(site, t, o);
      if (fullShape(o).length < 1) refuseRank(site, "at least one axis", o, "output");
      return elementwise(reshaped(o, fullShape(o).slice(0, -1)));
    },
  }),
  operation({
    name: "SparseCategoricalCrossentropy",
    functions: ["sparse_categorical_crossentropy", "nn.sparse_categorical_crossentropy"],
    summary: "The cross-entropy of classes given as numbers.",
    details:
      "The target has the shape of the output without the classes. FLOPs: one for each element of the result.",
    pytorch: "torch.nn.functional.cross_entropy",
    parameters: { target, output, from_logits, axis },
    infer(site) {
      const { target: t, output: o } = site.args;
      const shape = fullShape(o);
      if (shape.length < 1) refuseRank(site, "at least one axis", o, "output");
      const at = axisOf(site, site.args.axis, shape.length);
      const without = shape.filter((_, i) => i !== at);
      const given = fullShape(t);
      const labels = given.length === shape.length && given.at(-1) === 1 ? given.slice(0, -1) : given;
      if (shapesDiffer(labels, without)) {
        refuseSize(
          site,
          `needs a target of shape ${fullText(without)} for ${fullText(shape)} and gets ${fullText(given)}`,
          { argument: "target" },
        );
      }
      return elementwise(reshaped(o, without));
    },
  }),
  operation({
    name: "CTCLoss",
    functions: ["ctc_loss", "nn.ctc_loss"],
    summary: "The loss of sequences without alignment.",
    details: "FLOPs: one for each element of the result.",
    pytorch: "torch.nn.functional.ctc_loss",
    parameters: {
      target,
      output,
      target_length: required(tensor, "How long each target is."),
      output_length: required(tensor, "How long each output is."),
      mask_index: optional(int(), 0, "The class that stands for nothing."),
    },
    infer(site) {
      const { target: t, output: o, target_length, output_length } = site.args;
      const first = (x: RankedTensor, name: string) =>
        fullShape(x)[0] ?? refuseRank(site, "a batch axis", x, name);
      const batch = first(t, "target");
      for (const [name, x] of Object.entries({ output: o, target_length, output_length })) {
        if (differStrictly(first(x, name), batch))
          refuseSize(site, "needs equal batches everywhere", { argument: name });
      }
      return elementwise(result([batch], promoted(site, o.dtype, "float32")));
    },
  }),
  operation({
    name: "CTCDecode",
    functions: ["ctc_decode", "nn.ctc_decode"],
    summary: "The most likely sequences of a model trained with CTC.",
    details: "Gives the sequences and their scores. Counts no FLOPs.",
    parameters: {
      inputs: required(tensor, "Scores of classes at each step."),
      sequence_lengths: required(tensor, "How long each sequence is."),
      strategy: optional(option(["greedy", "beam_search"]), "greedy", "How to search."),
      beam_width: optional(int({ min: 1 }), 100, "How many sequences are kept in mind."),
      top_paths: optional(int({ min: 1 }), 1, "How many sequences to give."),
      merge_repeated: optional(flag, true, "Whether repeated classes become one."),
      mask_index: optional(anything, 0, "The class that stands for nothing."),
    },
    outputs: () => 2,
    infer(site) {
      const { inputs, strategy, top_paths } = site.args;
      const [batch, steps] = fullShape(inputs);
      if (batch === undefined || steps === undefined)
        refuseRank(site, "at least one axis (steps)", inputs, "inputs");
      const paths = strategy === "greedy" ? 1 : top_paths;
      return gives([
        result([paths, batch, steps], "int32"),
        result([batch, paths], promoted(site, inputs.dtype, "float32")),
      ]);
    },
  }),
  operation({
    name: "PSNR",
    functions: ["psnr", "nn.psnr"],
    summary: "The peak signal-to-noise ratio of two tensors: one number.",
    details: "Counts no FLOPs.",
    parameters: {
      x1: required(tensor, "The first."),
      x2: required(tensor, "The second."),
      max_val: required(anything, "The largest possible value."),
    },
    infer(site) {
      const { x1, x2 } = site.args;
      if (fullShape(x1).length !== fullShape(x2).length)
        refuseSize(
          site,
          `needs equally many axes and gets ${fullText(fullShape(x1))} and ${fullText(fullShape(x2))}`,
        );
      return gives(result([], "float32"));
    },
  }),
  operation({
    name: "Polar",
    functions: ["polar", "nn.polar"],
    summary: "Complex numbers from lengths and angles; Keras declares float32.",
    details: "FLOPs: one for each element.",
    pytorch: "torch.polar",
    parameters: { abs_: required(tensor, "Lengths."), angle: required(tensor, "Angles in radians.") },
    infer: (site) => elementwise(result(fullShape(site.args.abs_), "float32")),
  }),
];
