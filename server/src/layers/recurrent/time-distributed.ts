// TimeDistributed: one layer applied to every step by itself. It never mixes steps.
import argType from "../../diagnostics/arg-type.ts";
import { dimText } from "../../tensor/dim.ts";
import { isRanked, type RankedTensor, type TensorType } from "../../tensor/tensor-type.ts";
import { layer, maskCall, required, trainingCall } from "../argument-types.ts";
import { defineLayer, refuse } from "../define.ts";
import { expectAtLeast, times } from "../rules.ts";
import { applyInner, innerReports, innerWeights } from "../wrapping.ts";

export default defineLayer({
  name: "TimeDistributed",
  family: "recurrent",
  summary: "Applies a layer, block or model to every step of a sequence by itself, with the same weights.",
  details: `The first axis after the batch is the steps; the inner layer sees what is left, so \`TimeDistributed(Conv2D(8, 3))\` takes
\`[steps, rows, columns, channels]\`. The parameters are those of the inner layer, counted once.

Multiply-adds and FLOPs: those of the inner layer at every step.`,
  parameters: {
    layer: required(layer, "The layer, block or model for each step, made but not applied: `Dense(8)`."),
  },
  call: { ...trainingCall, ...maskCall },
  trainableReachesWeights: false,
  infer(site) {
    const { layer } = site.args;
    expectAtLeast(site, 2, "steps, and what the layer inside takes");
    const [steps, ...rest] = site.input.shape;
    const step: RankedTensor = { ...site.input, shape: rest };
    const everyStep = (outputs: readonly TensorType[]): readonly TensorType[] =>
      outputs.map((type) => ({
        ...type,
        dtype: site.computeDtype,
        shape: isRanked(type) && type.batch !== null ? [steps!, ...type.shape] : type.shape,
      }));
    const inner = applyInner(layer, [step], everyStep);
    const outputs = everyStep(inner.outputs);
    if (inner.several || outputs.length !== 1 || inner.outputs[0]!.batch === null) {
      const expected = "a layer with one output";
      const found = `${layer.className} with ${inner.outputs.length} outputs`;
      refuse(
        argType,
        { callee: site.layer, argument: "layer", expected, found, near: undefined },
        { argument: "layer" },
      );
    }
    return {
      outputs,
      weights: innerWeights(layer, inner.weights),
      macs: times(steps!, inner.macs),
      flops: times(steps!, inner.flops),
      ...(inner.formula === undefined ? {} : { formula: inner.formula }),
      notes: [`The same weights serve each of the ${dimText(steps!)} steps.`, ...(inner.notes ?? [])],
      reports: innerReports(inner),
      wraps: [layer],
    };
  },
  examples: [
    { net: "TimeDistributed(Dense(4))", inputs: [[5, 3]], output: [5, 4], params: 16 },
    { net: "TimeDistributed(Dense(8, use_bias=False))", inputs: [[null, 6]], output: [null, 8], params: 48 },
  ],
});
