// Every layer, operation and object by every name it has. It never holds one itself: each is a file of this folder.
import { all } from "./all.generated.ts";
import type { LayerDefinition } from "./define.ts";
import type { ObjectDefinition, ObjectFamily } from "./define-object.ts";

type Entry = LayerDefinition | readonly (LayerDefinition | ObjectDefinition)[];

interface Index {
  readonly layers: ReadonlyMap<string, LayerDefinition>;
  readonly operations: ReadonlyMap<string, LayerDefinition>;
  readonly layerFunctions: ReadonlyMap<string, LayerDefinition>;
  readonly objects: ReadonlyMap<string, ObjectDefinition>;
  readonly objectsByFamily: ReadonlyMap<ObjectFamily, ReadonlyMap<string, string>>;
}

// A file gives one definition, or a list of them where they differ in a few words only.
const definitions = (): readonly (LayerDefinition | ObjectDefinition)[] => (all as readonly Entry[]).flat();

let built: Index | undefined;

// The index is made at first use: the files it is made of import this one.
function index(): Index {
  if (built) return built;
  const layers = new Map<string, LayerDefinition>();
  const operations = new Map<string, LayerDefinition>();
  const layerFunctions = new Map<string, LayerDefinition>();
  const objects = new Map<string, ObjectDefinition>();
  const objectsByFamily = new Map<ObjectFamily, Map<string, string>>();
  for (const entry of definitions()) {
    if (entry.kind !== "object") {
      const byFunction = entry.kind === "layer" ? layerFunctions : operations;
      for (const name of entry.functions ?? []) byFunction.set(name, entry);
      if (entry.kind === "layer")
        for (const name of [entry.name, ...(entry.aliases ?? [])]) layers.set(name, entry);
      continue;
    }
    const names = objectsByFamily.get(entry.family) ?? new Map<string, string>();
    objectsByFamily.set(entry.family, names);
    for (const name of [entry.name, ...(entry.aliases ?? [])]) {
      names.set(name, entry.name);
      if (!objects.has(name)) objects.set(name, entry);
      objects.set(`${entry.family}:${name}`, entry);
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
export const findLayerFunction = (name: string): LayerDefinition | undefined =>
  index().layerFunctions.get(name);

/** An optimizer, loss, initializer and so on by any of its names. */
export const findObject = (name: string, family?: ObjectFamily): ObjectDefinition | undefined =>
  index().objects.get(family ? `${family}:${name}` : name);

/** Every name of a family and the Keras name it stands for. */
export const objectNames = (family: ObjectFamily): ReadonlyMap<string, string> =>
  index().objectsByFamily.get(family) ?? new Map();

/** Every layer once, in the order of their files. */
export const allLayers = (): readonly LayerDefinition[] =>
  definitions().filter((entry): entry is LayerDefinition => entry.kind === "layer");

/** Every operation once. */
export const allOperations = (): readonly LayerDefinition[] =>
  definitions().filter((entry): entry is LayerDefinition => entry.kind === "operation");

/** Every object once. */
export const allObjects = (): readonly ObjectDefinition[] =>
  definitions().filter((entry): entry is ObjectDefinition => entry.kind === "object");

/** Class names and aliases of layers. */
export const layerNames = (): readonly string[] => [...index().layers.keys()];
export const operationNames = (): readonly string[] => [...index().operations.keys()];
