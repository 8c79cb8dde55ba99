// Steps that shape rules share: ranks, windows, channels and weights. It never knows a particular layer.
import { report } from "../diagnostics/define.ts";
import shapeAtRunTime from "../diagnostics/shape-at-run-time.ts";
import shapeNegativeDim from "../diagnostics/shape-negative-dim.ts";
import shapeRankMismatch from "../diagnostics/shape-rank-mismatch.ts";
import shapeUnknownDim from "../diagnostics/shape-unknown-dim.ts";
import { type Count, countText, elements, multiplyCounts, sumCounts, toCount } from "../tensor/count.ts";
import {
  add,
  ceilDivide,
  type Dim,
  dimText,
  floorDivide,
  isNumber,
  isUnknown,
  multiply,
  subtract,
  unknown,
} from "../tensor/dim.ts";
import { isFloating, type RankedTensor, shapeText, type TensorType } from "../tensor/tensor-type.ts";
import { type LocatedReport, type RuleSite, refuse, Undecided, type Weight } from "./define.ts";

/** The names of the axes of images, volumes and sequences, for messages. */
export const spatialNames = (rank: number): readonly string[] =>
  rank === 1 ? ["steps"] : rank === 2 ? ["rows", "columns"] : ["planes", "rows", "columns"];

const axesText = (names: readonly string[]): string =>
  `${names.length} ${names.length === 1 ? "axis" : "axes"} (${names.join(", ")})`;

/** Refuses an input whose number of axes, the batch not counted, is not that of `names`. */
export function expectAxes(
  site: RuleSite,
  names: readonly string[],
  options: {
    readonly cure?: string;
    readonly assume?: readonly TensorType[];
    readonly input?: RankedTensor;
  } = {},
): void {
  const input = options.input ?? site.input;
  if (input.batch !== null && input.shape.length === names.length) return;
  refuse(
    shapeRankMismatch,
    {
      layer: site.layer,
      expected: axesText(names),
      found: shapeText(input.shape),
      rank: input.shape.length,
      cure: options.cure,
    },
    options.assume ? { assume: options.assume } : {},
  );
}

/** Refuses an input with fewer axes, the batch not counted, than `least`. */
export function expectAtLeast(site: RuleSite, least: number, what: string): void {
  if (site.input.batch !== null && site.input.shape.length >= least) return;
  refuse(shapeRankMismatch, {
    layer: site.layer,
    expected: `at least ${least} ${least === 1 ? "axis" : "axes"} (${what})`,
    found: shapeText(site.input.shape),
    rank: site.input.shape.length,
  });
}

/**
 * A size that weights are made for. A `?` the user wrote is an error, as in Keras; an unknown that follows from another
 * error stays silent.
 */
export function weightSize(site: RuleSite, dim: Dim, what: string, assume?: readonly TensorType[]): Dim {
  if (!isUnknown(dim)) return dim;
  if (dim.consequence) throw new Undecided(dim.reason, assume);
  refuse(shapeUnknownDim, { layer: site.layer, what, reason: dim.reason }, assume ? { assume } : {});
}

/**
 * Positions of a window along one axis, as TensorFlow counts them: `valid` gives (n - k_eff)//s + 1 with
 * k_eff = (k - 1)·d + 1, `same` and `causal` give ceil(n / s).
 */
export function windowed(
  size: Dim,
  window: Dim,
  stride: number,
  padding: "valid" | "same" | "causal",
  dilation = 1,
): Dim {
  if (padding !== "valid") return ceilDivide(size, stride);
  const effective = add(multiply(subtract(window, 1), dilation), 1);
  return add(floorDivide(subtract(size, effective), stride), 1);
}

/** Refuses a window that leaves nothing of an axis; `same` says whether padding would help. */
export function expectPositive(
  site: RuleSite,
  result: Dim,
  facts: { readonly axis: string; readonly size: Dim; readonly needs: string; readonly same: boolean },
  assume?: readonly TensorType[],
): void {
  if (!isNumber(result) || result > 0) return;
  refuse(
    shapeNegativeDim,
    { layer: site.layer, axis: facts.axis, size: dimText(facts.size), needs: facts.needs, same: facts.same },
    assume ? { assume } : {},
  );
}

/** Channels and the axes around them, whichever way `data_format` puts them. */
export interface ImageAxes {
  readonly spatial: readonly Dim[];
  readonly channels: Dim;
  readonly first: boolean;
}

/** Takes a shape without the batch axis apart. */
export const splitChannels = (shape: readonly Dim[], dataFormat: string | null): ImageAxes =>
  dataFormat === "channels_first"
    ? { spatial: shape.slice(1), channels: shape[0]!, first: true }
    : { spatial: shape.slice(0, -1), channels: shape.at(-1)!, first: false };

/** Puts a shape together again. */
export const joinChannels = (
  axes: Pick<ImageAxes, "first">,
  spatial: readonly Dim[],
  channels: Dim,
): readonly Dim[] => (axes.first ? [channels, ...spatial] : [...spatial, channels]);

/**
 * An axis argument that counts the batch as Keras does, as an index into the shape without the batch axis; `undefined`
 * where there is no such axis, -1 for the batch axis itself.
 */
export function axisIndex(axis: number, rank: number): number | undefined {
  const full = axis < 0 ? axis + rank + 1 : axis;
  return full < 0 || full > rank ? undefined : full - 1;
}

/** The type of an output that keeps the input's dtype; floating ones are cast to the compute dtype. */
export const likeInput = (site: RuleSite, shape: readonly Dim[]): RankedTensor => ({
  ...site.input,
  shape,
  dtype: isFloating(site.input.dtype) ? site.computeDtype : site.input.dtype,
});

/** The type of a floating output. */
export const floatingOutput = (site: RuleSite, shape: readonly Dim[]): RankedTensor => ({
  ...site.input,
  shape,
  dtype: site.computeDtype,
});

/** A trainable weight in the layer's weight dtype. */
export const trainable = (site: RuleSite, name: string, shape: readonly Dim[]): Weight => ({
  name,
  shape,
  dtype: site.weightDtype,
  trainable: true,
});

/** A weight that training never touches, such as a moving average. */
export const state = (
  site: RuleSite,
  name: string,
  shape: readonly Dim[],
  dtype = site.weightDtype,
): Weight => ({
  name,
  shape,
  dtype,
  trainable: false,
});

/** The number of parameters: the sum over the weights, Keras's own way. */
export const countWeights = (weights: readonly Weight[]): Count =>
  sumCounts(weights.map((weight) => elements(weight.shape)));

/** FLOPs of multiply-adds and what is added to them, such as one addition a bias. */
export const twice = (macs: Count, plus: Count = 0n): Count => sumCounts([multiplyCounts(2n, macs), plus]);

export const times = (...parts: readonly (Count | Dim)[]): Count =>
  parts.reduce<Count>(
    (total, part) => multiplyCounts(total, typeof part === "number" ? toCount(part) : part),
    1n,
  );

/** `3·3·64`: sizes as a product, for formulas. */
export const productText = (dims: readonly Dim[]): string =>
  dims.length === 0
    ? "1"
    : dims.map((d) => (/ /.test(dimText(d)) ? `(${dimText(d)})` : dimText(d))).join("·");

export const countFormula = (formula: string, count: Count): string => `${formula} = ${countText(count)}`;

/** An unknown that follows from something reported elsewhere. */
export const follows = (reason: string): Dim => unknown(reason, true);

/** A problem that Keras notices with the first batch only; the layer stands all the same. */
export const atRunTime = (
  site: RuleSite,
  problem: string,
  options: { readonly advice?: string; readonly argument?: string } = {},
): LocatedReport => ({
  report: report(shapeAtRunTime, { layer: site.layer, problem, advice: options.advice }),
  argument: options.argument,
});
