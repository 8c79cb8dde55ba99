// The rule of Conv1DTranspose, Conv2DTranspose and Conv3DTranspose: a convolution run backwards, from positions to sizes.
// It never inverts the values of a convolution, only its shapes.
import argConflict from "../../diagnostics/arg-conflict.ts";
import shapeNegativeDim from "../../diagnostics/shape-negative-dim.ts";
import { elements } from "../../tensor/count.ts";
import { add, type Dim, dimText, isNumber, isUnknown, multiply, subtract } from "../../tensor/dim.ts";
import type { TensorType } from "../../tensor/tensor-type.ts";
import { nullable, optional, perAxis } from "../argument-types.ts";
import { type Inference, type RuleSite, refuse } from "../define.ts";
import {
  floatingOutput,
  joinChannels,
  productText,
  spatialNames,
  times,
  trainable,
  twice,
  weightSize,
} from "../rules.ts";
import { channelsOrder, imageAxes, joinSums, openOutput, type SpatialRank } from "../windows.ts";
import { channelsText, expectStridesOrDilation } from "./convolution.ts";

export const outputPadding = (rank: SpatialRank) =>
  optional(
    nullable(perAxis(rank, { min: 0 })),
    null,
    "What is added at the end of each axis, less than the stride; left out, Keras decides the size by itself.",
  );

/** Ends the documentation of each of the three. */
export const transposedSizes = `With strides s and reach k = (kernel_size − 1) · dilation_rate + 1, an axis of n becomes:

| padding | \`output_padding\` left out | \`output_padding\` p |
|---|---|---|
| \`valid\` | (n − 1) · s + max(k, s) | (n − 1) · s + k + p |
| \`same\` | n · s | (n − 1) · s + k mod 2 + p |

Multiply-adds: at every *input* position, one for each number of the kernel, since each input value is spread over a whole
window. FLOPs: two a multiply-add and one for each bias added; the activation is not counted.`;

interface TransposedArguments {
  readonly filters: Dim;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same";
  readonly output_padding: readonly number[] | null;
  readonly data_format: string | null;
  readonly dilation_rate: readonly number[];
  readonly use_bias: boolean;
}

/** `[…sizes, channels]` to `[…larger sizes, filters]` with a kernel `[…kernel_size, filters, channels]`. */
export function transposedConvolution(site: RuleSite, rank: SpatialRank): Inference {
  const args = site.args as unknown as TransposedArguments;
  const { filters, data_format } = args;
  const guess = openOutput(site, rank, data_format, filters);
  expectSmallerThanStrides(site, args, guess);
  expectStridesOrDilation(site, args.strides, args.dilation_rate, guess);
  const axes = imageAxes(site, rank, data_format, filters);
  const channels = weightSize(site, axes.channels, channelsText(data_format), guess);
  const names = spatialNames(rank);
  const sizes = axes.spatial.map((n, i) => transposedSize(n, args, i));
  sizes.forEach(({ size }, i) => {
    if (!isNumber(size) || size >= 0) return;
    const facts = {
      layer: site.layer,
      axis: names[i]!,
      size: dimText(axes.spatial[i]!),
      needs: "at least 1",
      same: false,
    };
    refuse(shapeNegativeDim, facts, { assume: guess });
  });
  const shape = joinChannels(
    axes,
    sizes.map(({ size }) => size),
    filters,
  );
  const kernel = trainable(site, "kernel", [...args.kernel_size, filters, channels]);
  const macs = times(elements(axes.spatial), elements(kernel.shape));
  const patch = productText([...args.kernel_size, channels]);
  return {
    outputs: [floatingOutput(site, shape)],
    weights: args.use_bias ? [kernel, trainable(site, "bias", [filters])] : [kernel],
    macs,
    flops: twice(macs, args.use_bias ? elements(shape) : 0n),
    formula: args.use_bias ? `(${patch} + 1)·${dimText(filters)}` : `${patch}·${dimText(filters)}`,
    notes: joinSums(
      names,
      sizes.map(({ sum }) => sum),
    ),
    reports: channelsOrder(site, axes, args.kernel_size),
  };
}

/** The size of one axis, and how it came about. Source: `_get_output_shape_given_tf_padding` of Keras. */
function transposedSize(n: Dim, args: TransposedArguments, axis: number): { size: Dim; sum?: string } {
  if (isUnknown(n)) return { size: n };
  const stride = args.strides[axis]!;
  const reach = (args.kernel_size[axis]! - 1) * args.dilation_rate[axis]! + 1;
  const extra = args.output_padding?.[axis];
  const of = dimText(n).includes(" ") ? `(${dimText(n)})` : dimText(n);
  if (args.padding === "same" && extra === undefined) {
    const size = multiply(n, stride);
    return { size, sum: `${of}·${stride} = ${dimText(size)}, the size times the stride` };
  }
  const last = args.padding === "same" ? reach % 2 : reach;
  const more = extra ?? Math.max(reach, stride) - reach;
  const size = add(multiply(subtract(n, 1), stride), last + more);
  const half = 2 * Math.floor(reach / 2);
  const parts = [
    [`(${of} − 1)·${stride}`, "(size − 1)·stride"],
    [`${reach}`, args.dilation_rate[axis] === 1 ? "kernel" : "spread kernel"],
  ];
  if (extra !== undefined) parts.push([`${extra}`, "output_padding"]);
  else if (more > 0) parts.push([`${more}`, "(stride − kernel)"]);
  const less = args.padding === "same" ? [` − ${half}`, " − the halves around it"] : ["", ""];
  const [numbers, words] = [0, 1].map((i) => parts.map((part) => part[i]).join(" + ") + less[i]);
  return { size, sum: `${numbers} = ${dimText(size)}, that is ${words}` };
}

function expectSmallerThanStrides(
  site: RuleSite,
  args: TransposedArguments,
  assume: readonly TensorType[],
): void {
  const axis = (args.output_padding ?? []).findIndex((extra, i) => extra >= args.strides[i]!);
  if (axis < 0) return;
  const stride = args.strides[axis]!;
  refuse(
    argConflict,
    {
      callee: site.layer,
      problem: `has an \`output_padding\` of ${args.output_padding![axis]} with \`strides\` of ${stride}, and the padding must be less than the stride`,
      advice: stride === 1 ? "leave it out" : `use ${stride - 1} or less`,
    },
    { argument: "output_padding", assume },
  );
}
