// The optimizers Keras knows by name, and how many copies of the weights each keeps. It never makes a step.

import { bind } from "../apply.ts";
import { anything, bool, either, float, int, nullable, optional, required } from "../argument-types.ts";
import { findObject } from "../catalogue.ts";
import type { Parameters } from "../define.ts";
import { defineObjects, type ObjectDefinition } from "../define-object.ts";
import { type Named, named } from "../named-objects.ts";
import { bounded, objectName, pointed } from "./object-types.ts";

const rate = (value: number) =>
  optional(
    either(pointed(), named("schedule")),
    value,
    "How far each step goes: a float, or a schedule that lowers it.",
  );

const epsilon = (value: number) =>
  optional(float(), value, "Keeps a division from zero.", {
    defaultText: value.toExponential().replace("e-", "e-0"),
  });

const decay = (value: number | null) =>
  optional(nullable(float()), value, "The share of each weight that is taken off at each step.");

const common: Parameters = {
  clipnorm: optional(nullable(float()), null, "Shortens the gradient of each weight to this length."),
  clipvalue: optional(nullable(float()), null, "Cuts every number of a gradient off at this size."),
  global_clipnorm: optional(nullable(float()), null, "Shortens all gradients together to this length."),
  use_ema: optional(bool, false, "Keeps a moving average of the weights besides: one more copy of them."),
  ema_momentum: optional(float({ min: 0, max: 1 }), 0.99, "How slowly that average follows."),
  ema_overwrite_frequency: optional(
    nullable(int({ min: 1 })),
    null,
    "After how many steps the weights take the average.",
  ),
  loss_scale_factor: optional(
    nullable(float()),
    null,
    "Multiplies the loss and divides the gradients, for small float types.",
  ),
  gradient_accumulation_steps: optional(
    nullable(int({ min: 2 })),
    null,
    "Makes one step out of this many batches: one more copy of the weights.",
  ),
  name: objectName(null),
};

const beta1 = optional(float(), 0.9, "How slowly the mean of the gradients follows.");
const beta2 = (value: number) => optional(float(), value, "How slowly the mean of their squares follows.");
const amsgrad = optional(
  bool,
  false,
  "Keeps the largest mean of squares as well: one more copy of the weights.",
);

type Args = Readonly<Record<string, unknown>>;

/** Copies for averages and accumulated gradients, which every optimizer may keep. */
const extra = (args: Args): number => (args.use_ema ? 1 : 0) + (args.gradient_accumulation_steps ? 1 : 0);

function optimizer(
  name: string,
  summary: string,
  parameters: Parameters,
  slots: (args: Args) => number,
  more: { readonly byName?: boolean; readonly weightDecay?: boolean } = {},
): Omit<ObjectDefinition, "kind" | "family"> {
  const byName = more.byName ?? true;
  return {
    name,
    aliases: byName
      ? [...new Set([name.toLowerCase(), name.toUpperCase()])].filter((alias) => alias !== name)
      : [],
    summary,
    parameters: {
      ...parameters,
      ...("weight_decay" in parameters ? {} : { weight_decay: decay(null) }),
      ...common,
    },
    slots: (args) => slots(args) + extra(args),
    ...(byName ? {} : { onlyMade: true }),
  };
}

/** How many copies an optimizer given by name or made by a call keeps. */
function slotsOf(inner: Named): number {
  const definition = findObject(inner.name, "optimizer");
  if (!definition?.slots) return 0;
  const made = typeof inner.value === "object" && inner.value?.kind === "object" ? [...inner.value.args] : [];
  const given = made.map(([name, value]) => ({ name, value }));
  return definition.slots(bind(definition.name, definition.parameters, [], given).bound.parsed);
}

export default defineObjects(
  "optimizer",
  [
    optimizer(
      "SGD",
      "Plain gradient descent, with momentum if wanted. Keeps no copy of the weights, one with momentum.",
      {
        learning_rate: rate(0.01),
        momentum: optional(pointed({ min: 0, max: 1 }), 0, "How much of the last step is made again.", {
          defaultText: "0.0",
        }),
        nesterov: optional(bool, false, "Looks ahead along the momentum before it takes the gradient."),
      },
      (args) => (args.momentum === 0 ? 0 : 1),
    ),
    optimizer(
      "RMSprop",
      "Divides each gradient by its recent size. Keeps one copy of the weights, one more each for momentum and centering.",
      {
        learning_rate: rate(0.001),
        rho: optional(float(), 0.9, "How slowly the mean of squared gradients follows."),
        momentum: optional(float(), 0, "How much of the last step is made again.", { defaultText: "0.0" }),
        epsilon: epsilon(1e-7),
        centered: optional(bool, false, "Divides by the variance instead: one more copy of the weights."),
      },
      (args) => 1 + ((args.momentum as number) > 0 ? 1 : 0) + (args.centered ? 1 : 0),
    ),
    optimizer(
      "Adam",
      "Momentum and a step size of its own for each weight. Keeps two copies of the weights, three with `amsgrad`.",
      { learning_rate: rate(0.001), beta_1: beta1, beta_2: beta2(0.999), epsilon: epsilon(1e-7), amsgrad },
      (args) => (args.amsgrad ? 3 : 2),
    ),
    optimizer(
      "AdamW",
      "Adam that also shrinks the weights a little at each step. Keeps two copies of the weights, three with `amsgrad`.",
      {
        learning_rate: rate(0.001),
        weight_decay: decay(0.004),
        beta_1: beta1,
        beta_2: beta2(0.999),
        epsilon: epsilon(1e-7),
        amsgrad,
      },
      (args) => (args.amsgrad ? 3 : 2),
    ),
    optimizer(
      "Adamax",
      "Adam that goes by the largest recent gradient. Keeps two copies of the weights.",
      { learning_rate: rate(0.001), beta_1: beta1, beta_2: beta2(0.999), epsilon: epsilon(1e-7) },
      () => 2,
    ),
    optimizer(
      "Nadam",
      "Adam that looks ahead along its momentum. Keeps two copies of the weights.",
      { learning_rate: rate(0.001), beta_1: beta1, beta_2: beta2(0.999), epsilon: epsilon(1e-7) },
      () => 2,
    ),
    optimizer(
      "Adagrad",
      "Smaller steps for weights that have moved a lot. Keeps one copy of the weights.",
      {
        learning_rate: rate(0.001),
        initial_accumulator_value: optional(float(), 0.1, "What the sums of squared gradients start from."),
        epsilon: epsilon(1e-7),
      },
      () => 1,
    ),
    optimizer(
      "Adadelta",
      "Adagrad over a window of recent steps. Keeps two copies of the weights.",
      {
        learning_rate: rate(0.001),
        rho: optional(float(), 0.95, "How slowly the means follow."),
        epsilon: epsilon(1e-7),
      },
      () => 2,
    ),
    optimizer(
      "Adafactor",
      "Adam that keeps sums over rows and columns for its steps. Besides those sums it keeps one copy of the weights.",
      {
        learning_rate: rate(0.001),
        beta_2_decay: optional(float(), -0.8, "How the means slow down with the steps."),
        epsilon_1: optional(float(), 1e-30, "Keeps a division from zero.", { defaultText: "1e-30" }),
        epsilon_2: optional(float(), 0.001, "Keeps the step from vanishing with small weights."),
        clip_threshold: optional(float(), 1, "Limits the size of a step.", { defaultText: "1.0" }),
        relative_step: optional(bool, true, "Lowers the learning rate with the steps."),
      },
      () => 1,
    ),
    optimizer(
      "Ftrl",
      "For wide, sparse linear models with penalties. Keeps two copies of the weights.",
      {
        learning_rate: rate(0.001),
        learning_rate_power: optional(
          float({ max: 0 }),
          -0.5,
          "How the rate falls with the steps; 0 keeps it.",
        ),
        initial_accumulator_value: optional(float({ min: 0 }), 0.1, "What the sums start from."),
        l1_regularization_strength: optional(float({ min: 0 }), 0, "A penalty on absolute values.", {
          defaultText: "0.0",
        }),
        l2_regularization_strength: optional(float({ min: 0 }), 0, "A penalty on squares.", {
          defaultText: "0.0",
        }),
        l2_shrinkage_regularization_strength: optional(
          float({ min: 0 }),
          0,
          "A penalty on squares, by way of the gradient.",
          { defaultText: "0.0" },
        ),
        beta: optional(float(), 0, "Added to the sums' root.", { defaultText: "0.0" }),
      },
      () => 2,
    ),
    optimizer(
      "Lion",
      "Steps of one size, whose directions are signs. Keeps one copy of the weights; needs a smaller rate than Adam.",
      {
        learning_rate: rate(0.001),
        beta_1: optional(
          bounded({ above: 0, max: 1 }),
          0.9,
          "How much the step follows the mean of the gradients.",
        ),
        beta_2: beta2(0.99),
      },
      () => 1,
    ),
    optimizer(
      "Lamb",
      "Adam whose steps fit the size of each layer's weights, for very large batches. Keeps two copies of the weights.",
      { learning_rate: rate(0.001), beta_1: beta1, beta_2: beta2(0.999), epsilon: epsilon(1e-7) },
      () => 2,
      { byName: false },
    ),
    {
      ...optimizer(
        "Muon",
        "Makes the steps of hidden matrices orthogonal, and takes Adam for the rest. Keeps one copy of matrices, two of all others (counted as one).",
        {},
        () => 1,
      ),
      parameters: {
        learning_rate: rate(0.001),
        adam_beta_1: beta1,
        adam_beta_2: beta2(0.999),
        adam_weight_decay: decay(0.004),
        epsilon: epsilon(1e-7),
        weight_decay: decay(0.004),
        ...common,
        exclude_layers: optional(nullable(anything), null, "Names of layers that are left to Adam."),
        exclude_embeddings: optional(bool, true, "Whether embeddings are left to Adam."),
        muon_a: optional(float(), 3.4445, "A number of the iteration that makes steps orthogonal."),
        muon_b: optional(float(), -4.775, "As `muon_a`."),
        muon_c: optional(float(), 2.0315, "As `muon_a`."),
        adam_lr_ratio: optional(float(), 1, "The rate of Adam as a share of `learning_rate`."),
        momentum: optional(float(), 0.95, "How much of the last step is made again."),
        ns_steps: optional(int(), 5, "How many iterations make a step orthogonal."),
        nesterov: optional(bool, true, "Looks ahead along the momentum."),
        rms_rate: optional(nullable(float()), 0.2, "The size of a step next to Adam's."),
      },
    },
    optimizer(
      "ScheduleFreeAdamW",
      "AdamW that needs no schedule, since it averages the weights itself. Keeps two copies of the weights.",
      {
        learning_rate: rate(0.0025),
        beta_1: beta1,
        beta_2: beta2(0.999),
        epsilon: epsilon(1e-8),
        warmup_steps: optional(int(), 0, "Over how many steps the rate rises first."),
      },
      () => 2,
    ),
    {
      name: "LossScaleOptimizer",
      summary:
        "Scales the loss so that float16 gradients do not vanish, around another optimizer. Keeps what that one keeps.",
      parameters: {
        inner_optimizer: required(named("optimizer"), "The optimizer that makes the steps."),
        initial_scale: optional(float(), 32768, "What the loss is multiplied by at first.", {
          defaultText: "32768.0",
        }),
        dynamic_growth_steps: optional(int(), 2000, "After how many good steps that factor doubles."),
        name: objectName(null),
      },
      slots: (args) => slotsOf(args.inner_optimizer as Named),
      onlyMade: true,
    },
    {
      name: "MultiOptimizer",
      summary: "Different optimizers for different weights.",
      parameters: {
        optimizer_map: required(anything, "An `OptimizerMap` that says which optimizer takes which layer."),
        loss_scale_factor: optional(
          nullable(float()),
          null,
          "Multiplies the loss and divides the gradients.",
        ),
        name: objectName(null),
      },
      onlyMade: true,
    },
    {
      name: "OptimizerMap",
      summary: "Which optimizer takes which layers, for `MultiOptimizer`.",
      parameters: {
        default_optimizer: required(named("optimizer"), "The optimizer of all layers that are not named."),
        optimizer_map: optional(nullable(anything), null, "A dictionary from names of layers to optimizers."),
      },
      onlyMade: true,
    },
  ],
  ["Adam", "AdamW", "RMSprop", "SGD"],
);
