// What the normalisation layers share: scale and shift, their axes, and the count of their weights. It never normalises.
import { type Count, elements, multiplyCounts } from "../../tensor/count.ts";
import { type Dim, dimText, product } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { bool, float, nullable, optional } from "../argument-types.ts";
import type { RuleSite, Weight } from "../define.ts";
import { named } from "../named-objects.ts";
import { axisOf } from "../operations/axes.ts";
import { trainable, weightSize } from "../rules.ts";
import { floatText } from "../value.ts";

/** The trained factor and offset most normalisations end with, in Keras's order. */
export const centerAndScale = {
  center: optional(bool, true, "Whether a trained offset (`beta`) is added."),
  scale: optional(
    bool,
    true,
    "Whether the result is multiplied by a trained factor (`gamma`); of no use before another linear layer.",
  ),
};

export const betaInitializer = optional(
  named("initializer"),
  { name: "Zeros", value: null },
  "How `beta` starts.",
  { defaultText: '"zeros"' },
);
export const gammaInitializer = optional(
  named("initializer"),
  { name: "Ones", value: null },
  "How `gamma` starts.",
  { defaultText: '"ones"' },
);

export const penalties = {
  beta_regularizer: optional(nullable(named("regularizer")), null, "A penalty on `beta`, added to the loss."),
  gamma_regularizer: optional(nullable(named("regularizer")), null, "A penalty on `gamma`."),
  beta_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps `beta` within bounds after each step.",
  ),
  gamma_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps `gamma` within bounds after each step.",
  ),
};

export const epsilon = (value: number) =>
  optional(float(), value, "Added to the variance, so that nothing is divided by zero.", {
    defaultText: floatText(value),
  });

/**
 * The sizes the weights of a normalisation have: those of its axes. Stops where an axis does not exist, or is unknown (as
 * the batch is) and there are weights.
 */
export function normalizedSizes(site: RuleSite, axes: readonly number[], weighted = true): readonly Dim[] {
  const full = fullShape(site.input);
  return axes.map((axis) => {
    const at = axisOf(site, axis, full.length);
    if (!weighted) return full[at]!;
    return weightSize(
      site,
      full[at]!,
      at === 0 ? "the size of axis 0, which is the batch" : `the size of axis ${axis}`,
    );
  });
}

/** `gamma` and `beta`, as far as they are wanted. */
export const gammaAndBeta = (
  site: RuleSite,
  shape: readonly Dim[],
  wanted: { readonly scale: boolean; readonly center: boolean },
): readonly Weight[] => [
  ...(wanted.scale ? [trainable(site, "gamma", shape)] : []),
  ...(wanted.center ? [trainable(site, "beta", shape)] : []),
];

/** `2·64`: so many vectors of this size; nothing where there are none. */
export const vectorsFormula = (count: number, shape: readonly Dim[]): string | undefined => {
  if (count === 0) return undefined;
  const one = dimText(product(shape));
  return count === 1 ? one : `${count}·${/ /.test(one) ? `(${one})` : one}`;
};

/** So many operations on every element of the input. */
export const perElement = (site: RuleSite, count: number): Count =>
  multiplyCounts(BigInt(count), elements(site.input.shape));
