// Reshape over all axes, the batch included. It never moves elements.

import { type Dim, differ, divideExact, isNumber, isUnknown, product, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape, isRanked } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import { type ArgumentType, Mismatch, type RuleSite } from "../define.ts";
import { isSequence } from "../value.ts";
import { dimension, shapeType, tensor } from "./operands.ts";
import { failsLater, fullText, gives, operation, refuseArgument, refuseSize, reshaped } from "./operation.ts";

/** What Keras makes of `n / 2` in a shape. */
const fraction = unknown("a size that is no whole number");

/** Sizes; a tensor has as many as it has elements. */
const newshapeType: ArgumentType<readonly Dim[]> = {
  text: shapeType.text,
  parse(value) {
    if (typeof value === "object" && value?.kind === "tensor") {
      const { type } = value;
      const count = isRanked(type) && type.shape.length === 0 ? type.batch : null;
      const open = unknown("the size comes from a tensor");
      return Array.from({ length: typeof count === "number" ? count : 1 }, () => open);
    }
    const items = isSequence(value) ? value.items : [value];
    const sizes = items.map((item): Dim | Mismatch =>
      typeof item === "number" ? fraction : dimension.parse(item),
    );
    return sizes.includes(fraction) && !sizes.some((size) => size instanceof Mismatch)
      ? (sizes as Dim[])
      : shapeType.parse(value);
  },
};

export default operation({
  name: "Reshape",
  functions: ["reshape"],
  summary: "The same elements in another shape, the batch axis included.",
  details: `\`newshape\` states every axis, the batch first: \`ops.reshape(x, (-1, 24))\`. One size may be -1 and follows from the
others. The layer \`Reshape((24,))\` leaves the batch out. Moving data costs no FLOPs.`,
  pytorch: "torch.reshape",
  parameters: {
    x: required(tensor, "The tensor."),
    newshape: required(newshapeType, "All sizes, the batch first; one may be -1."),
  },
  infer(site) {
    const { x, newshape } = site.args;
    const full = fullShape(x);
    if (newshape.some((dim) => isNumber(dim) && dim < -1))
      refuseArgument(site, "newshape", "sizes ≥ 0, or -1 once", newshape);
    if (newshape.filter((dim) => dim === -1).length > 1)
      refuseArgument(site, "newshape", "a shape with -1 once at most", newshape);
    const shape = fill(site, full, newshape);
    return gives(reshaped(x, shape), {
      notes: notesOn(full, newshape, shape),
      reports: newshape.includes(fraction)
        ? [failsLater(site, "has a size that is no whole number", "divide with `//` instead of `/`")]
        : neverFits(full, newshape)
          ? [failsLater(site, `makes ${fullText(newshape)} of ${fullText(full)}, which no batch size allows`)]
          : [],
    });
  },
  examples: [
    { net: "ops.reshape((-1, 24))", inputs: [[4, 6]], output: [24], params: 0 },
    { net: "ops.reshape((-1, 2, 12))", inputs: [[4, 6]], output: [2, 12], params: 0 },
  ],
});

/** Whether a whole number of samples can never fill the new shape. */
function neverFits(full: readonly Dim[], target: readonly Dim[]): boolean {
  if (full.filter(isUnknown).length !== 1 || target.some((dim) => dim === -1 || isUnknown(dim))) return false;
  const [sample, wanted] = [product(full.filter((dim) => !isUnknown(dim))), product(target)];
  return isNumber(sample) && isNumber(wanted) && (sample === 0 ? wanted !== 0 : wanted % sample !== 0);
}

/** What to say about a batch axis that is mixed with others. */
function notesOn(full: readonly Dim[], target: readonly Dim[], shape: readonly Dim[]): readonly string[] {
  if (!full.includes(batchSize) || shape.includes(batchSize)) return [];
  const [sample, row] = [product(full.slice(1)), product(target.slice(1))];
  const uneven = target[0] === -1 && isNumber(sample) && isNumber(row) && row > 0 && sample % row !== 0;
  return uneven
    ? [`A sample has ${sample} elements and a row ${row}, so rows run across samples.`]
    : ["The batch axis is not kept as it was."];
}

/** The new shape with -1 worked out. */
function fill(site: RuleSite, full: readonly Dim[], target: readonly Dim[]): readonly Dim[] {
  const openIn = full.filter(isUnknown);
  const openOut = target.filter((dim) => dim === -1 || isUnknown(dim));
  const known = product(full.filter((dim) => !isUnknown(dim)));
  const stated = product(target.filter((dim) => dim !== -1 && !isUnknown(dim)));
  if (openIn.length === 0 && openOut.every((dim) => dim === -1))
    return whole(site, full, target, known, stated);
  if (openIn.length === 1 && openOut.length === 1) {
    const [from] = openIn;
    const times = divideExact(known, stated);
    const kept: Dim =
      times === 1
        ? from!
        : from === batchSize
          ? unknown(
              `as many as the elements of the whole batch fill: ${fullText(full)} into ${fullText(target)}`,
            )
          : unknown(from!.reason, from!.consequence);
    return target.map((dim) => (dim === -1 || isUnknown(dim) ? kept : dim));
  }
  return target.map((dim, i) => {
    if (dim !== -1 && !isUnknown(dim)) return dim;
    // The batch is taken to stay where its place is left open.
    if (i === 0 && full[0] === batchSize && isUnknown(dim)) return batchSize;
    const cause = openIn.find((d) => d !== batchSize) ?? openIn[0];
    return dim === -1
      ? unknown(cause?.reason ?? "it follows from sizes that were left open", cause?.consequence)
      : dim;
  });
}

function whole(
  site: RuleSite,
  full: readonly Dim[],
  target: readonly Dim[],
  known: Dim,
  stated: Dim,
): readonly Dim[] {
  const rest = divideExact(known, stated);
  const sizes = `${fullText(full)} has ${describe(known)}`;
  if (!target.includes(-1)) {
    if (differ(known, stated))
      refuseSize(
        site,
        `cannot change the number of elements: ${sizes}, ${fullText(target)} needs ${describe(stated)}`,
        { argument: "newshape" },
      );
    return target;
  }
  if (rest === undefined && isNumber(known) && isNumber(stated)) {
    refuseSize(site, `cannot fill ${fullText(target)}: ${sizes}, which ${describe(stated)} do not divide`, {
      argument: "newshape",
    });
  }
  return target.map((dim) => (dim === -1 ? (rest ?? unknown("it follows from named sizes")) : dim));
}

const describe = (count: Dim): string =>
  isNumber(count) ? `${count} elements` : "a number of elements that depends on names";
