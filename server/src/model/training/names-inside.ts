// What the names inside a model or a labelled block stand for in a training section. It never sets a flag.
import type { LayerValue, Value } from "../../layers/value.ts";
import { layerOf } from "../attributes.ts";
import type { GroupValue } from "../frame.ts";
import type { Group, InputNode, Instance, ModelRun } from "../graph.ts";
import { isLayer, labelOf, reference, referenceOf } from "../references.ts";
import { groupPath, kerasLayers, namesOf } from "../wiring.ts";

/** The layers of a model by name and path, and its labelled blocks by path. */
export interface Inside {
  readonly run: ModelRun;
  readonly entries: ReadonlyMap<string, Value>;
  /** Every layer with its names. */
  readonly layers: readonly { readonly instance: Instance; readonly name: string; readonly path: string }[];
  readonly groups: ReadonlyMap<string, Value>;
}

const insides = new WeakMap<ModelRun, Inside>();
const homes = new WeakMap<Group, { readonly run: ModelRun; readonly path: string }>();

export function insideOf(run: ModelRun): Inside {
  const known = insides.get(run);
  if (known) return known;
  const entries = new Map<string, Value>();
  const layers: { instance: Instance; name: string; path: string }[] = [];
  const members = new Map<Group, Instance[]>();
  for (const [instance, { name, path }] of namesOf(run)) {
    layers.push({ instance, name, path });
    for (const key of [name, path]) if (!entries.has(key)) entries.set(key, layerOf(instance));
    for (let group = instance.group; group; group = group.parent) {
      const list = members.get(group);
      if (list) list.push(instance);
      else members.set(group, [instance]);
    }
  }
  const groups = new Map<string, Value>();
  for (const [group, instances] of members) {
    const path = groupPath(run, group);
    homes.set(group, { run, path });
    const value: GroupValue = { kind: "group", group, part: run.part, instances, scope: new Map() };
    groups.set(path, reference(value));
    if (!entries.has(path)) entries.set(path, groups.get(path)!);
  }
  // A name bound to a layer that has another name: `enc = Dense(8)`, or the last of a repeated label.
  for (const [name, value] of run.scope) {
    const label = labelOf(value);
    const layer = label && label.layer.kind !== "group" ? label.layer : isLayer(value) ? value : undefined;
    if (layer && !entries.has(name)) entries.set(name, layer);
  }
  const inside: Inside = { run, entries, layers, groups };
  insides.set(run, inside);
  return inside;
}

/** A group with the run it stands in and its path there. */
export function homeOf(
  value: Value,
): { readonly run: ModelRun; readonly path: string; readonly group: GroupValue } | undefined {
  const ref = referenceOf(value);
  if (ref?.kind !== "group") return undefined;
  const home = homes.get(ref.group);
  return home && { ...home, group: ref };
}

const inputLayers = new WeakMap<InputNode, LayerValue>();

/** Keras's input layer for an input, which `.layers` counts. */
function inputLayer(input: InputNode): LayerValue {
  const known = inputLayers.get(input);
  if (known) return known;
  const value = layerOf({
    kind: "layer",
    className: "InputLayer",
    label: input.name,
    labelPlace: undefined,
    place: input.place,
    group: undefined,
    trainable: true,
    nodes: [],
    built: undefined,
    run: undefined,
  });
  inputLayers.set(input, value);
  return value;
}

/** Keras's `.layers`. */
export const layerList = (run: ModelRun): readonly Value[] =>
  kerasLayers(run).map((layer) => (layer.kind === "input" ? inputLayer(layer) : layerOf(layer)));
