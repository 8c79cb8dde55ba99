// What operations on matrices ask of a shape: two axes, or two equal ones. It never names an operation.

import type { Dim } from "../../tensor/dim.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import type { RuleSite } from "../define.ts";
import { differStrictly } from "./broadcasting.ts";
import { fullText, refuseRank, refuseSize } from "./operation.ts";

/** A shape with at least two axes. */
export function matrices(site: RuleSite, input: RankedTensor, argument = "x"): readonly Dim[] {
  const shape = fullShape(input);
  if (shape.length < 2)
    refuseRank(site, "at least one axis, so that with the batch there are rows and columns", input, argument);
  return shape;
}

/** A shape whose last two axes are equal; where only one of them is open, Keras refuses too. */
export function squares(site: RuleSite, input: RankedTensor, argument = "x"): readonly Dim[] {
  const shape = matrices(site, input, argument);
  if (differStrictly(shape.at(-2)!, shape.at(-1)!))
    refuseSize(site, `needs square matrices in the last two axes and gets ${fullText(shape)}`, { argument });
  return shape;
}
