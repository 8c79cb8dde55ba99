// Cuts a tensor into parts along an axis: split and its kin. They never pad.

import shapeIndivisible from "../../diagnostics/shape-indivisible.ts";
import {
  type Dim,
  divideExact,
  floorDivide,
  isNumber,
  isUnknown,
  subtract,
  type Unknown,
  unknown,
} from "../../tensor/dim.ts";
import { batchSize, fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, optional, required } from "../argument-types.ts";
import { type Inference, type LayerDefinition, type RuleSite, refuse } from "../define.ts";
import { axisDoc, axisOf, axisType } from "./axes.ts";
import { tensor } from "./operands.ts";
import { gives, operation, refuseArgument, refuseRank, reshaped } from "./operation.ts";

const x = required(tensor, "The tensor.");
const places = either(int(), listOf(int()));
const placesDoc = "How many equal parts, or the places where parts begin.";
const details =
  "Gives a list. With places `[a, b]` the parts are `[:a]`, `[a:b]` and `[b:]`. Moving data costs no FLOPs.";

const count = ({
  indices_or_sections: cut,
}: {
  readonly indices_or_sections: number | readonly number[];
}): number => (typeof cut === "number" ? Math.max(1, cut) : cut.length + 1);

/** A part of an axis whose size is open. */
const part = (size: Unknown): Dim =>
  unknown(
    size === batchSize ? "a part of the batch" : `a part of an axis of unknown size: ${size.reason}`,
    size.consequence,
  );

function cutUp(
  site: RuleSite,
  input: RankedTensor,
  cut: number | readonly number[],
  axis: number,
): Inference {
  const shape = fullShape(input);
  const at = axisOf(site, axis, shape.length);
  const size = shape[at]!;
  const place = (dim: Dim): RankedTensor =>
    reshaped(
      input,
      shape.map((old, i) => (i === at ? dim : old)),
    );
  if (typeof cut === "number") {
    if (cut < 1)
      refuseArgument(site, "indices_or_sections", "a number of parts ≥ 1, or a list of places", cut);
    if (isUnknown(size))
      return gives(Array.from({ length: cut }, () => place(cut === 1 ? size : part(size))));
    const each = divideExact(size, cut);
    if (each === undefined && isNumber(size)) {
      refuse(
        shapeIndivisible,
        {
          layer: site.layer,
          whole: `an axis of ${size}`,
          by: `${cut} parts`,
          advice: "`ops.array_split` makes unequal parts",
        },
        {
          argument: "indices_or_sections",
          assume: Array.from({ length: cut }, () => place(Math.floor(size / cut))),
        },
      );
    }
    return gives(Array.from({ length: cut }, () => place(each ?? floorDivide(size, cut))));
  }
  const ends: readonly Dim[] = [0, ...cut, size];
  const sizes = ends
    .slice(1)
    .map((end, i) =>
      isUnknown(end) ? (i === 0 && cut.length === 0 ? end : part(end)) : subtract(end, ends[i]!),
    );
  if (sizes.some((dim) => isNumber(dim) && dim < 0)) {
    refuseArgument(
      site,
      "indices_or_sections",
      `places in order from 0${isNumber(size) ? ` to ${size}` : ""}`,
      cut,
    );
  }
  return gives(sizes.map(place));
}

const along = (
  name: string,
  fn: string,
  summary: string,
  axis: (rank: number) => number,
  least: number,
): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch: `torch.${fn}`,
    parameters: { x, indices_or_sections: required(places, placesDoc) },
    outputs: count,
    infer(site) {
      const { x: input, indices_or_sections } = site.args;
      const rank = fullShape(input).length;
      if (rank < least)
        refuseRank(site, `at least ${least - 1} ${least === 2 ? "axis" : "axes"}`, input, "x");
      return cutUp(site, input, indices_or_sections, axis(rank));
    },
  });

export default [
  operation({
    name: "Split",
    functions: ["split"],
    summary: "Cuts a tensor into parts along an axis.",
    details,
    pytorch: "torch.tensor_split",
    parameters: { x, indices_or_sections: required(places, placesDoc), axis: optional(axisType, 0, axisDoc) },
    outputs: count,
    infer: (site) => cutUp(site, site.args.x, site.args.indices_or_sections, site.args.axis),
  }),
  operation({
    name: "ArraySplit",
    functions: ["array_split"],
    summary:
      "Cuts a tensor into parts along an axis; the first parts are larger where it does not come out even.",
    details: "Gives a list. Moving data costs no FLOPs.",
    pytorch: "torch.tensor_split",
    parameters: {
      x,
      indices_or_sections: required(int({ min: 1 }), "How many parts."),
      axis: optional(axisType, 0, axisDoc),
    },
    outputs: count,
    infer(site) {
      const { x: input, indices_or_sections: parts, axis } = site.args;
      const shape = fullShape(input);
      const at = axisOf(site, axis, shape.length);
      const size = shape[at]!;
      const sizeOf = (i: number): Dim =>
        isNumber(size)
          ? Math.floor(size / parts) + (i < size % parts ? 1 : 0)
          : isUnknown(size)
            ? part(size)
            : (divideExact(size, parts) ?? unknown("a part of an axis with a named size"));
      return gives(
        Array.from({ length: parts }, (_, i) =>
          reshaped(
            input,
            shape.map((old, k) => (k === at ? sizeOf(i) : old)),
          ),
        ),
      );
    },
  }),
  along(
    "Hsplit",
    "hsplit",
    "Cuts along axis 1, the first after the batch.",
    (rank) => (rank === 1 ? 0 : 1),
    1,
  ),
  along("Vsplit", "vsplit", "Cuts along axis 0, the batch.", () => 0, 2),
  along("Dsplit", "dsplit", "Cuts along axis 2.", () => 2, 3),
];
