// Layers the catalogue lacks, as declarations: known ones of Keras's own models, and others by the shapes the file tells.
// It never guesses a weight.
import { isPlainName } from "../../net-source/term.ts";

/** Layers that stand inside Keras's own models only, or that Keras 3 has no more, as they would be declared. */
export const knownLayers: ReadonlyMap<
  string,
  { readonly parameters: readonly string[]; readonly text: string }
> = new Map([
  [
    "LayerScale",
    {
      parameters: ["init_values", "projection_dim"],
      text: `## One trained factor for each channel, as ConvNeXt has it.
layer LayerScale(init_values, projection_dim) {
    input x: [..., c]
    weight gamma: [projection_dim]
    output [..., c]
}`,
    },
  ],
  [
    "ThresholdedReLU",
    {
      parameters: ["theta"],
      text: `## Keras 2 had it: what is not above \`theta\` becomes 0.
layer ThresholdedReLU(theta=1.0) {
    input x: [..., c]
    output [..., c]
}`,
    },
  ],
  [
    "CustomScaleLayer",
    {
      parameters: ["scale"],
      text: `## Adds the second input, scaled, to the first, as InceptionResNetV2 has it.
layer CustomScaleLayer(scale) {
    input x: [..., c]
    input residual: [..., c]
    output [..., c]
}`,
    },
  ],
]);

/** What is known of a class from its uses in the file. */
export interface CustomClass {
  readonly name: string;
  /** Configuration keys, in the order of the file. */
  readonly parameters: readonly string[];
  readonly inputs: number;
  /** Whether each use gives the shape it gets. */
  readonly keepsShape: boolean;
}

/** The declaration of a class: its outputs are those the file tells. */
export function customLayer(custom: CustomClass): string {
  const parameters = [
    ...custom.parameters.map((p) => `${p}=None`),
    ...(custom.keepsShape ? [] : ["output_shape=None"]),
  ];
  const inputs = Array.from(
    { length: custom.inputs },
    (_, i) => `    input ${custom.inputs === 1 ? "x" : `x${i + 1}`}`,
  );
  if (custom.keepsShape) inputs[0] = `${inputs[0]}: [..., c]`;
  return [
    `## A layer of the saved model. Its weights are not in the configuration: declare them here, as \`weight kernel: [c, 8]\`.`,
    `layer ${custom.name}(${parameters.join(", ")}) {`,
    ...inputs,
    `    output ${custom.keepsShape ? "[..., c]" : "output_shape"}`,
    "}",
  ].join("\n");
}

/** Configuration keys that can be parameters of a declaration. */
export const customParameters = (keys: Iterable<string>): readonly string[] =>
  [...keys].filter(
    (key) =>
      isPlainName(key) &&
      !["name", "trainable", "dtype", "x", "c", "output_shape", "batch_input_shape"].includes(key),
  );
