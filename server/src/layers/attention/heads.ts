// What the attention layers with heads share: their arguments, and the cost of scores. It never makes weights.
import argConflict from "../../diagnostics/arg-conflict.ts";
import argRange from "../../diagnostics/arg-range.ts";
import argType from "../../diagnostics/arg-type.ts";
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import type { Count } from "../../tensor/count.ts";
import { add, type Dim, equal, isUnknown } from "../../tensor/dim.ts";
import { shapeText, type TensorType } from "../../tensor/tensor-type.ts";
import { anything, bool, float, int, nullable, optional, tensor, trainingCall } from "../argument-types.ts";
import { type RuleSite, refuse } from "../define.ts";
import { named } from "../named-objects.ts";
import { times } from "../rules.ts";
import { type Value, valueText } from "../value.ts";

export const dropout = optional(
  float({ min: 0, max: 1 }),
  0,
  "The part of the scores that is set to 0 while training.",
);
export const useBias = optional(bool, true, "Whether the projections add trained constants.");
export const slidingWindow = optional(
  nullable(int({ min: 1 })),
  null,
  "How far apart a query and a key may be; none for any distance.",
);
export const flashAttention = optional(
  nullable(bool),
  null,
  "Whether the fast attention of GPUs is used; it cannot have dropout.",
);
export const penalties = {
  kernel_initializer: optional(
    named("initializer"),
    { name: "GlorotUniform", value: null },
    "How the kernels start.",
    {
      defaultText: '"glorot_uniform"',
    },
  ),
  bias_initializer: optional(named("initializer"), { name: "Zeros", value: null }, "How the biases start.", {
    defaultText: '"zeros"',
  }),
  kernel_regularizer: optional(
    nullable(named("regularizer")),
    null,
    "A penalty on the kernels, added to the loss.",
  ),
  bias_regularizer: optional(nullable(named("regularizer")), null, "A penalty on the biases."),
  activity_regularizer: optional(nullable(named("regularizer")), null, "A penalty on the outputs."),
  kernel_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps the kernels within bounds after each step.",
  ),
  bias_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps the biases within bounds after each step.",
  ),
};
export const useGate = optional(
  bool,
  false,
  "Multiplies what the heads give by a gate between 0 and 1, made from the query by a further projection.",
);
export const seed = optional(anything, null, "Makes the dropout repeatable.");

const mask = (doc: string) => optional(nullable(tensor), null, doc);
export const headsCall = {
  query_mask: mask("Which steps of the query count."),
  value_mask: mask("Which steps of the value count."),
  key_mask: mask("Which steps of the key count."),
  attention_mask: mask("Which pairs of a query step and a value step count: `[batch, queries, values]`."),
  return_attention_scores: optional(bool, false, "Gives the scores too, after the output."),
  ...trainingCall,
  use_causal_mask: optional(bool, false, "Lets each step look back only, as decoders do."),
};

/** Refuses dropout with flash attention, and a seed that makes no dropout repeatable. */
export function expectDropout(site: RuleSite, assume?: readonly TensorType[]): void {
  const args = site.args as { dropout: number; flash_attention: boolean | null; seed: Value };
  if (args.dropout <= 0) return;
  if (args.flash_attention) {
    const problem = `cannot have dropout (${args.dropout}) with flash attention`;
    const advice = "set `dropout=0` or leave `flash_attention` out";
    refuse(
      argConflict,
      { callee: site.layer, problem, advice },
      { argument: "flash_attention", ...(assume ? { assume } : {}) },
    );
  }
  if (typeof args.seed === "string" || typeof args.seed === "number" || typeof args.seed === "boolean") {
    const facts = {
      callee: site.layer,
      argument: "seed",
      expected: "int or None",
      found: valueText(args.seed),
      near: undefined,
    };
    refuse(argType, facts, { argument: "seed", ...(assume ? { assume } : {}) });
  }
}

/** Refuses a key that has other steps than the value: each key belongs to one value. */
export function expectSameSteps(
  site: RuleSite,
  value: readonly Dim[],
  key: readonly Dim[],
  assume: readonly TensorType[],
): void {
  const [a, b] = [value.slice(1, -1), key.slice(1, -1)];
  const fits =
    a.length === b.length &&
    a.every((dim, i) => {
      const other = b[i]!;
      // Keras compares sizes that are left open (None) as they stand: two of them are the same, one and a number are not.
      if (isUnknown(dim) && isUnknown(other)) return true;
      if (isUnknown(dim)) return dim.consequence === true;
      if (isUnknown(other)) return other.consequence === true;
      return equal(dim, other) !== false;
    });
  if (fits) return;
  const problem = `gets a value ${shapeText(value.slice(1))} and a key ${shapeText(key.slice(1))}, which differ in more than the last axis`;
  refuse(
    shapeMergeMismatch,
    { layer: site.layer, problem, advice: "each step of the key needs its step of the value" },
    { assume },
  );
}

/** Refuses an axis argument that names no axis. */
export function refuseAxis(site: RuleSite, argument: string, axis: number, rank: number): never {
  const expected = `an axis from 0 to ${rank - 1} (the batch is 0)`;
  refuse(
    argRange,
    { callee: site.layer, argument, expected, found: `${axis}`, near: undefined },
    { argument },
  );
}

/** Multiply-adds of scores and of their product with the values: `pairs · (width of a key + width of a value)`. */
export const scoreMacs = (pairs: Count, keyWidth: Dim, valueWidth: Dim): Count =>
  times(pairs, add(keyWidth, valueWidth));
