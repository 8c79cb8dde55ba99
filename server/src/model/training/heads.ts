// The head of a model, the activation and the units its last layer ends in, and the losses that fit. It never checks.

import { isRanked } from "../../tensor/tensor-type.ts";
import type { Instance, ModelRun, TensorRef } from "../graph.ts";
import { typeOf } from "../graph.ts";
import { runOf, type Session } from "./session.ts";

export interface Head {
  /** `softmax`, `sigmoid`, `linear`, or another; unknown where the layer does not say. */
  readonly activation: string | undefined;
  readonly units: number | undefined;
  readonly layer: Instance;
}

/** The head of a model with one output. */
export const headOf = (session: Session, model: Instance): Head | undefined =>
  headOfRun(runOf(session.frame, model), (inner) => runOf(session.frame, inner));

type RunOf = (model: Instance) => ModelRun | undefined;

function headOfRun(run: ModelRun | undefined, runOfModel: RunOf): Head | undefined {
  const output = run?.outputs.length === 1 ? run.outputs[0] : undefined;
  if (!output) return undefined;
  const type = typeOf(output.ref);
  const last = isRanked(type) ? type.shape.at(-1) : undefined;
  const layer = output.ref.node.kind === "node" ? output.ref.node.instance : undefined;
  if (!layer) return undefined;
  return {
    activation: activationOf(output.ref, runOfModel),
    units: typeof last === "number" ? last : undefined,
    layer,
  };
}

function activationOf(ref: TensorRef, runOfModel: RunOf): string | undefined {
  if (ref.node.kind !== "node") return undefined;
  const { instance } = ref.node;
  if (instance.kind === "model") return headOfRun(runOfModel(instance), runOfModel)?.activation;
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
  return `optimizer=Adam(), loss=${guessLoss(session, model)}`;
}

/** A loss that fits the head of a model. */
export const guessLoss = (session: Session, model: Instance): string =>
  lossFor(headOf(session, model)?.activation);

/** A loss that fits the head of a model that was built. */
export const lossOfRun = (run: ModelRun): string => lossFor(headOfRun(run, (inner) => inner.run)?.activation);

const lossFor = (activation: string | undefined): string =>
  activation === "softmax"
    ? "categorical_crossentropy"
    : activation === "sigmoid"
      ? "binary_crossentropy"
      : "mse";
