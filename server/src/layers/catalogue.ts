// Every layer, operation and object by every name it has. It never holds one itself: each is a file of this folder.
import { all } from "./all.generated.ts";
import type { LayerDefinition } from "./define.ts";
import type { ObjectDefinition, ObjectFamily } from "./define-object.ts";

type Entry = LayerDefinition | readonly ObjectDefinition[];

interface Index {
  readonly layers: ReadonlyMap<string, LayerDefinition>;
  readonly operations: ReadonlyMap<string, LayerDefinition>;
  readonly layerFunctions: ReadonlyMap<string, LayerDefinition>;
  readonly objects: ReadonlyMap<string, ObjectDefinition>;
  readonly objectsByFamily: ReadonlyMap<ObjectFamily, ReadonlyMap<string, string>>;
}

let built: Index | undefined;

// The index is made at first use: the files it is made of import this one.
function index(): Index {
  if (built) return built;
  const layers = new Map<string, LayerDefinition>();
  const operations = new Map<string, LayerDefinition>();
  const layerFunctions = new Map<string, LayerDefinition>();
  const objects = new Map<string, ObjectDefinition>();
  const objectsByFamily = new Map<ObjectFamily, Map<string, string>>();
  for (const entry of all as readonly Entry[]) {
    if ("kind" in entry) {
      if (entry.kind === "layer") {
        for (const name of [entry.name, ...(entry.aliases ?? [])]) layers.set(name, entry);
        for (const name of entry.functions ?? []) layerFunctions.set(name, entry);
      } else for (const name of entry.functions ?? []) operations.set(name, entry);
      continue;
    }
    for (const object of entry) {
      const names = objectsByFamily.get(object.family) ?? new Map<string, string>();
      objectsByFamily.set(object.family, names);
      for (const name of [object.name, ...(object.aliases ?? [])]) {
        names.set(name, object.name);
        if (!objects.has(name)) objects.set(name, object);
        objects.set(`${object.family}:${name}`, object);
      }
    }
  }
  built = { layers, operations, layerFunctions, objects, objectsByFamily };
  return built;
}

/** A layer by its class name or an alias. */
export const findLayer = (name: string): LayerDefinition | undefined => index().layers.get(name);

/** An operation by its function's name below `keras.ops`: `mean`, `image.resize`. */
export const findOperation = (name: string): LayerDefinition | undefined => index().operations.get(name);

/** A layer by its lower-case function: `add` of `layers.add([a, b])`. */
export const findLayerFunction = (name: string): LayerDefinition | undefined => index().layerFunctions.get(name);

/** An optimizer, loss, initializer and so on by any of its names. */
export const findObject = (name: string, family?: ObjectFamily): ObjectDefinition | undefined =>
  index().objects.get(family ? `${family}:${name}` : name);

/** Every name of a family and the Keras name it stands for. */
export const objectNames = (family: ObjectFamily): ReadonlyMap<string, string> =>
  index().objectsByFamily.get(family) ?? new Map();

/** Every layer once, in the order of their files. */
export const allLayers = (): readonly LayerDefinition[] =>
  (all as readonly Entry[]).filter((entry): entry is LayerDefinition => "kind" in entry && entry.kind === "layer");

/** Every operation once. */
export const allOperations = (): readonly LayerDefinition[] =>
  (all as readonly Entry[]).filter((entry): entry is LayerDefinition => "kind" in entry && entry.kind === "operation");

/** Every object once. */
export const allObjects = (): readonly ObjectDefinition[] =>
  (all as readonly Entry[]).flatMap((entry) => ("kind" in entry ? [] : entry));

/** Class names and aliases of layers. */
export const layerNames = (): readonly string[] => [...index().layers.keys()];
export const operationNames = (): readonly string[] => [...index().operations.keys()];
