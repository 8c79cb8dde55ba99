// PReLU: a leaky ReLU whose slopes are trained. It never shares a slope unless told to.
import { type Dim, isNumber } from "../../tensor/dim.ts";
import { either, int, listOf, nullable, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { named } from "../named-objects.ts";
import { refuseArgument } from "../operations/operation.ts";
import { floatingOutput, productText, trainable, weightSize } from "../rules.ts";

export default defineLayer({
  name: "PReLU",
  family: "activation",
  summary: "Keeps positive values and multiplies negative ones by a trained slope.",
  details: `There is one slope (\`alpha\`) for every position of the input. On images that is a lot and ties the layer to one image size:
\`shared_axes=[1, 2]\` leaves one slope a channel.

Activations are counted as no FLOPs.`,
  pytorch: "torch.nn.PReLU",
  parameters: {
    alpha_initializer: optional(
      named("initializer"),
      { name: "Zeros", value: null },
      "How the slopes start.",
      { defaultText: '"Zeros"' },
    ),
    alpha_regularizer: optional(
      nullable(named("regularizer")),
      null,
      "A penalty on the slopes, added to the loss.",
    ),
    alpha_constraint: optional(
      nullable(named("constraint")),
      null,
      "Keeps the slopes within bounds after each step.",
    ),
    shared_axes: optional(
      nullable(either(int(), listOf(int()))),
      null,
      "Axes along which one slope is shared, counted with the batch as 0: [1, 2] for the rows and columns of an image.",
    ),
  },
  infer(site) {
    const { shared_axes } = site.args;
    const shared = shared_axes === null ? [] : typeof shared_axes === "number" ? [shared_axes] : shared_axes;
    const rank = site.input.shape.length;
    const sizes: Dim[] = [...site.input.shape];
    for (const axis of shared) {
      // Axis 0 and negative ones count from the end, one further than elsewhere, as Keras's own indexing has it.
      const at = axis > 0 ? axis - 1 : axis - 1 + rank;
      if (at < 0 || at >= rank)
        refuseArgument(site, "shared_axes", `axes from 1 to ${rank} (the batch is axis 0)`, shared_axes, [
          floatingOutput(site, site.input.shape),
        ]);
      sizes[at] = 1;
    }
    const shape = sizes.map((dim, i) =>
      weightSize(site, dim, `the size of axis ${i + 1} (or share it: \`shared_axes=[${i + 1}]\`)`),
    );
    return {
      outputs: [floatingOutput(site, site.input.shape)],
      weights: [trainable(site, "alpha", shape)],
      macs: 0n,
      flops: 0n,
      formula: productText(shape),
      notes:
        shared.length === 0 && rank === 3 && isNumber(shape[2]!)
          ? [`With \`shared_axes=[1, 2]\` there would be ${shape[2]} slopes, one a channel.`]
          : [],
    };
  },
  examples: [
    { net: "PReLU()", inputs: [[16]], output: [16], params: 16 },
    { net: "PReLU(shared_axes=[1, 2])", inputs: [[8, 8, 4]], output: [8, 8, 4], params: 4 },
    { net: "PReLU()", inputs: [[8, 8, 4]], output: [8, 8, 4], params: 256 },
  ],
});
