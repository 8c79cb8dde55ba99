// The arguments convolutions share, with their documentation. It holds no shape rule.
import { bool, int, nullable, option, optional, perAxis, required, size } from "../argument-types.ts";
import { loraParameters } from "../lora.ts";
import { named } from "../named-objects.ts";
import type { SpatialRank } from "../windows.ts";

/** One stride, rate or size for each axis, written as Keras writes its default: `1`, `(2, 2)`. */
const repeated = (rank: SpatialRank, value: number): readonly number[] =>
  Array.from({ length: rank }, () => value);
export const repeatedText = (rank: SpatialRank, value: number): string =>
  rank === 1 ? `${value}` : `(${repeated(rank, value).join(", ")})`;

/** An argument of one number for all axes or one for each, with a default. */
export const eachAxis = (rank: SpatialRank, value: number, doc: string, min = 1) =>
  optional(perAxis(rank, { min }), repeated(rank, value), doc, { defaultText: repeatedText(rank, value) });

export const filters = required(
  size(),
  "How many filters: each looks for one pattern and gives one channel of the output.",
);

export const kernelSize = (rank: SpatialRank) =>
  required(
    perAxis(rank),
    rank === 1
      ? "How many steps a filter sees at once."
      : "How far a filter sees along each axis: `3` for all, or one number for each.",
  );

export const strides = (rank: SpatialRank) =>
  eachAxis(rank, 1, "How far the window moves from one position to the next; 2 halves the size.");

export const padding = optional(
  option(["valid", "same"], { anyCase: true }),
  "valid",
  "`valid` uses only what is there; `same` adds zeros around, so that strides of 1 keep the size.",
);

export const dilationRate = (rank: SpatialRank) =>
  eachAxis(rank, 1, "Spreads the filter: with 2 it looks at every second position, and so further out.");

export const groups = optional(
  int({ min: 1 }),
  1,
  "Splits the channels into so many parts, each with filters of its own that see no other part.",
);

export const depthMultiplier = optional(
  int({ min: 1 }),
  1,
  "How many output channels each input channel gets.",
);

export const activation = optional(
  nullable(named("activation")),
  null,
  "Applied to every output; none leaves it linear.",
);

export const useBias = optional(bool, true, "Whether each output channel adds a trained constant.");

/** `glorot_uniform` or `zeros`, and what it starts. */
export const initializer = (start: "glorot_uniform" | "zeros", doc: string) =>
  optional(
    nullable(named("initializer")),
    { name: start === "zeros" ? "Zeros" : "GlorotUniform", value: null },
    doc,
    { defaultText: `"${start}"` },
  );
export const regularizer = (doc: string) => optional(nullable(named("regularizer")), null, doc);
export const constraint = (doc: string) => optional(nullable(named("constraint")), null, doc);

export const biasInitializer = initializer("zeros", "How the bias starts.");
export const biasRegularizer = regularizer("A penalty on the bias.");
export const activityRegularizer = regularizer("A penalty on the output.");
export const biasConstraint = constraint("Keeps the bias within bounds after each step.");

/** From `activation` to `bias_constraint`, for layers with one kernel. */
export const kernelAndBias = {
  activation,
  use_bias: useBias,
  kernel_initializer: initializer("glorot_uniform", "How the kernel starts."),
  bias_initializer: biasInitializer,
  kernel_regularizer: regularizer("A penalty on the kernel, added to the loss."),
  bias_regularizer: biasRegularizer,
  activity_regularizer: activityRegularizer,
  kernel_constraint: constraint("Keeps the kernel within bounds after each step."),
  bias_constraint: biasConstraint,
};

/** Adapters of convolutions, which Keras takes by keyword only. */
export const adapter = {
  lora_rank: { ...loraParameters.lora_rank, keywordOnly: true },
  lora_alpha: { ...loraParameters.lora_alpha, keywordOnly: true },
};
