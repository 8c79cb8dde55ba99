// Joins tensors along an axis there is already: concatenate, hstack, vstack, dstack, append. They never broadcast.

import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { type Dim, differ, isUnknown, merge, sum, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { nullable, optional, required } from "../argument-types.ts";
import { type LayerDefinition, type RuleSite, refuse } from "../define.ts";
import { follows } from "../rules.ts";
import { axisDoc, axisOf, axisType, flattened } from "./axes.ts";
import { tensor, tensors } from "./operands.ts";
import { fullText, gives, knownSize, operation, promoted, refuseArgument, result } from "./operation.ts";

/** The shape of several that agree on all axes but one, along which their sizes add up. */
export function joined(site: RuleSite, shapes: readonly (readonly Dim[])[], axis: number): readonly Dim[] {
  const first = shapes[0]!;
  const other = shapes.find(
    (shape) => shape.length !== first.length || shape.some((dim, i) => i !== axis && differ(dim, first[i]!)),
  );
  const total = sum(shapes.map((shape) => shape[axis] ?? follows("the tensors do not fit")));
  const size: Dim =
    isUnknown(total) && shapes.length > 1 && shapes.some((shape) => shape[axis] === batchSize)
      ? unknown("batches joined one after the other")
      : total;
  const shape = first.map((_, i) =>
    i === axis ? size : shapes.map((s) => s[i] ?? follows("the tensors do not fit")).reduce(mergeOpen),
  );
  if (!other) return shapes.length === 1 ? first : shape;
  refuse(
    shapeMergeMismatch,
    {
      layer: site.layer,
      problem: `cannot join ${fullText(first)} and ${fullText(other)} along axis ${axis}`,
      advice:
        other.length === first.length
          ? "all other axes must have equal sizes; the batch is axis 0"
          : "the tensors must have equally many axes",
    },
    { assume: [result(shape, "float32")] },
  );
}

/** Keras takes the first tensor's size on other axes, so an open one stays open; the batch is kept. */
const mergeOpen = (a: Dim, b: Dim): Dim =>
  a === batchSize || b === batchSize ? batchSize : isUnknown(a) ? a : isUnknown(b) ? a : merge(a, b);

const dtypeOf = (site: RuleSite, xs: readonly RankedTensor[]): string =>
  promoted(site, ...xs.map((x) => x.dtype));

function expectSome(site: RuleSite, xs: readonly RankedTensor[]): void {
  if (xs.length === 0) refuseArgument(site, "xs", "a list of at least one tensor", []);
}

const stacked = (
  name: string,
  fn: string,
  summary: string,
  axis: number,
  pytorch: string,
  widen?: (shape: readonly Dim[]) => readonly Dim[],
): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details: "Moving data costs no FLOPs.",
    pytorch,
    parameters: { xs: required(tensors, "A list of tensors.") },
    infer(site) {
      const { xs } = site.args;
      expectSome(site, xs);
      const shapes = xs.map((x) => (widen ? widen(fullShape(x)) : fullShape(x)));
      if (shapes[0]!.length <= axis)
        refuseArgument(
          site,
          "xs",
          `tensors with at least ${axis} axes besides the batch`,
          shapes.map(fullText),
        );
      return gives(result(joined(site, shapes, axis), dtypeOf(site, xs)));
    },
  });

export default [
  operation({
    name: "Concatenate",
    functions: ["concatenate"],
    summary: "Joins tensors along an axis.",
    details:
      "All other axes must have equal sizes. The default axis of the operation is 0, the batch; a model nearly always means another. Moving data costs no FLOPs.",
    pytorch: "torch.cat",
    parameters: { xs: required(tensors, "A list of tensors."), axis: optional(axisType, 0, axisDoc) },
    infer(site) {
      const { xs, axis } = site.args;
      expectSome(site, xs);
      const shapes = xs.map(fullShape);
      const at = axisOf(site, axis, shapes[0]!.length);
      return gives(result(joined(site, shapes, at), dtypeOf(site, xs)));
    },
    examples: [
      { net: "ops.concatenate(axis=-1)", inputs: [[8], [4]], output: [12], params: 0 },
      {
        net: "ops.concatenate(axis=1)",
        inputs: [
          [4, 3],
          [5, 3],
        ],
        output: [9, 3],
        params: 0,
      },
    ],
  }),
  operation({
    name: "Append",
    functions: ["append"],
    summary: "Joins two tensors along an axis, or flattened.",
    details: "Moving data costs no FLOPs.",
    pytorch: "torch.cat",
    parameters: {
      x1: required(tensor, "A tensor."),
      x2: required(tensor, "The one that follows."),
      axis: optional(nullable(axisType), null, `${axisDoc} None flattens both, the batch included.`),
    },
    infer(site) {
      const { x1, x2, axis } = site.args;
      const shapes = [fullShape(x1), fullShape(x2)];
      const dtype = dtypeOf(site, [x1, x2]);
      if (axis === null) return gives(result([sum(shapes.map((shape) => flattened(shape)[0]!))], dtype));
      const at = axisOf(site, axis, shapes[0]!.length);
      for (const shape of shapes)
        if (shape[at] !== undefined) knownSize(site, shape[at], `the size of axis ${at}`);
      return gives(result(joined(site, shapes, at), dtype));
    },
  }),
  stacked("Hstack", "hstack", "Joins tensors along axis 1, the first after the batch.", 1, "torch.hstack"),
  stacked("Vstack", "vstack", "Joins tensors along axis 0, the batch.", 0, "torch.vstack"),
  stacked(
    "Dstack",
    "dstack",
    "Joins tensors along axis 2, which is added where it is missing.",
    2,
    "torch.dstack",
    (shape) =>
      shape.length === 0
        ? [1, 1, 1]
        : shape.length === 1
          ? [1, shape[0]!, 1]
          : shape.length === 2
            ? [...shape, 1]
            : shape,
  ),
];
