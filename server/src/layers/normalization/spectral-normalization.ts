// SpectralNormalization: keeps the kernel of the layer inside from stretching its input. It never changes shapes.
import argType from "../../diagnostics/arg-type.ts";
import { dimText } from "../../tensor/dim.ts";
import { type TensorType, withDtype } from "../../tensor/tensor-type.ts";
import { int, layer, optional, required, trainingCall } from "../argument-types.ts";
import { defineLayer, refuse, type Weight } from "../define.ts";
import { expectAtLeast } from "../rules.ts";
import { applyInner, innerReports, innerWeights } from "../wrapping.ts";

export default defineLayer({
  name: "SpectralNormalization",
  family: "normalization",
  summary: "Wraps a layer and divides its kernel by the kernel's largest stretch, which steadies GANs.",
  details: `In every training step the largest singular value of the kernel, taken as a matrix, is worked out by \`power_iterations\` rounds, and
the kernel is divided by it. The vector of these rounds, \`vector_u\`, is kept: one number for each column of the kernel, never trained. Both are written
by the layer itself, so that they change in a \`fit\` even where the layer is frozen.

Multiply-adds and FLOPs: those of the layer inside; the rounds happen once a batch and are not counted.`,
  pytorch: "torch.nn.utils.parametrizations.spectral_norm",
  parameters: {
    layer: required(layer, "A layer with a kernel, made but not applied: `Conv2D(8, 3)`."),
    power_iterations: optional(int({ min: 1 }), 1, "Rounds a training step; more are more exact."),
  },
  call: trainingCall,
  trainableReachesWeights: false,
  infer(site) {
    const { layer } = site.args;
    expectAtLeast(site, 1, "whatever the layer inside takes");
    const cast = (outputs: readonly TensorType[]) =>
      outputs.map((type) => withDtype(type, site.computeDtype));
    const inner = applyInner(layer, site.inputs, cast);
    const kernel =
      inner.weights.find((w) => w.name === "kernel") ?? inner.weights.find((w) => w.name === "embeddings");
    if (!kernel) {
      const expected = "a layer with a kernel of its own, such as Dense or Conv2D";
      const facts = {
        callee: site.layer,
        argument: "layer",
        expected,
        found: layer.className,
        near: undefined,
      };
      refuse(argType, facts, { argument: "layer", assume: cast(inner.outputs) });
    }
    const columns = kernel.shape.at(-1)!;
    const vector: Weight = {
      name: "vector_u",
      shape: [1, columns],
      dtype: site.weightDtype,
      trainable: false,
      assigned: true,
    };
    const weights = innerWeights(layer, inner.weights);
    const at = inner.weights.indexOf(kernel);
    const written: Weight = { ...weights[at]!, assigned: true };
    // The kernel belongs to both, and Keras lists it where it meets it first; one with an adapter is no weight by itself.
    const adapted = inner.weights.some((w) => w.name.startsWith("lora_"));
    return {
      outputs: cast(inner.outputs),
      weights: adapted ? [vector, ...weights] : [written, vector, ...weights.filter((_, i) => i !== at)],
      macs: inner.macs,
      flops: inner.flops,
      ...(inner.formula === undefined ? {} : { formula: `${inner.formula} + ${dimText(columns)}` }),
      notes: [
        `\`vector_u\` has one number for each of the ${dimText(columns)} columns of the kernel and is never trained.`,
      ],
      reports: innerReports(inner),
      wraps: [layer],
    };
  },
  examples: [
    { net: "SpectralNormalization(Dense(4))", inputs: [[3]], output: [4], params: 20 },
    { net: "SpectralNormalization(Dense(4, use_bias=False))", inputs: [[6]], output: [4], params: 28 },
  ],
});
