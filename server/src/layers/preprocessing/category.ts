// What layers that turn numbers and words into categories share. It never looks anything up.

import argConflict from "../../diagnostics/arg-conflict.ts";
import type { Dim } from "../../tensor/dim.ts";
import { fromFullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable, option, optional } from "../argument-types.ts";
import { type Inference, type RuleSite, refuse } from "../define.ts";

/** How a category comes out: as its number, or as a vector over all of them. */
export const outputMode = <const T extends string>(names: readonly T[], value: NoInfer<T>, doc: string) =>
  optional(option(names), value, doc);

export const salt = optional(
  nullable(either(int(), listOf(int(), 2))),
  null,
  "One or two numbers that make another, stronger hash.",
);

/** An answer without weights or costs, by all its axes. */
export const encoded = (shape: readonly Dim[], dtype: string, notes: readonly string[] = []): Inference => ({
  outputs: [fromFullShape(shape, dtype) as RankedTensor],
  weights: [],
  macs: 0n,
  flops: 0n,
  notes,
});

export const noCost = "No weights that training changes; left out of multiply-adds and FLOPs.";

/** Keras has no sparse tensor of plain numbers. */
export function refuseSparseInt(site: RuleSite, sparse: boolean, mode: string): void {
  if (sparse && mode === "int")
    refuse(
      argConflict,
      {
        callee: site.layer,
        problem: 'gives no sparse tensor with `output_mode="int"`',
        advice: "choose another mode, or leave `sparse` out",
      },
      { argument: "sparse" },
    );
}
