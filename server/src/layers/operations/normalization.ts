// Normalisation with tensors for its parameters. They never make weights or keep averages; the layers do.

import { multiplyCounts } from "../../tensor/count.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import type { LocatedReport } from "../define.ts";
import { axesDoc, axesLater, axesOf, axisDoc, axisOf, axisType, maybeAxes } from "./axes.ts";
import { shapesDiffer } from "./broadcasting.ts";
import { arrayLike, flag, tensor } from "./operands.ts";
import {
  fullText,
  gives,
  operation,
  perSample,
  refuseArgument,
  refuseSize,
  reshaped,
  result,
} from "./operation.ts";

const x = required(tensor, "The tensor.");
const epsilon = optional(anything, null, "A small number that keeps the division safe.");

const normalised = (input: RankedTensor, perElement: bigint, reports: readonly LocatedReport[] = []) =>
  gives(reshaped(input, fullShape(input)), {
    flops: multiplyCounts(perElement, perSample(fullShape(input))),
    reports,
  });

export default [
  operation({
    name: "BatchNorm",
    functions: ["batch_normalization", "nn.batch_normalization"],
    summary: "Normalises with a mean and a variance that are given.",
    details: "All vectors are as long as the axis. FLOPs: two for each element.",
    pytorch: "torch.nn.functional.batch_norm",
    parameters: {
      x,
      mean: required(arrayLike, "The mean of each place of the axis."),
      variance: required(arrayLike, "The variance of each place of the axis."),
      axis: required(axisType, axisDoc),
      offset: optional(nullable(arrayLike), null, "Added at the end; given only together with `scale`."),
      scale: optional(nullable(arrayLike), null, "Multiplied in."),
      epsilon: optional(anything, 0.001, "A small number that keeps the division safe.", {
        defaultText: "0.001",
      }),
    },
    infer(site) {
      const { x: input, axis, mean, variance, offset, scale } = site.args;
      const shape = fullShape(input);
      const vector = [shape[axisOf(site, axis, shape.length)]!];
      for (const [name, given] of Object.entries({ mean, variance, offset, scale })) {
        if (given && shapesDiffer(fullShape(given), vector)) {
          refuseSize(
            site,
            `needs \`${name}\` of shape ${fullText(vector)}, as long as axis ${axis}, and gets ${fullText(fullShape(given))}`,
            { argument: name },
          );
        }
      }
      if (offset && !scale) refuseArgument(site, "scale", "given together with `offset`", null);
      return normalised(input, 2n);
    },
  }),
  operation({
    name: "LayerNorm",
    functions: ["layer_normalization", "nn.layer_normalization"],
    summary: "Normalises each sample over an axis.",
    details: "FLOPs: two for each element, as for the statistics of the layer.",
    pytorch: "torch.nn.functional.layer_norm",
    parameters: {
      x,
      gamma: optional(nullable(arrayLike), null, "Multiplied in."),
      beta: optional(nullable(arrayLike), null, "Added at the end."),
      axis: optional(maybeAxes, -1, axesDoc),
      epsilon,
      rms_scaling: optional(flag, false, "An old way to scale; `ops.rms_normalization` replaces it.", {
        keywordOnly: true,
      }),
    },
    infer: (site) =>
      normalised(site.args.x, 2n, axesLater(site, site.args.axis, fullShape(site.args.x).length)),
    examples: [{ net: "ops.layer_normalization()", inputs: [[6, 4]], output: [6, 4], params: 0 }],
  }),
  operation({
    name: "RMSNorm",
    functions: ["rms_normalization", "nn.rms_normalization"],
    summary: "Divides by the root of the mean square over an axis.",
    details: "FLOPs: two for each element.",
    pytorch: "torch.nn.functional.rms_norm",
    parameters: {
      x,
      scale: optional(nullable(arrayLike), null, "Multiplied in."),
      axis: optional(maybeAxes, -1, axesDoc),
      epsilon,
    },
    infer: (site) =>
      normalised(site.args.x, 2n, axesLater(site, site.args.axis, fullShape(site.args.x).length)),
    examples: [{ net: "ops.rms_normalization()", inputs: [[6, 4]], output: [6, 4], params: 0 }],
  }),
  operation({
    name: "Normalize",
    functions: ["normalize", "nn.normalize"],
    summary: "Divides by the norm along an axis, so that vectors have length 1.",
    details: "The result is float32 whatever the argument is. FLOPs: one for each element.",
    pytorch: "torch.nn.functional.normalize",
    parameters: {
      x,
      axis: optional(maybeAxes, -1, axesDoc),
      order: optional(anything, 2n, "Which norm; 2 is the usual length.", { defaultText: "2" }),
      epsilon,
    },
    infer(site) {
      const { x: input, axis } = site.args;
      const shape = fullShape(input);
      if (axis !== null) axesOf(site, axis, shape.length);
      return gives(result(shape, "float32"), { flops: perSample(shape) });
    },
    examples: [{ net: "ops.normalize(axis=-1)", inputs: [[6, 4]], output: [6, 4], params: 0 }],
  }),
];
