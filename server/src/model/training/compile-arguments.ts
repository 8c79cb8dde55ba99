// What `compile` takes: optimizer, loss, metrics and Keras's further options. It never decides what trains.

import { anything, bool, nullable, optional } from "../../layers/argument-types.ts";
import { findObject } from "../../layers/catalogue.ts";
import { type ArgumentType, Mismatch, type Parameters } from "../../layers/define.ts";
import type { ObjectFamily } from "../../layers/define-object.ts";
import { named } from "../../layers/named-objects.ts";
import { isSequence, type Value } from "../../layers/value.ts";
import type { CompileOptions } from "./session.ts";

/** One object of a family, or lists and dictionaries of them, one for each output. */
function several(family: ObjectFamily, extra: readonly string[] = []): ArgumentType<Value> {
  const one = named(family);
  return {
    text: one.text,
    options: () => [...(one.options?.() ?? []), ...extra],
    parse(value) {
      if (value === null) return value;
      if (isSequence(value) || (typeof value === "object" && value.kind === "dict")) {
        const items = isSequence(value) ? value.items : value.entries.map(([, item]) => item);
        for (const item of items) {
          const parsed = this.parse(item);
          if (parsed instanceof Mismatch) return parsed;
        }
        return value;
      }
      const word =
        typeof value === "string"
          ? value
          : typeof value === "object" && value.kind === "word"
            ? value.name
            : undefined;
      if (word !== undefined && (extra.includes(word) || findObject(word, "loss"))) return value;
      const parsed = one.parse(value);
      return parsed instanceof Mismatch ? parsed : value;
    },
  };
}

const lossAndMetrics = {
  loss: several("loss"),
  metrics: several("metric", ["accuracy", "acc", "crossentropy", "ce"]),
};

/** The parameters of `Model.compile`, in Keras's order. */
export const compileParameters: Parameters = {
  optimizer: optional(nullable(named("optimizer")), null, "How the weights are moved.", {
    defaultText: '"rmsprop"',
  }),
  loss: optional(
    lossAndMetrics.loss,
    null,
    "What the training makes small; one for each output as a list or dictionary.",
  ),
  loss_weights: optional(anything, null, "How much the loss of each output counts."),
  metrics: optional(lossAndMetrics.metrics, null, "What is measured besides."),
  weighted_metrics: optional(lossAndMetrics.metrics, null, "Metrics that use the sample weights."),
  run_eagerly: optional(bool, false, "Whether Python runs every step."),
  steps_per_execution: optional(anything, 1, "How many batches one call of the training function takes."),
  jit_compile: optional(anything, "auto", "Whether XLA compiles the model."),
  auto_scale_loss: optional(bool, true, "Whether mixed precision scales the loss."),
};

/** What training depends on. `outputs`: the model's, by name; `lasting`: the optimizer was made before the call. */
export function optionsOf(
  optimizer: Value | undefined,
  loss: Value | undefined,
  outputs: readonly string[],
  lasting: boolean,
): CompileOptions {
  const word =
    typeof optimizer === "string"
      ? optimizer
      : typeof optimizer === "object" && optimizer?.kind === "word"
        ? optimizer.name
        : undefined;
  const made = typeof optimizer === "object" && optimizer?.kind === "object" ? optimizer : undefined;
  const definition = made?.definition ?? findObject(word ?? "RMSprop", "optimizer");
  const defaults = Object.fromEntries(
    Object.entries(definition?.parameters ?? {}).map(([name, p]) => [name, p.default]),
  );
  const given = made ? Object.fromEntries(made.args) : {};
  const rate = given.learning_rate ?? defaults.learning_rate;
  const known = typeof rate === "number" ? rate : typeof rate === "bigint" ? Number(rate) : undefined;
  const decay = given.weight_decay ?? defaults.weight_decay ?? null;
  return {
    optimizer: definition?.name ?? "an optimizer",
    rate: known,
    slots: definition?.slots?.({ ...defaults, ...given }) ?? 0,
    decays: decay !== null && decay !== 0 && decay !== 0n && decay !== false,
    made: lasting ? made : undefined,
    losses: lossesOf(loss, outputs),
    lossless: loss === undefined || loss === null,
  };
}

/** Which outputs a list or a dictionary gives a loss; `undefined` for one loss of all, and for none at all. */
function lossesOf(loss: Value | undefined, outputs: readonly string[]): ReadonlySet<number> | undefined {
  if (typeof loss !== "object" || loss === null) return undefined;
  const having = new Set<number>();
  if (isSequence(loss)) {
    loss.items.forEach((item, i) => {
      if (item !== null) having.add(i);
    });
    return loss.items.length === outputs.length ? having : undefined;
  }
  if (loss.kind !== "dict") return undefined;
  for (const [key, item] of loss.entries) {
    const at = typeof key === "string" ? outputs.indexOf(key) : -1;
    if (at < 0) return undefined;
    if (item !== null) having.add(at);
  }
  return having;
}
