// Turns saved models into the graph a text is written from: calls in order, layers spelled, classes declared. It never
// prints, and nothing is dropped without a note.
import type { ImportNote } from "../../import-result.ts";
import type { Ref, Source, SourceModel, SourceNode, Stage } from "../../net-source/graph.ts";
import { plainName } from "../../net-source/term.ts";
import { applied } from "./applied.ts";
import { customLayer, knownLayers } from "./custom-layers.ts";
import { inputNames } from "./inputs.ts";
import { BadModel, type JsonObject, shown } from "./json.ts";
import { callOffsets, sorted } from "./order.ts";
import type { Reading } from "./reading.ts";
import { type SavedLayer, type SavedModel, savedModel, type TensorKey } from "./saved-model.ts";
import { spellLayer } from "./spell-layer.ts";
import { builtRank, rankBehind, shapeKey, shapesTold, tensorsOf } from "./tensors.ts";

const deepestModels = 40;

/** Reads the document of a model. Throws `BadModel`. */
export function readModel(json: JsonObject): {
  readonly source: Source;
  readonly notes: readonly ImportNote[];
} {
  const reading: Reading = {
    notes: [],
    models: [],
    names: new Map(),
    custom: new Map(),
    depth: 0,
    model: (saved, name) => sourceModel(saved, name, reading),
  };
  const saved = savedModel(json);
  const name = plainName(saved.name, "Model");
  reading.names.set(name, "");
  if (!saved.trainable)
    reading.notes.push({
      message: "the whole model is frozen: its layers are, where the file says so of each",
      place: saved.name,
    });
  const main = sourceModel(saved, name, reading);
  reading.models.push(main);
  const layers = [...reading.custom.values()].map((c) => knownLayers.get(c.name)?.text ?? customLayer(c));
  // Only now is known whether every use of a class keeps its shape.
  const kept = (stage: Stage): Stage =>
    reading.custom.get(stage.callee)?.keepsShape
      ? { ...stage, args: stage.args.filter((a) => a.name !== "output_shape") }
      : stage;
  const models = reading.models.map((model) => ({
    ...model,
    nodes: model.nodes.map((node) => ({ ...node, stage: kept(node.stage) })),
    shared: model.shared.map((s) => ({ ...s, stage: kept(s.stage) })),
  }));
  return { source: { comment: [], layers, models, sections: [] }, notes: reading.notes };
}

function sourceModel(saved: SavedModel, name: string, reading: Reading): SourceModel {
  if (++reading.depth > deepestModels)
    throw new BadModel(`has models nested more than ${deepestModels} deep`);
  const byName = new Map(saved.layers.map((layer) => [layer.name, layer]));
  const offset = callOffsets(saved, byName);
  const shapes = shapesTold(saved);
  const declared = saved.inputs.map(({ layer }) => {
    const found = byName.get(layer);
    if (!found) throw new BadModel(`names \`${shown(layer)}\` as an input, and there is no such layer`);
    return found;
  });
  const inputLayers = [...new Set(declared)];
  const inputs = inputNames(inputLayers, saved, reading);
  const order = sorted(saved, byName, offset, new Set(inputLayers));
  const place = new Map<string, number>();
  order.forEach((use, i) => {
    place.set(`${use.layer.name}\n${use.index}`, i);
  });
  const ref = (key: TensorKey): Ref => {
    const input = inputLayers.findIndex((layer) => layer.name === key.layer);
    if (input >= 0) return { node: -1 - input, output: 0 };
    const call = key.call - (offset.get(key.layer) ?? 0);
    const node = place.get(`${key.layer}\n${call}`);
    if (node === undefined)
      throw new BadModel(`uses call ${key.call} of \`${shown(key.layer)}\`, which is not in the file`);
    return { node, output: key.output };
  };
  const laterOutputs = new Set<string>();
  const look = (key: TensorKey): void => {
    if (key.output > 0) laterOutputs.add(key.layer);
  };
  for (const use of order) for (const key of tensorsOf(use.call)) look(key);
  for (const { key } of saved.outputs) look(key);
  const uses = new Map<SavedLayer, number>();
  for (const use of order) uses.set(use.layer, (uses.get(use.layer) ?? 0) + 1);
  const shared = new Map<SavedLayer, { readonly name: string; readonly stage: Stage }>();
  const taken = new Set(saved.layers.map((l) => l.name));
  const ranks = new Map<string, number | undefined>();
  const nodes = order.map((use): SourceNode => {
    const { layer } = use;
    const rank = tensorsOf(use.call)
      .map((key) => shapes.get(shapeKey(key))?.length)
      .find((r) => r !== undefined);
    const [fed] = tensorsOf(use.call);
    const spelled = spellLayer(layer, use.call, {
      reading,
      shapes,
      rank: rank ?? builtRank(layer) ?? (fed && rankBehind(fed.layer, byName, ranks)),
      use,
      offset,
    });
    const several = spelled.several || laterOutputs.has(layer.name);
    if (uses.get(layer)! === 1 || spelled.operation)
      return applied(spelled.stage, use.call, ref, several, spelled.operation);
    let own = shared.get(layer);
    if (!own) {
      const short = sharedName(layer.name, taken);
      if (short !== layer.name)
        reading.notes.push({
          message: `it is called \`${short}\` here: it is used more than once, and its name is not one a text can refer to`,
          place: shown(layer.name),
        });
      own = { name: short, stage: { ...spelled.stage, label: undefined } };
      shared.set(layer, own);
    }
    return applied(
      { callee: own.name, args: [], form: "flow", shared: true },
      use.call,
      ref,
      several,
      undefined,
    );
  });
  reading.depth--;
  return {
    name,
    inputs,
    nodes,
    outputs: saved.outputs.map((o) => ({
      ...(o.name === undefined ? {} : { name: o.name }),
      ref: ref(o.key),
    })),
    shared: [...shared.values()],
  };
}

function sharedName(name: string, taken: Set<string>): string {
  let short = plainName(name, "layer_");
  while (short !== name && taken.has(short)) short = `${short}_`;
  taken.add(short);
  return short;
}
