// Steps of operations that move a window over an image: convolutions, pooling, patches. It never names one of them.
import shapeNegativeDim from "../../diagnostics/shape-negative-dim.ts";
import { type Dim, dimText, isNumber } from "../../tensor/dim.ts";
import { either, int, listOf, string } from "../argument-types.ts";
import { type RuleSite, refuse } from "../define.ts";
import { spatialNames, windowed } from "../rules.ts";
import { refuseArgument } from "./operation.ts";

/** One number for all axes of the image, or one for each. */
export const sizesType = either(int({ min: 1 }), listOf(int({ min: 1 })));
export const paddingType = string;

export type Sizes = number | readonly number[];

/** A number for each of `rank` axes; a list of one stands for all, as in NumPy. */
export function perAxis(site: RuleSite, sizes: Sizes, rank: number, argument: string): readonly number[] {
  const list = typeof sizes === "number" ? [sizes] : sizes;
  if (list.length === rank) return list;
  if (list.length === 1) return Array.from({ length: rank }, () => list[0]!);
  refuseArgument(site, argument, `one number, or ${rank} of them`, sizes);
}

/** The same for dilations, where a list has one for each axis. */
export function dilations(site: RuleSite, sizes: Sizes, rank: number): readonly number[] {
  if (typeof sizes === "number" || sizes.length === rank) return perAxis(site, sizes, rank, "dilation_rate");
  refuseArgument(site, "dilation_rate", `one number, or ${rank} of them`, sizes);
}

/** `valid`, `same` or what else is allowed, in small letters. */
export function paddingOf<const T extends string>(site: RuleSite, padding: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === padding);
  if (found !== undefined) return found;
  refuseArgument(
    site,
    "padding",
    allowed
      .slice(0, 2)
      .map((name) => `"${name}"`)
      .join(" or "),
    `"${padding}"`,
  );
}

/** The image after a window has gone over it; stops where nothing would remain. */
export function slide(
  site: RuleSite,
  spatial: readonly Dim[],
  window: readonly Dim[],
  strides: readonly number[],
  padding: "valid" | "same" | "causal",
  dilation: readonly number[] = window.map(() => 1),
): readonly Dim[] {
  const names = spatial.length <= 3 ? spatialNames(spatial.length) : [];
  return spatial.map((size, i) => {
    const left = windowed(size, window[i]!, strides[i]!, padding, dilation[i]!);
    if (padding === "valid" && isNumber(left) && left <= 0) {
      const apart = dilation[i]! > 1 ? ` with its elements ${dilation[i]} apart` : "";
      refuse(shapeNegativeDim, {
        layer: site.layer,
        axis: names[i] ?? `axis ${i + 1}`,
        size: dimText(size),
        needs: `a window of ${dimText(window[i]!)}${apart}`,
        same: true,
      });
    }
    return left;
  });
}

/** A full shape taken apart: the batch, the image, the channels. */
export const apart = (shape: readonly Dim[], format: string | null) => ({
  batch: shape[0]!,
  spatial: format === "channels_first" ? shape.slice(2) : shape.slice(1, -1),
  channels: format === "channels_first" ? shape[1]! : shape.at(-1)!,
});

/** And put together again. */
export const together = (
  batch: Dim,
  spatial: readonly Dim[],
  channels: Dim,
  format: string | null,
): readonly Dim[] =>
  format === "channels_first" ? [batch, channels, ...spatial] : [batch, ...spatial, channels];
