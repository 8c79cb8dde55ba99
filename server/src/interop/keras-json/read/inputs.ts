// The inputs of a saved model with names and shapes a text can have. It never makes up a number.
import type { SourceInput } from "../../net-source/graph.ts";
import { plainName } from "../../net-source/term.ts";
import { isArray, isText, type JsonObject, shown } from "./json.ts";
import type { Reading } from "./reading.ts";
import { type SavedLayer, type SavedModel, shapeOf } from "./saved-model.ts";
import { dtypeOf } from "./spell.ts";

/** Inputs with names a text can have. */
export function inputNames(
  layers: readonly SavedLayer[],
  saved: SavedModel,
  reading: Reading,
): readonly SourceInput[] {
  const taken = new Set<string>();
  const others = new Set([...saved.layers.map((layer) => layer.name), ...reading.names.keys()]);
  return layers.map((layer): SourceInput => {
    let name = plainName(layer.name, "x");
    while (taken.has(name)) name = `${name}_`;
    taken.add(name);
    const note = (message: string): void => void reading.notes.push({ message, place: shown(layer.name) });
    if (name !== layer.name) note(`the input is called \`${name}\` here, since a name has no other signs`);
    const raw = layer.config.get("batch_shape") ?? layer.config.get("batch_input_shape");
    const shape = shapeOf(raw);
    const sizes = shape?.slice(1).map((size) => `${size ?? "?"}`) ?? openSizes(layer.config, others);
    if (!shape)
      note(
        `the model was never built, so the file does not tell its input's shape: write it in place of \`[${sizes.join(", ")}]\`, and the counts become numbers`,
      );
    else if (shape[0] !== null && shape[0] !== undefined)
      note(`the batch of ${shape[0]} is left out: Net leaves the batch to the data`);
    for (const flag of ["sparse", "ragged"])
      if (layer.config.get(flag) === true) note(`the input is ${flag}, which Net does not tell apart`);
    const dtype = dtypeOf(layer.config.get("dtype") ?? null, { note, made: () => undefined }, layer.name);
    return {
      name,
      shape: `[${sizes.join(", ")}]`,
      dtype: isText(dtype) ? dtype : "float32",
    };
  });
}

/**
 * Named sizes for the input of a model that was never built, by the first of its layers that tells how many axes it takes. Net
 * counts with the names: `8*features + 8`.
 */
function openSizes(config: JsonObject, taken: ReadonlySet<string>): readonly string[] {
  const classes = config.get("layer_classes");
  const telling = (isArray(classes) ? classes : [])
    .filter(isText)
    .find((name) =>
      /\dD|LSTM|GRU|RNN|Bidirectional|TimeDistributed|Attention|Embedding|Dense|Flatten/.test(name),
    );
  const rank = /(\d)D/.exec(telling ?? "")?.[1];
  const around = ["depth", "height", "width"];
  const names =
    rank === "1" || /LSTM|GRU|SimpleRNN|^RNN|Bidirectional|TimeDistributed|Attention/.test(telling ?? "")
      ? ["steps", "features"]
      : rank !== undefined
        ? [...around.slice(3 - Number(rank)), "channels"]
        : telling === "Embedding"
          ? ["steps"]
          : ["features"];
  const first = config.get("data_format") === "channels_first";
  const ordered = first && names.length > 1 ? [names.at(-1)!, ...names.slice(0, -1)] : names;
  return ordered.map((name) => {
    let free = name;
    while (taken.has(free)) free = `${free}_`;
    return free;
  });
}
