// Low-rank adapters as Keras makes them: the kernel stops training and two thin matrices train in its place.
// It never merges an adapter into its kernel.
import argConflict from "../diagnostics/arg-conflict.ts";
import type { Dim } from "../tensor/dim.ts";
import { anything, float, int, nullable, optional } from "./argument-types.ts";
import { type RuleSite, refuse, type Weight } from "./define.ts";

/** The parameters of every layer that takes an adapter. */
export const loraParameters = {
  lora_rank: optional(
    nullable(int({ min: 0 })),
    null,
    "Adds a low-rank adapter: the kernel is frozen and two matrices of this rank are trained instead.",
  ),
  lora_alpha: optional(
    nullable(float()),
    null,
    "Scales the adapter by `lora_alpha / lora_rank`; left out, it is the rank.",
  ),
  quantization_config: optional(anything, null, "How `quantize` stores the kernel."),
};

/** The two matrices of an adapter, `[…, rank]` and `[rank, columns]`, always float32; none for no rank. */
export function loraMatrices(
  site: RuleSite,
  kernel: Weight,
  rank: number | null,
  shapes?: { readonly a: readonly Dim[]; readonly b: readonly Dim[] },
): readonly Weight[] {
  // A rank of 0 is no adapter in Keras.
  if (!rank) return [];
  const constraint = `${kernel.name}_constraint`;
  if ((site.args as Readonly<Record<string, unknown>>)[constraint]) {
    const problem = `cannot have an adapter (\`lora_rank=${rank}\`) on a kernel with \`${constraint}\``;
    refuse(
      argConflict,
      { callee: site.layer, problem, advice: "leave one of the two out" },
      { argument: "lora_rank" },
    );
  }
  const a = shapes?.a ?? [...kernel.shape.slice(0, -1), rank];
  const b = shapes?.b ?? [rank, kernel.shape.at(-1)!];
  return [
    { name: `lora_${kernel.name}_a`, shape: a, dtype: "float32", trainable: true },
    { name: `lora_${kernel.name}_b`, shape: b, dtype: "float32", trainable: true },
  ];
}

/**
 * A layer's weights with an adapter on its kernel, in Keras's order: the kernel, which is frozen, the others, the two
 * matrices. `a` and `b` are the shapes of the matrices; left out, they are made from the kernel's.
 */
export function loraWeights(
  site: RuleSite,
  kernel: Weight,
  others: readonly Weight[],
  rank: number | null,
  shapes?: { readonly a: readonly Dim[]; readonly b: readonly Dim[] },
): readonly Weight[] {
  const matrices = loraMatrices(site, kernel, rank, shapes);
  return matrices.length === 0
    ? [kernel, ...others]
    : [{ ...kernel, trainable: false }, ...others, ...matrices];
}
