// Axes of operations, which count the batch as axis 0. It never broadcasts.
import { type Dim, product, unknown } from "../../tensor/dim.ts";
import { batchSize } from "../../tensor/tensor-type.ts";
import { either, int, listOf, nullable } from "../argument-types.ts";
import type { ArgumentType, LocatedReport, RuleSite } from "../define.ts";
import { failsLater, refuseArgument } from "./operation.ts";

const whole = int();

/** One axis; `True` is 1, as in Python. */
export const axisType: ArgumentType<number> = {
  text: "int",
  parse: (value) => (typeof value === "boolean" ? Number(value) : whole.parse(value)),
};
/** One axis or several. */
export const axesType = either(axisType, listOf(axisType));
/** One axis, several, or all of them. */
export const maybeAxes = nullable(axesType);

export const axisDoc = "Which axis; the batch is axis 0, negative ones count from the end.";
export const axesDoc =
  "Which axis, or a list of axes; the batch is axis 0. None takes all of them, the batch included.";

/** An axis as an index from 0; stops where there is no such axis. */
export function axisOf(site: RuleSite, axis: number, rank: number, argument = "axis"): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  refuseArgument(
    site,
    argument,
    rank === 0
      ? "left out, since the tensor has no axes"
      : `an axis from ${-rank} to ${rank - 1} (the batch is axis 0)`,
    axis,
  );
}

/** Several axes as indices, in the order given. */
export const axesOf = (
  site: RuleSite,
  axes: number | readonly number[],
  rank: number,
  argument = "axis",
): readonly number[] =>
  (typeof axes === "number" ? [axes] : axes).map((axis) => axisOf(site, axis, rank, argument));

/** What is left of a shape once axes are reduced: none of them, or a 1 each. */
export function reduceShape(
  site: RuleSite,
  shape: readonly Dim[],
  axes: number | readonly number[] | null,
  keepdims: boolean,
  argument = "axis",
): readonly Dim[] {
  if (axes === null) return keepdims ? shape.map(() => 1) : [];
  const found = axesOf(site, axes, shape.length, argument);
  const left = [...shape];
  if (keepdims) for (const axis of found) left[axis] = 1;
  else {
    for (const axis of [...found].sort((a, b) => b - a)) {
      // An axis that is named twice takes its neighbour with it in Keras, and the last has none.
      if (axis >= left.length) refuseArgument(site, argument, "different axes", axes);
      left.splice(axis, 1);
    }
  }
  return left;
}

/** The one axis of a flattened tensor. */
export const flattened = (shape: readonly Dim[]): readonly Dim[] => [
  shape.length > 1 && shape.includes(batchSize)
    ? unknown("the axis holds the elements of the whole batch")
    : product(shape),
];

/** A warning where Keras does not look at the axes until data comes. */
export function axesLater(
  site: RuleSite,
  axes: number | readonly number[] | null,
  rank: number,
): readonly LocatedReport[] {
  const wrong = (typeof axes === "number" ? [axes] : (axes ?? [])).find(
    (axis) => axis < -rank || axis >= rank,
  );
  return wrong === undefined
    ? []
    : [failsLater(site, `has no axis ${wrong} (there are ${rank}, the batch counted)`)];
}
