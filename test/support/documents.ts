// Documents of Keras (`model.to_json()`, `config.json`) as lines, one for each layer, so that two are compared by comparing
// lines. It never reads a file.

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Layer = {
  readonly name: string;
  readonly class_name: string;
  readonly config: { readonly [key: string]: Json };
  /** Left out in a Sequential, whose layers follow one another. */
  readonly inbound_nodes?: readonly Json[];
};

const isRecord = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** The tensors among the arguments of a call, as `layer:use:output`. */
function histories(json: Json): readonly string[] {
  if (Array.isArray(json)) return json.flatMap(histories);
  if (!isRecord(json)) return [];
  if (json.class_name !== "__keras_tensor__") return Object.values(json).flatMap(histories);
  return [((json.config as { keras_history: Json[] }).keras_history as Json[]).join(":")];
}

/** The number of axes of the first tensor a layer is called with. */
function rankOf(json: Json): number | undefined {
  if (Array.isArray(json)) return json.map(rankOf).find((rank) => rank !== undefined);
  if (!isRecord(json)) return undefined;
  if (json.class_name !== "__keras_tensor__") return rankOf(Object.values(json));
  return (json.config as { shape: Json[] }).shape.length;
}

/** What two writers may say differently and mean the same. */
function plain(json: Json | undefined): Json {
  if (json === undefined || json === null) return null;
  if (Array.isArray(json)) return json.map(plain);
  if (!isRecord(json)) return json;
  if (isRecord(json.config) && "class_name" in json)
    return json.class_name === "DTypePolicy"
      ? plain(json.config.name)
      : [plain(json.class_name), plain(json.config)];
  const entries = Object.entries(json).flatMap(([key, value]): [string, Json][] =>
    value === null || key === "seed" ? [] : [[key, plain(value)]],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `[[3, 3], [3, 3]]` is `3`, and the last axis is `-1`. */
function short(json: Json, rank: number | undefined): Json {
  if (!Array.isArray(json)) return typeof json === "number" && json + 1 === rank ? -1 : json;
  const items = json.map((item) => short(item, rank));
  return items.length > 0 && items.every((item) => item === items[0]) ? items[0]! : items;
}

/** A line for each layer and each of its arguments that both documents speak of; `other` is the one compared with. */
export function documentLines(document: Json, other: Json, depth = 0): readonly string[] {
  const theirs = new Map(layersOf(other).map((layer) => [layer.name, layer]));
  return layersOf(document).flatMap((layer) => {
    const indent = "  ".repeat(depth);
    const same = theirs.get(layer.name);
    const chained = !layer.inbound_nodes || (same && !same.inbound_nodes);
    const calls = chained
      ? ""
      : ` <- ${layer.inbound_nodes.map((node) => histories(node).join(" ")).join("; ")}`;
    const className = layer.class_name === "Sequential" ? "Functional" : layer.class_name;
    const head = `${indent}${layer.name} ${className}${calls}`;
    // A Sequential may be described without its input.
    if (depth > 0 && layer.class_name === "InputLayer") return [];
    if (isRecord(layer.config) && "layers" in layer.config)
      return [head, ...documentLines(layer as Json, (same ?? null) as Json, depth + 1)];
    const rank = rankOf(layer.inbound_nodes ?? []);
    const config = Object.entries(layer.config)
      .filter(([key, value]) => value !== null && isShared(same, key) && !(chained && key === "axis"))
      .map(
        ([key, value]) =>
          `${indent}${layer.name}.${key} = ${JSON.stringify(short(plain(value), key === "axis" ? rank : undefined))}`,
      )
      .sort();
    return [head, ...config];
  });
}

const isShared = (layer: Layer | undefined, key: string): boolean => (layer?.config[key] ?? null) !== null;

const layersOf = (document: Json): readonly Layer[] =>
  isRecord(document) && isRecord(document.config) && Array.isArray(document.config.layers)
    ? (document.config.layers as unknown as readonly Layer[]).map((layer) => ({
        ...layer,
        name: layer.name ?? (layer.config.name as string),
      }))
    : [];
