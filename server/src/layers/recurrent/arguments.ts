// The arguments of recurrent layers and cells, which share most of them in different orders. It never makes weights.

import type { TensorType } from "../../tensor/tensor-type.ts";
import {
  bool,
  either,
  float,
  int,
  maskCall,
  nullable,
  option,
  optional,
  required,
  size,
  trainingCall,
} from "../argument-types.ts";
import { type ArgumentType, Mismatch } from "../define.ts";
import { named } from "../named-objects.ts";
import { isSequence, type Value } from "../value.ts";

const initializer = (name: string, written: string, doc: string) =>
  optional(nullable(named("initializer")), { name, value: null }, doc, { defaultText: `"${written}"` });
const regularizer = (doc: string) => optional(nullable(named("regularizer")), null, doc);
const constraint = (doc: string) => optional(nullable(named("constraint")), null, doc);

export const units = required(size(), "The width of the state, and of the output.");
export const activation = optional(
  nullable(named("activation")),
  { name: "tanh", value: null },
  "Applied to the new content of the state.",
  { defaultText: '"tanh"' },
);
export const recurrentActivation = optional(
  nullable(named("activation")),
  { name: "sigmoid", value: null },
  "Applied to the gates, which open and close between 0 and 1.",
  { defaultText: '"sigmoid"' },
);
export const useBias = optional(bool, true, "Whether a trained constant is added.");
export const initializers = {
  kernel_initializer: initializer("GlorotUniform", "glorot_uniform", "How the kernel for the input starts."),
  recurrent_initializer: initializer("Orthogonal", "orthogonal", "How the kernel for the state starts."),
  bias_initializer: initializer("Zeros", "zeros", "How the bias starts."),
};
export const regularizers = {
  kernel_regularizer: regularizer("A penalty on the kernel for the input."),
  recurrent_regularizer: regularizer("A penalty on the kernel for the state."),
  bias_regularizer: regularizer("A penalty on the bias."),
};
export const activityRegularizer = regularizer("A penalty on the output.");
export const constraints = {
  kernel_constraint: constraint("Keeps the kernel for the input within bounds."),
  recurrent_constraint: constraint("Keeps the kernel for the state within bounds."),
  bias_constraint: constraint("Keeps the bias within bounds."),
};
export const dropouts = {
  dropout: optional(float(), 0, "The part of the inputs that is set to 0 while training; no weights."),
  recurrent_dropout: optional(float(), 0, "The part of the state that is set to 0 while training."),
};
export const seed = optional(nullable(int()), null, "Makes the dropout repeatable.");
export const sequenceArguments = {
  return_sequences: optional(bool, false, "Gives the output of every step, not of the last one only."),
  return_state: optional(bool, false, "Gives the last states too, after the output."),
  go_backwards: optional(bool, false, "Reads the sequence from its end."),
  stateful: optional(
    bool,
    false,
    "Starts each batch with the states the one before ended with; needs a fixed batch size.",
  ),
  unroll: optional(bool, false, "Writes the loop out: faster for short sequences, more memory."),
};
export const useCudnn = optional(
  either(bool, option(["auto"])),
  "auto" as const,
  "Whether the fast routines of NVIDIA GPUs are used where they can be.",
);
export const implementation = optional(int(), 2, "How the products are grouped; the result is the same.", {
  keywordOnly: true,
});
export const zeroOutputForMask = optional(
  bool,
  false,
  "Gives zeros, not the output before, at masked steps.",
);

/** Tensors in lists of any depth, as states are given: `h`, `[h, c]`, `[[h, c], h2]`. */
export const states: ArgumentType<readonly TensorType[]> = {
  text: "a tensor, or a list of tensors",
  parse(value: Value) {
    if (isSequence(value)) {
      const parts = value.items.map((item) => states.parse(item));
      return parts.find((part) => part instanceof Mismatch) ?? (parts as (readonly TensorType[])[]).flat();
    }
    if (typeof value === "object" && value?.kind === "tensor") return [value.type];
    if (typeof value === "object" && value?.kind === "unknown")
      return new Mismatch("undecided", value.reason);
    return new Mismatch("type", "a tensor, or a list of tensors");
  },
};

export const recurrentCall = {
  initial_state: optional(
    nullable(states),
    null,
    "The states to start with, such as those of an encoder: `[h, c]` for an LSTM, `h` for others.",
  ),
  ...maskCall,
  ...trainingCall,
};
