// What activation layers have in common: every value by itself, the same shape. It never names a function.
import type { Inference, RuleSite } from "../define.ts";
import { floatingOutput } from "../rules.ts";

/** The answer of a layer that only applies a function. */
export const applied = (site: RuleSite): Inference => ({
  outputs: [floatingOutput(site, site.input.shape)],
  weights: [],
  macs: 0n,
  flops: 0n,
});

export const noActivationCost = "No weights. Activations are counted as no FLOPs, as published tables do.";
