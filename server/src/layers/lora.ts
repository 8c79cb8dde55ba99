// Low-rank adapters as Keras makes them: the kernel stops training and two thin matrices train in its place.
// It never merges an adapter into its kernel.
import type { Dim } from "../tensor/dim.ts";
import { anything, int, nullable, optional } from "./argument-types.ts";
import type { RuleSite, Weight } from "./define.ts";
import { trainable } from "./rules.ts";

/** The parameters of every layer that takes an adapter. */
export const loraParameters = {
  lora_rank: optional(nullable(int({ min: 1 })), null, "Adds a low-rank adapter: the kernel is frozen and two matrices of this rank are trained instead."),
  lora_alpha: optional(nullable(int({ min: 1 })), null, "Scales the adapter by `lora_alpha / lora_rank`; left out, it is the rank."),
  quantization_config: optional(anything, null, "How `quantize` stores the kernel."),
};

/**
 * A layer's weights with an adapter on its kernel, in Keras's order: what trains first (bias, then the two matrices),
 * then the frozen kernel. `a` and `b` are the shapes of the matrices; for a matrix kernel they are made from it.
 */
export function loraWeights(
  site: RuleSite,
  kernel: Weight,
  others: readonly Weight[],
  rank: number | null,
  shapes?: { readonly a: readonly Dim[]; readonly b: readonly Dim[] },
): readonly Weight[] {
  if (rank === null) return [kernel, ...others];
  const a = shapes?.a ?? [...kernel.shape.slice(0, -1), rank];
  const b = shapes?.b ?? [rank, kernel.shape.at(-1)!];
  return [
    ...others,
    trainable(site, `lora_${kernel.name}_a`, a),
    trainable(site, `lora_${kernel.name}_b`, b),
    { ...kernel, trainable: false },
  ];
}
