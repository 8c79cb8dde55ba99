// Tensors of a saved model: which feed a call, and their shapes and axes as far as the file tells. It never works out a shape.
import {
  type CallValue,
  type SavedCall,
  type SavedLayer,
  type SavedModel,
  shapeOf,
  type TensorKey,
} from "./saved-model.ts";

export const shapeKey = (key: TensorKey): string => `${key.layer}\n${key.call}\n${key.output}`;

/** Every tensor's shape a Keras 3 file tells, the batch first. */
export function shapesTold(saved: SavedModel): ReadonlyMap<string, readonly (number | null)[]> {
  const told = new Map<string, readonly (number | null)[]>();
  const look = (value: CallValue): void => {
    if (value.kind === "tensor") {
      if (value.shape) told.set(shapeKey(value.key), value.shape);
    } else if (value.kind === "list") value.items.forEach(look);
    else if (value.kind === "dict") for (const [, inner] of value.entries) look(inner);
  };
  for (const layer of saved.layers) {
    for (const call of layer.calls) {
      call.args.forEach(look);
      for (const value of call.kwargs.values()) look(value);
    }
    if (layer.className === "InputLayer") {
      const shape = shapeOf(layer.config.get("batch_shape") ?? layer.config.get("batch_input_shape"));
      if (shape) told.set(shapeKey({ layer: layer.name, call: 0, output: 0 }), shape);
    }
  }
  // What the layer behind was built with is what comes out of this one.
  for (const layer of saved.layers) {
    const [key, ...more] = layer.calls.length === 1 ? tensorsOf(layer.calls[0]!) : [];
    const shape = shapeOf(layer.built);
    if (key && more.length === 0 && shape && !told.has(shapeKey(key))) told.set(shapeKey(key), shape);
  }
  return told;
}

export const builtRank = (layer: SavedLayer): number | undefined => shapeOf(layer.built)?.length;

const keepsRank =
  /^(BatchNormalization|LayerNormalization|Activation|ReLU|LeakyReLU|PReLU|ELU|Softmax|\w*Dropout|Dense|Add|Multiply|Average|Maximum|Minimum|Subtract|Concatenate|Rescaling|Normalization)$/;

/** The axes of a layer's output with the batch, where its class or what feeds it tells: files of Keras 2 do not. */
export function rankBehind(
  name: string,
  layers: ReadonlyMap<string, SavedLayer>,
  known: Map<string, number | undefined>,
): number | undefined {
  const passed: string[] = [];
  let at: string | undefined = name;
  let rank: number | undefined;
  while (at !== undefined) {
    if (known.has(at)) {
      rank = known.get(at);
      break;
    }
    passed.push(at);
    known.set(at, undefined);
    const layer = layers.get(at);
    if (!layer) break;
    const digit = /^(?!Global|TimeDistributed|ConvLSTM).*(\d)D/.exec(layer.className)?.[1];
    if (digit !== undefined) rank = Number(digit) + 2;
    else if (layer.className === "InputLayer")
      rank = shapeOf(layer.config.get("batch_shape") ?? layer.config.get("batch_input_shape"))?.length;
    else if (keepsRank.test(layer.className) && layer.calls[0]) {
      at = tensorsOf(layer.calls[0])[0]?.layer;
      continue;
    }
    break;
  }
  for (const one of passed) known.set(one, rank);
  return rank;
}

/** Tensors of a value, in order. */
export function tensorsIn(value: CallValue): readonly TensorKey[] {
  if (value.kind === "tensor") return [value.key];
  if (value.kind === "list") return value.items.flatMap(tensorsIn);
  return value.kind === "dict" ? value.entries.flatMap(([, inner]) => tensorsIn(inner)) : [];
}

export const tensorsOf = (call: SavedCall): readonly TensorKey[] => [
  ...call.args.flatMap(tensorsIn),
  ...[...call.kwargs.values()].flatMap(tensorsIn),
];
