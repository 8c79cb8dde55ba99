// What MaxPooling and AveragePooling share: arguments and sizes. Pooling has no weights and costs no FLOPs here.
import { layerName, nullable, option, optional, perAxis } from "../argument-types.ts";
import type { Inference, RuleSite } from "../define.ts";
import { floatingOutput, joinChannels } from "../rules.ts";
import {
  dataFormat,
  imageAxes,
  openOutput,
  positions,
  type SpatialRank,
  sizeNotes,
  type Window,
} from "../windows.ts";

/** Ends the documentation of every pooling layer. */
export const noWeights =
  "No weights: nothing is learned, so the parameter count is 0. Comparing and averaging are not counted as FLOPs, as in published tables.";

/** Without padding an axis of n becomes what this says. */
export const poolingSizes =
  "Without padding an axis of n becomes `⌊(n − pool_size) / strides⌋ + 1`, so what is left over at the end is dropped; with `same` it becomes `⌈n / strides⌉`.";

/** All arguments after `pool_size`, in Keras's order; the name has a position here. */
export const afterPoolSize = (rank: SpatialRank) => ({
  strides: optional(
    nullable(perAxis(rank)),
    null,
    "How far the window moves; left out, windows lie side by side (`pool_size`).",
  ),
  padding: optional(
    option(["valid", "same"]),
    "valid",
    "`valid` drops what does not fill a window; `same` pads, so that every value is in one.",
  ),
  data_format: dataFormat,
  name: optional(nullable(layerName), null, "The layer's name in the model; left out, Keras makes one."),
});

export const poolSizeDoc = "The size of the window: one number for all axes, or one for each.";

interface PoolingArguments {
  readonly pool_size: readonly number[];
  readonly strides: readonly number[] | null;
  readonly padding: "valid" | "same";
  readonly data_format: string | null;
}

/** `[…sizes, channels]` to `[…positions, channels]`. */
export function pooling(site: RuleSite, rank: SpatialRank): Inference {
  const args = site.args as unknown as PoolingArguments;
  const axes = imageAxes(site, rank, args.data_format);
  const window: Window = {
    size: args.pool_size,
    strides: args.strides ?? args.pool_size,
    padding: args.padding,
  };
  const guess = openOutput(site, rank, args.data_format, axes.channels);
  const out = positions(site, axes, window, guess);
  return {
    outputs: [floatingOutput(site, joinChannels(axes, out, axes.channels))],
    weights: [],
    macs: 0n,
    flops: 0n,
    notes: [...sizeNotes(axes, window, out), "Pooling has no weights: it only picks or averages."],
  };
}
