// Which layers take a tensor of a certain shape: the layer's own rule is asked, with the smallest arguments it takes. It never
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

/** Whether a layer can be applied to a tensor. */
export function fits(definition: LayerDefinition, type: TensorType): Fit {
  const key = typeKey(type);
  let ofShape = known.get(key);
  if (!ofShape) {
    if (known.size >= mostShapes) known.clear();
    ofShape = new Map();
    known.set(key, ofShape);
  }
  const old = ofShape.get(definition);
  if (old) return old;
  const fit = tried(definition, type);
  ofShape.set(definition, fit);
  return fit;
}

function tried(definition: LayerDefinition, type: TensorType): Fit {
  if (!isRanked(type)) return "unknown";
  const { takes = "one" } = definition;
  if (typeof takes === "object" && "list" in takes) return "no";
  if (typeof takes === "object" && takes.tensors.filter((name) => !name.endsWith("?")).length > 1)
    return "no";
  const args: CallArgument[] = [];
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    if (!parameter.required) continue;
    const value = smallest(parameter);
    if (value === undefined) return fromExamples(definition, type.shape.length);
    args.push({ name, value });
  }
  const { bound, reports, stopped } = bindLayer(definition, args);
  if (stopped !== undefined || reports.length > 0) return fromExamples(definition, type.shape.length);
  const call = bindCall(definition, [{ value: { kind: "tensor", type } }]);
  if (call.stopped !== undefined || call.reports.length > 0)
    return fromExamples(definition, type.shape.length);
  const { failed, reports: problems } = infer(definition, bound, call.inputs, call.call);
  if (!failed) return "yes";
  // Other problems are those of the arguments that were guessed, as is this one where an example has such a tensor.
  const mismatch = problems.some(({ report }) => report.diagnostic.code === "shape-rank-mismatch");
  return mismatch && fromExamples(definition, type.shape.length) !== "yes" ? "no" : "unknown";
}

const guesses: readonly Value[] = [1n, tuple([1n]), tuple([1n, 1n]), 0.5];

/** The first guess that a parameter takes. */
const smallest = ({ type }: Parameter): Value | undefined =>
  guesses.find((guess) => !(type.parse(guess) instanceof Mismatch));

/** Layers that take another layer are asked by the shapes of their examples. */
const fromExamples = ({ examples }: LayerDefinition, rank: number): Fit =>
  examples.length === 0
    ? "unknown"
    : examples.some(({ inputs }) => inputs.length === 1 && inputs[0]!.length === rank)
      ? "yes"
      : "no";
