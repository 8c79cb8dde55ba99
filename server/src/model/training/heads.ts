// The head of a model, the activation and the units its last layer ends in, and the losses that fit. It never checks.

import { isRanked } from "../../tensor/tensor-type.ts";
import type { Instance, TensorRef } from "../graph.ts";
import { typeOf } from "../graph.ts";
import { runOf, type Session } from "./session.ts";

export interface Head {
  /** `softmax`, `sigmoid`, `linear`, or another; unknown where the layer does not say. */
  readonly activation: string | undefined;
  readonly units: number | undefined;
  readonly layer: Instance;
}

/** The head of a model with one output. */
export function headOf(session: Session, model: Instance): Head | undefined {
  const run = runOf(session.frame, model);
  const output = run?.outputs.length === 1 ? run.outputs[0] : undefined;
  if (!output) return undefined;
  const type = typeOf(output.ref);
  const last = isRanked(type) ? type.shape.at(-1) : undefined;
  const layer = output.ref.node.kind === "node" ? output.ref.node.instance : undefined;
  if (!layer) return undefined;
  return {
    activation: activationOf(session, output.ref),
    units: typeof last === "number" ? last : undefined,
    layer,
  };
}

function activationOf(session: Session, ref: TensorRef): string | undefined {
  if (ref.node.kind !== "node") return undefined;
  const { instance } = ref.node;
  if (instance.kind === "model") return headOf(session, instance)?.activation;
  switch (instance.className) {
    case "Softmax":
      return "softmax";
    case "Sigmoid":
      return "sigmoid";
    case "Dense":
    case "Activation":
    case "Conv1D":
    case "Conv2D":
    case "Conv3D":
    case "EinsumDense": {
      const parsed = instance.bound?.parsed.activation as { readonly name?: string } | null | undefined;
      return parsed === null || parsed === undefined ? "linear" : parsed.name;
    }
    default:
      return undefined;
  }
}

/** Arguments of `compile` that fit a model's head. */
export function guessCompile(session: Session, model: Instance): string {
  const activation = headOf(session, model)?.activation;
  const loss =
    activation === "softmax"
      ? "categorical_crossentropy"
      : activation === "sigmoid"
        ? "binary_crossentropy"
        : "mse";
  return `optimizer=Adam(), loss=${loss}`;
}
