// Pipeline: preprocessing layers one after the other, as one layer. It never lists what is behind an error.
import { sumCounts } from "../../tensor/count.ts";
import { layer, listOf, required } from "../argument-types.ts";
import { defineLayer, type Inference } from "../define.ts";
import { snakeCase } from "../instance.ts";
import { refuseArgument } from "../operations/operation.ts";
import { nameByPosition } from "../own-name.ts";

export default defineLayer({
  name: "Pipeline",
  family: "preprocessing",
  summary: "Applies a list of layers one after the other, as one layer.",
  details:
    "For preprocessing that is used on data sets as a whole. Weights and costs are those of its layers.",
  pytorch: "torch.nn.Sequential",
  parameters: {
    layers: required(listOf(layer), "The layers, in order."),
    name: nameByPosition,
  },
  without: [
    "dtype",
    "trainable",
    "activity_regularizer",
    "input_shape",
    "input_dim",
    "batch_input_shape",
    "autocast",
  ],
  infer(site) {
    const { layers } = site.args;
    if (layers.length === 0) refuseArgument(site, "layers", "a list with at least one layer", []);
    const steps: Inference[] = [];
    let tensors: Inference["outputs"] = site.inputs;
    for (const inner of layers) {
      const step = inner.apply(tensors);
      steps.push(step);
      tensors = step.outputs;
    }
    return {
      outputs: tensors,
      weights: steps.flatMap((step, i) =>
        step.weights.map((weight) => ({
          ...weight,
          name: `${layers[i]!.label ?? snakeCase(layers[i]!.className)}/${weight.name}`,
        })),
      ),
      macs: sumCounts(steps.map((step) => step.macs)),
      flops: sumCounts(steps.map((step) => step.flops)),
      notes: [layers.map((inner) => inner.className).join(" → ")],
      wraps: layers,
    };
  },
  examples: [
    {
      net: "Pipeline([Resizing(32, 32), Rescaling(1 / 255)])",
      inputs: [[64, 64, 3]],
      output: [32, 32, 3],
      params: 0,
    },
    { net: 'Pipeline([RandomFlip("horizontal")])', inputs: [[32, 32, 3]], output: [32, 32, 3], params: 0 },
  ],
});
