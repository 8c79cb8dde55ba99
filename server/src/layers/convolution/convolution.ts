// The rule of Conv1D, Conv2D and Conv3D: sizes, kernel, groups, adapter and costs. It never knows what is special to one
// of them.
import argConflict from "../../diagnostics/arg-conflict.ts";
import shapeIndivisible from "../../diagnostics/shape-indivisible.ts";
import { elements } from "../../tensor/count.ts";
import { type Dim, differ, dimText, divideExact, floorDivide, isNumber, modulo } from "../../tensor/dim.ts";
import type { TensorType } from "../../tensor/tensor-type.ts";
import { type Inference, type RuleSite, refuse } from "../define.ts";
import { loraWeights } from "../lora.ts";
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

/** What a convolution's parameters parse to. */
interface ConvolutionArguments {
  readonly filters: Dim;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same" | "causal";
  readonly data_format: string | null;
  readonly dilation_rate: readonly number[];
  readonly groups: number;
  readonly use_bias: boolean;
  readonly lora_rank: number | null;
}

/**
 * `[…sizes, channels]` to `[…positions, filters]` with a kernel `[…kernel_size, channels / groups, filters]`. Multiply-adds
 * of one sample: positions · kernel · channels / groups · filters.
 */
export function convolution(site: RuleSite, rank: SpatialRank): Inference {
  const args = site.args as unknown as ConvolutionArguments;
  const { filters, groups, data_format } = args;
  const window: Window = {
    size: args.kernel_size,
    strides: args.strides,
    padding: args.padding,
    dilation: args.dilation_rate,
  };
  const guess = openOutput(site, rank, data_format, filters);
  expectStridesOrDilation(site, args.strides, args.dilation_rate, guess);
  expectFilterGroups(site, filters, groups, guess);
  const axes = imageAxes(site, rank, data_format, filters);
  const channels = weightSize(site, axes.channels, channelsText(data_format), guess);
  expectChannelGroups(site, channels, filters, groups, guess);
  const out = positions(site, axes, window, guess);
  const shape = joinChannels(axes, out, filters);
  const perGroup = divideExact(channels, groups) ?? floorDivide(channels, groups);
  const kernel = trainable(site, "kernel", [...args.kernel_size, perGroup, filters]);
  const bias = args.use_bias ? [trainable(site, "bias", [filters])] : [];
  const weights = loraWeights(site, kernel, bias, args.lora_rank);
  const macs = times(elements(out), elements(kernel.shape));
  const patch = productText([...args.kernel_size, perGroup]);
  const own = args.use_bias ? `(${patch} + 1)·${dimText(filters)}` : `${patch}·${dimText(filters)}`;
  const adapters = weights.slice(1 + bias.length).map((matrix) => ` + ${productText(matrix.shape)}`);
  return {
    outputs: [floatingOutput(site, shape)],
    weights,
    macs,
    flops: twice(macs, args.use_bias ? elements(shape) : 0n),
    formula: own + adapters.join(""),
    notes: [
      ...sizeNotes(axes, window, out),
      ...(groups === 1
        ? []
        : [
            `Each of the ${groups} groups sees ${dimText(channels)} / ${groups} = ${dimText(perGroup)} channels, which divides the kernel by ${groups}.`,
          ]),
    ],
    reports: channelsOrder(site, axes, args.kernel_size),
  };
}

export const channelsText = (dataFormat: string | null): string =>
  dataFormat === "channels_first"
    ? "the number of input channels (the first axis)"
    : "the number of input channels (the last axis)";

/** Keras refuses to skip positions and to spread the kernel at once, even along different axes. */
export function expectStridesOrDilation(
  site: RuleSite,
  strides: readonly number[],
  dilation: readonly number[],
  assume: readonly TensorType[],
): void {
  if (Math.max(...strides) === 1 || Math.max(...dilation) === 1) return;
  const problem = `takes no \`strides\` above 1 (${axesText(strides)}) together with a \`dilation_rate\` above 1 (${axesText(dilation)})`;
  refuse(
    argConflict,
    { callee: site.layer, problem, advice: "keep one of the two at 1" },
    { argument: "dilation_rate", assume },
  );
}

const axesText = (values: readonly number[]): string =>
  new Set(values).size === 1 ? `${values[0]}` : `(${values.join(", ")})`;

function expectFilterGroups(
  site: RuleSite,
  filters: Dim,
  groups: number,
  assume: readonly TensorType[],
): void {
  if (!differ(modulo(filters, groups), 0)) return;
  refuse(
    shapeIndivisible,
    {
      layer: site.layer,
      whole: `${dimText(filters)} filters`,
      by: `${groups} groups`,
      advice: groupsAdvice([filters], groups),
    },
    { assume },
  );
}

function expectChannelGroups(
  site: RuleSite,
  channels: Dim,
  filters: Dim,
  groups: number,
  assume: readonly TensorType[],
): void {
  if (!differ(modulo(channels, groups), 0)) return;
  refuse(
    shapeIndivisible,
    {
      layer: site.layer,
      whole: `${dimText(channels)} input channels`,
      by: `${groups} groups`,
      advice: groupsAdvice([channels, filters], groups),
    },
    { assume },
  );
}

/** The numbers of groups that divide all sizes, the nearest few: `groups=3 would do`. */
function groupsAdvice(sizes: readonly Dim[], wanted: number): string | undefined {
  const known = sizes.filter(isNumber);
  const least = Math.min(...known);
  const fitting: number[] = [];
  for (let n = 1; n <= least && n <= 2 * wanted; n++)
    if (known.every((size) => size % n === 0)) fitting.push(n);
  const near = fitting.slice(-3);
  return near.length === 0 ? undefined : `groups=${near.join(" or ")} would do`;
}
