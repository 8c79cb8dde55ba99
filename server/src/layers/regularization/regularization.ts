// What the layers that act in training only have in common: they hand on what they get. It never counts random numbers.
import { float, int, nullable, optional, required } from "../argument-types.ts";
import type { Inference, RuleSite } from "../define.ts";
import { floatingOutput } from "../rules.ts";

/** The answer of a layer that changes values only: the same shape, no weights, no cost. */
export const unchanged = (site: RuleSite, notes?: readonly string[]): Inference => ({
  outputs: [floatingOutput(site, site.input.shape)],
  weights: [],
  macs: 0n,
  flops: 0n,
  ...(notes ? { notes } : {}),
});

export const rate = required(float({ min: 0, max: 1 }), "The share of values that are dropped, from 0 to 1.");

export const seed = optional(nullable(int()), null, "Makes the random numbers the same in every run.");

export const noCost = "No weights. Used in training only, and left out of multiply-adds and FLOPs.";
