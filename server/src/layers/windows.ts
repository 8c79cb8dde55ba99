// Windows that slide over sequences, images and volumes: what convolutions and pooling check and how sizes come about.
// It never makes weights.
import { report } from "../diagnostics/define.ts";
import shapeChannelsOrder from "../diagnostics/shape-channels-order.ts";
import shapeNegativeDim from "../diagnostics/shape-negative-dim.ts";
import { type Dim, dimText, isNumber, isUnknown } from "../tensor/dim.ts";
import { shapeText, type TensorType } from "../tensor/tensor-type.ts";
import { nullable, option, optional } from "./argument-types.ts";
import { type LocatedReport, type RuleSite, refuse } from "./define.ts";
import {
  expectAxes,
  floatingOutput,
  follows,
  type ImageAxes,
  joinChannels,
  spatialNames,
  splitChannels,
  windowed,
} from "./rules.ts";

/** How many axes lie between the batch and the channels. */
export type SpatialRank = 1 | 2 | 3;

export const dataFormat = optional(
  nullable(option(["channels_last", "channels_first"], { anyCase: true })),
  null,
  "Whether the channels are the last axis (the usual) or the first.",
  { defaultText: '"channels_last"' },
);

export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same" | "causal";
  readonly dilation?: readonly number[];
}

export const channelsFirst = (dataFormat: string | null): boolean => dataFormat === "channels_first";

/** The names of all axes without the batch, in the order of `data_format`. */
export function axisNames(rank: SpatialRank, dataFormat: string | null): readonly string[] {
  const spatial = spatialNames(rank);
  const channels = rank === 1 ? "features" : "channels";
  return channelsFirst(dataFormat) ? [channels, ...spatial] : [...spatial, channels];
}

/** The output with every spatial size open, for what follows a mistake. */
export function openOutput(
  site: RuleSite,
  rank: SpatialRank,
  dataFormat: string | null,
  channels: Dim,
): readonly TensorType[] {
  const open = follows(`${site.layer} has an error`);
  const spatial = Array.from({ length: rank }, () => open);
  return [floatingOutput(site, joinChannels({ first: channelsFirst(dataFormat) }, spatial, channels))];
}

/**
 * Takes the input of a layer for `rank` spatial axes apart. An image without its channel axis gets the advice to add one.
 * `channels` are those of the output, where they do not depend on the input.
 */
export function imageAxes(
  site: RuleSite,
  rank: SpatialRank,
  dataFormat: string | null,
  channels?: Dim,
): ImageAxes {
  const { shape } = site.input;
  const addAxis = shape.length === rank && shape.every(isNumber);
  const withChannel = channelsFirst(dataFormat) ? [1, ...shape] : [...shape, 1];
  expectAxes(site, axisNames(rank, dataFormat), {
    ...(addAxis ? { cure: `Reshape((${withChannel.map(dimText).join(", ")}))` } : {}),
    assume: openOutput(
      site,
      rank,
      dataFormat,
      channels ?? follows(`the input of ${site.layer} has an error`),
    ),
  });
  return splitChannels(shape, dataFormat);
}

/** The positions of a window along each axis; refuses a window that does not fit in once. */
export function positions(
  site: RuleSite,
  axes: ImageAxes,
  window: Window,
  assume: readonly TensorType[],
): readonly Dim[] {
  const names = spatialNames(axes.spatial.length);
  return axes.spatial.map((n, i) => {
    const size = window.size[i]!;
    const dilation = window.dilation?.[i] ?? 1;
    const out = windowed(n, size, window.strides[i]!, window.padding, dilation);
    // With padding a size of 0 stays 0, which Keras accepts.
    if (window.padding === "valid" && isNumber(out) && out <= 0) {
      const reach = (size - 1) * dilation + 1;
      refuse(
        shapeNegativeDim,
        {
          layer: site.layer,
          axis: names[i]!,
          size: dimText(n),
          needs:
            dilation === 1 ? `a window of ${size}` : `a window of ${reach} (${size} spread by ${dilation})`,
          same: n !== 0,
          order: seemsChannelsFirst(axes) ? transposed(site.input.shape) : undefined,
        },
        { assume },
      );
    }
    return out;
  });
}

/** How the sizes came about, one sentence for axes that agree; nothing where no size is known. */
export function sizeNotes(axes: ImageAxes, window: Window, out: readonly Dim[]): readonly string[] {
  const names = spatialNames(axes.spatial.length);
  const sums = axes.spatial.map((n, i) => {
    const result = out[i]!;
    if (isUnknown(n) || isUnknown(result)) return undefined;
    const stride = window.strides[i]!;
    const dilation = window.dilation?.[i] ?? 1;
    const of = dimText(n).includes(" ") ? `(${dimText(n)})` : dimText(n);
    const reach = (window.size[i]! - 1) * dilation + 1;
    if (window.padding !== "valid") {
      const sum = stride === 1 ? `${of} stays` : `⌈${of} / ${stride}⌉ = ${dimText(result)}`;
      const padded = paddingText(n, result, reach, stride, window.padding);
      return stride === 1 && padded === "" ? undefined : `${sum}${padded}`;
    }
    if (reach === 1 && stride === 1) return undefined;
    const sum = stride === 1 ? `${of} − ${reach} + 1` : `⌊(${of} − ${reach}) / ${stride}⌋ + 1`;
    const spread =
      dilation === 1 ? "" : `, since the window reaches (${window.size[i]!} − 1)·${dilation} + 1 = ${reach}`;
    return `${sum} = ${dimText(result)}${spread}`;
  });
  return joinSums(names, sums);
}

/** What is added around an axis, as TensorFlow and Keras do; the odd one comes behind. */
function paddingText(n: Dim, out: Dim, reach: number, stride: number, padding: "same" | "causal"): string {
  if (reach === 1) return "";
  if (padding === "causal") return `, with ${reach - 1} added in front`;
  // With a stride of 1 the size does not matter.
  const total =
    stride === 1
      ? reach - 1
      : isNumber(n) && isNumber(out)
        ? Math.max((out - 1) * stride + reach - n, 0)
        : undefined;
  if (total === undefined) return "";
  const front = Math.floor(total / 2);
  return `, with ${front} added in front and ${total - front} behind`;
}

/** `rows and columns: 28 − 3 + 1 = 26`. */
export function joinSums(names: readonly string[], sums: readonly (string | undefined)[]): readonly string[] {
  const bySum = new Map<string, string[]>();
  sums.forEach((sum, i) => {
    if (sum !== undefined) bySum.set(sum, [...(bySum.get(sum) ?? []), names[i]!]);
  });
  return [...bySum].map(([sum, axes]) => {
    const last = axes.at(-1)!;
    const text = axes.length === 1 ? last : `${axes.slice(0, -1).join(", ")} and ${last}`;
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}: ${sum}.`;
  });
}

/** The smallest side of a picture that gives away an image whose channels come first; MNIST has 28. */
const leastPicture = 24;

/** Whether an image looks like `[3, 224, 224]`: one or three rows, and as many channels as columns. */
function seemsChannelsFirst(axes: ImageAxes): boolean {
  const [rows, columns] = axes.spatial;
  return (
    !axes.first &&
    axes.spatial.length === 2 &&
    (rows === 1 || rows === 3) &&
    columns === axes.channels &&
    isNumber(columns!) &&
    columns >= leastPicture
  );
}

const transposed = (shape: readonly Dim[]): string => shapeText([...shape.slice(1), shape[0]!]);

/** A warning where the channels of an image seem to come first; a window of one row is meant for such shapes. */
export function channelsOrder(
  site: RuleSite,
  axes: ImageAxes,
  kernel: readonly number[],
): readonly LocatedReport[] {
  if (!seemsChannelsFirst(axes) || (kernel[0] === 1 && axes.spatial[0] === 1)) return [];
  const { shape } = site.input;
  const facts = { layer: site.layer, shape: shapeText(shape), transposed: transposed(shape) };
  return [{ report: report(shapeChannelsOrder, facts) }];
}
