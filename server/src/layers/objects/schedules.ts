// The learning-rate schedules of Keras. It never works out a rate.
import { bool, float, int, listOf, nullable, optional, required, string } from "../argument-types.ts";
import type { ArgumentType } from "../define.ts";
import { defineObjects } from "../define-object.ts";
import { bounded } from "./object-types.ts";

const initial = required(float(), "The learning rate at the start.");
const steps = required(
  bounded({ above: 0 }) as ArgumentType<number>,
  "Over how many steps (batches) it falls.",
);
const name = (value: string) => optional(string, value, "The name it is shown under.");
const staircase = optional(bool, false, "Falls at whole multiples of `decay_steps` only.");

export default defineObjects(
  "schedule",
  [
    {
      name: "ExponentialDecay",
      summary: "Multiplies the rate by `decay_rate` every `decay_steps` steps, smoothly or in a staircase.",
      parameters: {
        initial_learning_rate: initial,
        decay_steps: steps,
        decay_rate: required(float(), "The factor."),
        staircase,
        name: name("ExponentialDecay"),
      },
      onlyMade: true,
    },
    {
      name: "InverseTimeDecay",
      summary: "Divides the rate by `1 + decay_rate · step / decay_steps`.",
      parameters: {
        initial_learning_rate: initial,
        decay_steps: steps,
        decay_rate: required(float(), "How fast it falls."),
        staircase,
        name: name("InverseTimeDecay"),
      },
      onlyMade: true,
    },
    {
      name: "PolynomialDecay",
      summary: "Goes from the first rate to the last along a power of the step; straight with `power=1.0`.",
      parameters: {
        initial_learning_rate: initial,
        decay_steps: steps,
        end_learning_rate: optional(float(), 0.0001, "The rate at the end."),
        power: optional(float(), 1, "The power.", { defaultText: "1.0" }),
        cycle: optional(bool, false, "Starts again once the end is reached."),
        name: name("PolynomialDecay"),
      },
      onlyMade: true,
    },
    {
      name: "PiecewiseConstantDecay",
      summary: "One rate after the other, each up to a step.",
      parameters: {
        boundaries: required(listOf(float()), "The steps at which the rate changes."),
        values: required(listOf(float()), "The rates: one more than there are boundaries."),
        name: name("PiecewiseConstant"),
      },
      onlyMade: true,
    },
    {
      name: "CosineDecay",
      summary: "Falls along half a cosine, after a warm-up if wanted.",
      parameters: {
        initial_learning_rate: initial,
        decay_steps: steps,
        alpha: optional(float(), 0, "The rate at the end, as a share of the first.", { defaultText: "0.0" }),
        name: name("CosineDecay"),
        warmup_target: optional(nullable(float()), null, "Rises to this rate first."),
        warmup_steps: optional(int(), 0, "Over how many steps it rises."),
      },
      onlyMade: true,
    },
    {
      name: "CosineDecayRestarts",
      summary: "Falls along half a cosine again and again, each time longer.",
      parameters: {
        initial_learning_rate: initial,
        first_decay_steps: required(bounded({ above: 0 }), "How many steps the first fall takes."),
        t_mul: optional(float(), 2, "How much longer each one is than the one before.", {
          defaultText: "2.0",
        }),
        m_mul: optional(float(), 1, "The rate each one starts from, as a share of the one before.", {
          defaultText: "1.0",
        }),
        alpha: optional(float(), 0, "The rate at the end, as a share of the first.", { defaultText: "0.0" }),
        name: name("SGDRDecay"),
      },
      onlyMade: true,
    },
  ],
  ["CosineDecay", "ExponentialDecay"],
);
