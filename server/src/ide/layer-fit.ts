// Which layers take tensors of certain shapes: the layer's own rule is asked, with the smallest arguments it takes. It never
// knows a layer by name.

import { bindLayer, type CallArgument, infer } from "../layers/apply.ts";
import { bindCall } from "../layers/call.ts";
import { type LayerDefinition, Mismatch, type Parameter } from "../layers/define.ts";
import { tuple, type Value } from "../layers/value.ts";
import { isRanked, type TensorType, typeKey } from "../tensor/tensor-type.ts";

export type Fit =
  /** It takes the tensor as it is. */
  | "yes"
  /** It takes other tensors, or several. */
  | "no"
  /** Its arguments cannot be guessed, or the shape is not known. */
  | "unknown";

const known = new Map<string, Map<LayerDefinition, Fit>>();

/** No more shapes than these are remembered. */
const mostShapes = 200;

/** Whether a layer can be applied to a tensor, or to several as a list. */
export function fits(definition: LayerDefinition, types: readonly TensorType[]): Fit {
  const key = types.map(typeKey).join();
  let ofShape = known.get(key);
  if (!ofShape) {
    if (known.size >= mostShapes) known.clear();
    ofShape = new Map();
    known.set(key, ofShape);
  }
  const old = ofShape.get(definition);
  if (old) return old;
  const fit = tried(definition, types);
  ofShape.set(definition, fit);
  return fit;
}

function tried(definition: LayerDefinition, types: readonly TensorType[]): Fit {
  const shapes = types.flatMap((type) => (isRanked(type) ? [type.shape] : []));
  if (shapes.length === 0 || shapes.length < types.length || !takesAsMany(definition, types.length))
    return shapes.length < types.length ? "unknown" : "no";
  const ranks = shapes.map(({ length }) => length);
  const args: CallArgument[] = [];
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    if (!parameter.required) continue;
    const value = smallest(parameter);
    if (value === undefined) return fromExamples(definition, ranks);
    args.push({ name, value });
  }
  const { bound, reports, stopped } = bindLayer(definition, args);
  if (stopped !== undefined || reports.length > 0) return fromExamples(definition, ranks);
  const tensors = types.map((type): Value => ({ kind: "tensor", type }));
  const { takes } = definition;
  const asList = typeof takes === "object" && "list" in takes;
  const given = asList
    ? [{ value: { kind: "list" as const, items: tensors } }]
    : tensors.map((value) => ({ value }));
  const call = bindCall(definition, given);
  if (call.stopped !== undefined || call.reports.length > 0) return fromExamples(definition, ranks);
  const { failed, reports: problems } = infer(definition, bound, call.inputs, call.call);
  // Keras makes some layers for any tensor and fails with the first batch.
  const later = problems.some(({ report }) => report.diagnostic.code === "shape-at-run-time");
  if (!failed) return later ? "no" : "yes";
  if (asList) return "no";
  // Other problems are those of the arguments that were guessed, as is this one where an example has such a tensor.
  const examples = fromExamples(definition, ranks);
  const mismatch = problems.some(({ report }) => report.diagnostic.code === "shape-rank-mismatch");
  return (mismatch && examples !== "yes") || examples === "no" ? "no" : "unknown";
}

/** Whether a layer is called with so many tensors. */
function takesAsMany({ takes = "one" }: LayerDefinition, count: number): boolean {
  if (typeof takes === "string") return count === 1;
  if ("list" in takes) return count >= Math.max(2, takes.list) && count <= (takes.most ?? count);
  return count >= takes.tensors.filter((name) => !name.endsWith("?")).length && count <= takes.tensors.length;
}

const guesses: readonly Value[] = [1n, tuple([1n]), tuple([1n, 1n]), 0.5];

/** The first guess that a parameter takes. */
const smallest = ({ type }: Parameter): Value | undefined =>
  guesses.find((guess) => !(type.parse(guess) instanceof Mismatch));

/** Layers that take another layer are asked by the shapes of their examples. */
const fromExamples = ({ examples }: LayerDefinition, ranks: readonly number[]): Fit =>
  examples.length === 0
    ? "unknown"
    : examples.some(
          ({ inputs }) =>
            inputs.length === ranks.length && inputs.every((shape, i) => shape.length === ranks[i]),
        )
      ? "yes"
      : "no";
