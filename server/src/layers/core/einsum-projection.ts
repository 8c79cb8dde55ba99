// A product with a trained kernel by an einsum equation: what EinsumDense does, and each projection of attention layers.
// It never applies an activation.

import einsumMismatch from "../../diagnostics/einsum-mismatch.ts";
import type { Count } from "../../tensor/count.ts";
import { type Dim, product, unknown } from "../../tensor/dim.ts";
import { shapeText } from "../../tensor/tensor-type.ts";
import { type RuleSite, refuse, type Weight } from "../define.ts";
import { adaptedWeights } from "../quantization.ts";
import { productText, times, trainable, twice, weightSize } from "../rules.ts";
import { type EinsumShapes, einsumShapes, letterSizes } from "./einsum-equation.ts";

export interface Projection {
  /** With the batch axis. */
  readonly output: readonly Dim[];
  readonly weights: readonly Weight[];
  /** For one sample. */
  readonly macs: Count;
  readonly flops: Count;
  readonly formula: string;
}

/** A size the user left as `None` in an output shape. */
export const openAxis: Dim = unknown("`output_shape` leaves this axis open (None)");

/**
 * The projection of a tensor of full shape `input`. Refuses what the equation cannot mean for it; `what` names the input
 * in messages.
 */
export function projection(
  site: RuleSite,
  equation: string,
  partial: readonly Dim[],
  biasAxes: string | null,
  input: readonly Dim[],
  what = "the input",
): Projection {
  const shapes = einsumShapes(equation, biasAxes, input, partial, (dim) => dim === openAxis);
  if ("problem" in shapes) {
    const own = shapes.argument !== undefined && shapes.argument in site.args;
    refuse(
      einsumMismatch,
      { layer: site.layer, problem: shapes.problem, found: shapeText(input.slice(1)) },
      own ? { argument: shapes.argument! } : {},
    );
  }
  const { kernel, bias } = shapes;
  for (const dim of kernel)
    weightSize(site, dim, `all sizes of the kernel ${shapeText(kernel)} made for ${what}`);
  for (const dim of bias ?? []) weightSize(site, dim, `all sizes of the bias ${shapeText(bias!)}`);
  const others = bias ? [trainable(site, "bias", bias)] : [];
  const weights = adaptedWeights(site, trainable(site, "kernel", kernel), others, {
    scale: scaleShape(shapes),
    rows: product(kernel.filter((_, i) => !shapes.kept[i])),
    columns: product(kernel.filter((_, i) => shapes.kept[i])),
    along: "rows",
  });
  const sizes = letterSizes(shapes, input);
  // The batch is the first letter of the input, or the first axis behind `...`.
  const batch = shapes.leftElided ? undefined : shapes.letters.input[0];
  const loose = shapes.leftElided ? input.slice(1, shapes.elided) : input.slice(input.length - shapes.elided);
  const every = (letters: string): readonly Dim[] =>
    [...new Set(letters)].filter((letter) => letter !== batch).map((letter) => sizes.get(letter)!);
  const macs = times(...every(shapes.letters.input + shapes.letters.kernel), ...loose);
  return {
    output: shapes.output,
    weights,
    macs,
    flops: twice(macs, bias ? times(...every(shapes.letters.output), ...loose) : 0n),
    formula: bias ? `${productText(kernel)} + ${productText(bias)}` : productText(kernel),
  };
}

/** Scales in int8 lie against the output: 1 where an axis of it comes from the input. */
function scaleShape({ letters, kernel, output, elided, leftElided }: EinsumShapes): readonly Dim[] {
  const own = [...letters.output].map((letter) => kernel[letters.kernel.indexOf(letter)] ?? 1);
  const ones = Array.from({ length: Math.min(elided, output.length) }, (): Dim => 1);
  return leftElided ? [...ones, ...own] : [...own, ...ones];
}
