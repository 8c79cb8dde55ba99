// The arguments of layers with a dense kernel: its activation, how kernel and bias start and what holds them. No rule is here.
import { nullable, optional } from "../argument-types.ts";
import { named } from "../named-objects.ts";

/** What is applied to the outputs. */
export const activation = optional(
  nullable(named("activation")),
  null,
  "Applied to every output; none leaves it linear.",
);

/** How kernel and bias start, and penalties on them. */
export const kernelStart = {
  kernel_initializer: optional(
    nullable(named("initializer")),
    { name: "GlorotUniform", value: null },
    "How the kernel starts.",
    { defaultText: '"glorot_uniform"' },
  ),
  bias_initializer: optional(
    nullable(named("initializer")),
    { name: "Zeros", value: null },
    "How the bias starts.",
    {
      defaultText: '"zeros"',
    },
  ),
  kernel_regularizer: optional(
    nullable(named("regularizer")),
    null,
    "A penalty on the kernel, added to the loss.",
  ),
  bias_regularizer: optional(nullable(named("regularizer")), null, "A penalty on the bias."),
};

/** What kernel and bias are kept within. */
export const kernelBounds = {
  kernel_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps the kernel within bounds after each step.",
  ),
  bias_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps the bias within bounds after each step.",
  ),
};
