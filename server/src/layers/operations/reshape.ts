// Reshape over all axes, the batch included. It never moves elements.

import { type Dim, differ, divideExact, isNumber, isUnknown, product, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import type { RuleSite } from "../define.ts";
import { shapeType, tensor } from "./operands.ts";
import { fullText, gives, operation, refuseArgument, refuseSize, reshaped } from "./operation.ts";

export default operation({
  name: "Reshape",
  functions: ["reshape"],
  summary: "The same elements in another shape, the batch axis included.",
  details: `\`newshape\` states every axis, the batch first: \`ops.reshape(x, (-1, 24))\`. One size may be -1 and follows from the
others. The layer \`Reshape((24,))\` leaves the batch out. Moving data costs no FLOPs.`,
  pytorch: "torch.reshape",
  parameters: {
    x: required(tensor, "The tensor."),
    newshape: required(shapeType, "All sizes, the batch first; one may be -1."),
  },
  infer(site) {
    const { x, newshape } = site.args;
    const full = fullShape(x);
    if (newshape.some((dim) => isNumber(dim) && dim < -1))
      refuseArgument(site, "newshape", "sizes ≥ 0, or -1 once", newshape);
    if (newshape.filter((dim) => dim === -1).length > 1)
      refuseArgument(site, "newshape", "a shape with -1 once at most", newshape);
    const shape = fill(site, full, newshape);
    const notes =
      shape.includes(batchSize) || !full.includes(batchSize) ? [] : ["The batch axis is not kept as it was."];
    return gives(reshaped(x, shape), notes.length > 0 ? { notes } : {});
  },
  examples: [
    { net: "ops.reshape((-1, 24))", inputs: [[4, 6]], output: [24], params: 0 },
    { net: "ops.reshape((-1, 2, 12))", inputs: [[4, 6]], output: [2, 12], params: 0 },
  ],
});

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
