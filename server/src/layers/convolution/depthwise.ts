// The rules of depthwise and separable convolutions: one filter for each channel, and then, or not, a mix of the channels.
// Unlike other convolutions, Keras lets them stride and dilate at once.
import { elements, sumCounts } from "../../tensor/count.ts";
import { type Dim, dimText, multiply } from "../../tensor/dim.ts";
import type { Inference, RuleSite } from "../define.ts";
import { floatingOutput, joinChannels, productText, times, trainable, twice, weightSize } from "../rules.ts";
import {
  channelsOrder,
  imageAxes,
  openOutput,
  positions,
  type SpatialRank,
  sizeNotes,
  type Window,
} from "../windows.ts";
import { channelsText } from "./convolution.ts";

interface DepthwiseArguments {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same";
  readonly data_format: string | null;
  readonly dilation_rate: readonly number[];
  readonly depth_multiplier: number;
  readonly use_bias: boolean;
}

const windowOf = (args: DepthwiseArguments): Window => ({
  size: args.kernel_size,
  strides: args.strides,
  padding: args.padding,
  dilation: args.dilation_rate,
});

/**
 * `[…sizes, channels]` to `[…positions, channels · depth_multiplier]` with a kernel `[…kernel_size, channels,
 * depth_multiplier]`. Multiply-adds of one sample: positions · kernel.
 */
export function depthwiseConvolution(site: RuleSite, rank: SpatialRank): Inference {
  const args = site.args as unknown as DepthwiseArguments;
  const axes = imageAxes(site, rank, args.data_format);
  const channels = weightSize(site, axes.channels, channelsText(args.data_format));
  const width = multiply(channels, args.depth_multiplier);
  const window = windowOf(args);
  const out = positions(site, axes, window, openOutput(site, rank, args.data_format, width));
  const shape = joinChannels(axes, out, width);
  const kernel = trainable(site, "kernel", [...args.kernel_size, channels, args.depth_multiplier]);
  const macs = times(elements(out), elements(kernel.shape));
  return {
    outputs: [floatingOutput(site, shape)],
    weights: args.use_bias ? [kernel, trainable(site, "bias", [width])] : [kernel],
    macs,
    flops: twice(macs, args.use_bias ? elements(shape) : 0n),
    formula: depthwiseFormula(args, channels, args.use_bias),
    notes: sizeNotes(axes, window, out),
  };
}

/** `(3·3 + 1)·64`: a small kernel for each channel. */
function depthwiseFormula(args: DepthwiseArguments, channels: Dim, bias: boolean): string {
  const patch = productText(args.kernel_size);
  const one = bias ? `(${patch} + 1)` : patch;
  const columns = args.depth_multiplier === 1 ? [channels] : [channels, args.depth_multiplier];
  return `${one}·${productText(columns)}`;
}

/**
 * `[…sizes, channels]` to `[…positions, filters]`: a depthwise kernel, then a pointwise one of `[1…, channels ·
 * depth_multiplier, filters]`. Multiply-adds of one sample: positions · (both kernels).
 */
export function separableConvolution(site: RuleSite, rank: SpatialRank): Inference {
  const args = site.args as unknown as DepthwiseArguments & { readonly filters: Dim };
  const { filters, data_format } = args;
  const guess = openOutput(site, rank, data_format, filters);
  const axes = imageAxes(site, rank, data_format, filters);
  const channels = weightSize(site, axes.channels, channelsText(data_format), guess);
  const width = multiply(channels, args.depth_multiplier);
  const window = windowOf(args);
  const out = positions(site, axes, window, guess);
  const shape = joinChannels(axes, out, filters);
  const depthwise = [...args.kernel_size, channels, args.depth_multiplier];
  const pointwise = [...Array.from({ length: rank }, () => 1), width, filters];
  const weights = sumCounts([elements(depthwise), elements(pointwise)]);
  const macs = times(elements(out), weights);
  const mix = args.use_bias ? `(${dimText(width)} + 1)·${dimText(filters)}` : productText([width, filters]);
  return {
    outputs: [floatingOutput(site, shape)],
    weights: [
      trainable(site, "depthwise_kernel", depthwise),
      trainable(site, "pointwise_kernel", pointwise),
      ...(args.use_bias ? [trainable(site, "bias", [filters])] : []),
    ],
    macs,
    flops: twice(macs, args.use_bias ? elements(shape) : 0n),
    formula: `${depthwiseFormula(args, channels, false)} + ${mix}`,
    notes: [
      ...sizeNotes(axes, window, out),
      `A full convolution would have a kernel of ${productText([...args.kernel_size, channels, filters])} weights.`,
    ],
    reports: channelsOrder(site, axes, args.kernel_size),
  };
}
