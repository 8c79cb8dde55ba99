// A model as lines of text, one for each layer, from Keras's answer and from ours, so that two answers are compared by
// comparing lines. It never asks anybody.
import { weightsOf } from "../../server/src/model/costs.ts";
import type { Instance, ModelRun } from "../../server/src/model/graph.ts";
import { kerasOrder, namesOf, reachable, sourceName } from "../../server/src/model/wiring.ts";
import { shapeJson, type TensorType } from "../../server/src/tensor/tensor-type.ts";

type Shape = readonly (number | null)[];

/** A layer as Keras describes it. */
export interface KerasLayer {
  readonly name: string;
  readonly class: string;
  readonly outputs: readonly Shape[];
  /** For each use, the layers its tensors come from. */
  readonly from: readonly (readonly string[])[];
  readonly weights?: readonly (readonly [name: string, shape: Shape, trainable: boolean, dtype: string])[];
  /** Of a nested model. */
  readonly inputs?: readonly string[];
  readonly layers?: readonly KerasLayer[];
}

const shapeText = (shape: Shape): string => shape.map((dim) => dim ?? "?").join("×");

/** Layers inside others are numbered through one process: `dense_17/kernel` is `dense/kernel`. */
const plainName = (name: string): string => name.replace(/(_\d+)(?=\/)/g, "");

/**
 * `  conv1 Conv2D 112×112×64 <- x | kernel 7×7×3×64, bias 64`; a weight that is held back is in brackets. Inputs of nested
 * models go by their number: those of `keras.applications` have names of their own.
 */
export function* tableLines(
  layers: readonly KerasLayer[],
  depth = 0,
  inputs: readonly string[] = [],
): Generator<string> {
  const source = (name: string): string =>
    inputs.includes(name) ? `input ${inputs.indexOf(name) + 1}` : name;
  for (const layer of layers) {
    const from = layer.from.map((names) => names.map(source).sort().join(" ")).join("; ");
    const weights = (layer.weights ?? []).map(([name, shape, trainable, dtype]) => {
      const text = `${plainName(name)} ${shapeText(shape)}${dtype === "float32" ? "" : ` ${dtype}`}`;
      return trainable ? text : `(${text})`;
    });
    const outputs = layer.outputs.map(shapeText).join(", ");
    yield `${"  ".repeat(depth)}${layer.name} ${layer.class} ${outputs} <- ${from}${weights.length > 0 ? ` | ${weights.join(", ")}` : ""}`;
    if (layer.layers) yield* tableLines(layer.layers, depth + 1, layer.inputs);
  }
}

const sizes = (type: TensorType): Shape =>
  (shapeJson(type.shape) ?? []).map((dim) => (typeof dim === "number" ? dim : null));

/** A run of ours in the form of Keras's answer. Named sizes are open ones to Keras. */
export function ownLayers(run: ModelRun, held = false): readonly KerasLayer[] {
  const names = namesOf(run);
  const used = reachable(run);
  return kerasOrder(run).map((instance): KerasLayer => {
    const nodes = instance.nodes.filter((node) => used.has(node));
    return {
      name: names.get(instance)!.name,
      class: instance.kind === "model" ? "Functional" : instance.className,
      outputs: nodes[0]!.outputs.map(sizes),
      from: nodes.map((node) => node.inputs.map((ref) => sourceName(run, ref))),
      ...(instance.run
        ? {
            inputs: instance.run.inputs.map((input) => input.name),
            layers: ownLayers(instance.run, held || !instance.trainable),
          }
        : { weights: ownWeights(instance, held) }),
    };
  });
}

const ownWeights = (instance: Instance, held: boolean): NonNullable<KerasLayer["weights"]> =>
  weightsOf(instance, held).map(({ weight, trainable }) => [
    weight.name,
    (shapeJson(weight.shape) as (number | string | null)[]).map((dim) =>
      typeof dim === "number" ? dim : null,
    ),
    trainable,
    weight.dtype ?? "float32",
  ]);

/** The lines only one of the two has, Keras's with `-`, ours with `+`; nothing where they agree. */
export function lineDifference(keras: readonly string[], ours: readonly string[]): string | undefined {
  const [theirs, own] = [new Set(keras), new Set(ours)];
  const missing = keras.filter((line) => !own.has(line));
  const more = ours.filter((line) => !theirs.has(line));
  if (missing.length + more.length === 0)
    return keras.join("\n") === ours.join("\n") ? undefined : "the same layers in another order";
  return [
    ...missing.slice(0, 8).map((line) => `- ${line}`),
    ...more.slice(0, 8).map((line) => `+ ${line}`),
  ].join("\n");
}
