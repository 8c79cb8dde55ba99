// Dense: a linear map of the last axis. It never flattens; other axes are kept.
import { elements, multiplyCounts } from "../../tensor/count.ts";
import { type Dim, dimText, isNumber, isUnknown, product } from "../../tensor/dim.ts";
import { bool, nullable, optional, required, size } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { loraParameters } from "../lora.ts";
import { named } from "../named-objects.ts";
import { adaptedWeights } from "../quantization.ts";
import { expectAtLeast, floatingOutput, productText, trainable, twice, weightSize } from "../rules.ts";
import { activation, kernelBounds, kernelStart } from "./kernel-arguments.ts";

/** What happens to the axes in front of the last one. */
function positionNotes(shape: readonly Dim[], features: Dim, units: Dim): readonly string[] {
  const places = shape.slice(0, -1);
  if (places.length === 0) return [];
  const many = product(places);
  const count =
    places.length === 1 || !isNumber(many) ? dimText(many) : `${productText(places)} = ${dimText(many)}`;
  const where = places.some(isUnknown) ? "at each position" : `at each of the ${count} positions`;
  return [
    `Only the last axis changes, from ${dimText(features)} to ${dimText(units)}: the same kernel is used ${where}.`,
  ];
}

export default defineLayer({
  name: "Dense",
  family: "core",
  usual: true,
  summary:
    "Connects every input feature with every unit: `activation(x · kernel + bias)` along the last axis.",
  details: `The kernel has one row for each input feature and one column for each unit, so there are \`features · units\`
connections, and with the bias \`(features + 1) · units\` parameters. A tensor with more axes keeps them: the same kernel is
applied at every position.

Multiply-adds: \`features · units\` at every position. FLOPs: two a multiply-add and one for each bias added; the activation is not counted.`,
  pytorch: "torch.nn.Linear",
  parameters: {
    units: required(size(), "How many units: the size of the output's last axis."),
    activation,
    use_bias: optional(bool, true, "Whether each unit adds a trained constant."),
    ...kernelStart,
    activity_regularizer: optional(nullable(named("regularizer")), null, "A penalty on the output."),
    ...kernelBounds,
    lora_rank: loraParameters.lora_rank,
    lora_alpha: loraParameters.lora_alpha,
    quantization_config: loraParameters.quantization_config,
  },
  lora: "kernel",
  quantize: ["int8", "int4", "float8"],
  infer(site) {
    const { units, use_bias } = site.args;
    expectAtLeast(site, 1, "features");
    const shape = [...site.input.shape.slice(0, -1), units];
    const outputs = [floatingOutput(site, shape)];
    const features = weightSize(
      site,
      site.input.shape.at(-1)!,
      "the number of input features (the last axis)",
      outputs,
    );
    const kernel = trainable(site, "kernel", [features, units]);
    const bias = use_bias ? [trainable(site, "bias", [units])] : [];
    const macs = multiplyCounts(elements(shape), elements([features]));
    return {
      outputs,
      weights: adaptedWeights(site, kernel, bias, {
        scale: [units],
        rows: features,
        columns: units,
        along: "rows",
      }),
      macs,
      flops: twice(macs, use_bias ? elements(shape) : 0n),
      formula: use_bias ? `(${dimText(features)} + 1)·${dimText(units)}` : productText([features, units]),
      notes: positionNotes(site.input.shape, features, units),
    };
  },
  examples: [
    { net: "Dense(8)", inputs: [[5]], output: [8], params: 48 },
    { net: "Dense(64, use_bias=False)", inputs: [[10, 16]], output: [10, 64], params: 1024 },
    { net: "Dense(4, lora_rank=2)", inputs: [[8]], output: [4], params: 60 },
  ],
});
