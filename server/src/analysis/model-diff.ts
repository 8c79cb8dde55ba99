// What changed between two versions of a file, model by model and layer by layer, as Markdown. It never reads a file.
import { type Value, valueText } from "../layers/value.ts";
import type { Instance, ModelRun } from "../model/graph.ts";
import { kerasOrder, namesOf } from "../model/wiring.ts";
import type { CountJson } from "../tensor/count.ts";
import { countText } from "../tensor/count.ts";
import type { Analysis } from "./analysis.ts";
import { type LayerJson, modelJson } from "./summary.ts";

/** A model that was built; one that needs parameters has no layers to compare. */
type ModelJson = Exclude<ReturnType<typeof modelJson>, { parameters: string[] }>;

interface Built {
  readonly json: ModelJson;
  readonly run: ModelRun;
}

/** A layer with how it is called in its model, through nested ones: `base.block1_conv1`. */
interface Placed {
  readonly path: string;
  readonly layer: LayerJson;
}

const flat = (layers: readonly LayerJson[], prefix = ""): readonly Placed[] =>
  layers.flatMap((layer) => {
    const path = prefix + layer.path;
    return [{ path, layer }, ...flat(layer.layers ?? [], `${path}.`)];
  });

function count(value: CountJson): string {
  if (value === null) return "?";
  return typeof value === "object" ? value.symbolic : countText(BigInt(value));
}

const shape = (layer: LayerJson): string =>
  (layer.outputs ?? [layer.output])
    .map((s) => (s === null ? "?" : `[${s.map((d) => d ?? "?").join(", ")}]`))
    .join(", ");

const inputs = ({ inbound }: LayerJson): string => inbound.join(", ");

/** `before → after`, or once where nothing changed. */
const change = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);

/** `+1,024` or `−1,024`; nothing where both are the same or one is not a number. */
function difference(before: CountJson, after: CountJson): string {
  const exact = (value: CountJson): value is number | string => value !== null && typeof value !== "object";
  if (!exact(before) || !exact(after)) return "";
  const by = BigInt(after) - BigInt(before);
  return by === 0n ? "" : by > 0n ? `+${countText(by)}` : `−${countText(-by)}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

/** The layers of a run by how they are called in it, through nested ones. */
function instancesOf(run: ModelRun, prefix = ""): ReadonlyMap<string, Instance> {
  const names = namesOf(run);
  return new Map(
    kerasOrder(run).flatMap((instance): readonly (readonly [string, Instance])[] => {
      const path = prefix + names.get(instance)!.path;
      return [[path, instance], ...(instance.run ? instancesOf(instance.run, `${path}.`) : [])];
    }),
  );
}

const spelled = (value: Value): string => (typeof value === "string" ? value : valueText(value));

/** Arguments that differ, as `activation: relu → gelu`. */
function argumentChanges(before: Instance, after: Instance): string[] {
  const given = ({ bound, params }: Instance): ReadonlyMap<string, Value> =>
    bound?.given ?? params ?? new Map();
  const [old, fresh] = [given(before), given(after)];
  // What is given as it is by default anyway is no change.
  const text = (instance: Instance, values: ReadonlyMap<string, Value>, name: string): string => {
    if (values.has(name)) return spelled(values.get(name)!);
    const parsed = instance.bound?.parsed[name];
    return parsed === true || parsed === false || typeof parsed === "number" || typeof parsed === "string"
      ? spelled(typeof parsed === "number" && Number.isSafeInteger(parsed) ? BigInt(parsed) : parsed)
      : "default";
  };
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((name) => {
    const both = change(text(before, old, name), text(after, fresh, name));
    return both.includes(" → ") ? [`${name}: ${both}`] : [];
  });
}

/** Layers that are the same in name, class, arguments, shape, counts and sources are left out. */
function layerRows(before: Built, after: Built): readonly string[] {
  const [wasMade, made] = [instancesOf(before.run), instancesOf(after.run)];
  const old = new Map(flat(before.json.layers ?? []).map(({ path, layer }) => [path, layer]));
  const fresh = new Map(flat(after.json.layers ?? []).map(({ path, layer }) => [path, layer]));
  const rows: string[] = [];
  const whole = (mark: string, path: string, layer: LayerJson): string =>
    line([mark, path, layer.class, shape(layer), count(layer.params.total), inputs(layer)]);
  for (const [path, layer] of old) if (!fresh.has(path)) rows.push(whole("−", path, layer));
  for (const [path, layer] of fresh) {
    const was = old.get(path);
    if (!was) {
      rows.push(whole("+", path, layer));
      continue;
    }
    const sizes = [
      change(shape(was), shape(layer)),
      change(count(was.params.total), count(layer.params.total)),
    ];
    const seen = was.class !== layer.class || sizes.some((text) => text.includes(" → "));
    // Where no size tells of it, the change is said in words.
    const unseen = seen ? [] : argumentChanges(wasMade.get(path)!, made.get(path)!);
    const trainable = change(count(was.params.trainable), count(layer.params.trainable));
    if (!seen && unseen.length === 0 && trainable.includes(" → ")) unseen.push(`trainable: ${trainable}`);
    const name = change(was.class, layer.class) + (unseen.length > 0 ? ` (${unseen.join(", ")})` : "");
    const cells = [name, ...sizes, change(inputs(was), inputs(layer))];
    if (cells.some((text) => text.includes(" → "))) rows.push(line(["≠", path, ...cells]));
  }
  return rows;
}

function totals(before: ModelJson, after: ModelJson): readonly string[] {
  const row = (name: string, a: CountJson, b: CountJson): string =>
    line([name, count(a), count(b), difference(a, b)]);
  return [
    "| | before | after | |",
    "| --- | ---: | ---: | ---: |",
    row("Parameters", before.params.total, after.params.total),
    row("Trainable", before.params.trainable, after.params.trainable),
    row("Multiply-adds", before.macs, after.macs),
  ];
}

function modelDiff(from: Built, to: Built): string | undefined {
  const rows = layerRows(from, to);
  const [before, after] = [from.json, to.json];
  const ends = (model: ModelJson): string => JSON.stringify([model.inputs, model.outputs]);
  const same = rows.length === 0 && ends(before) === ends(after) && count(before.macs) === count(after.macs);
  if (same) return undefined;
  const head = [
    "| | layer | class | output | parameters | inputs |",
    "| --- | --- | --- | --- | ---: | --- |",
  ];
  return [
    `## ${change(before.name, after.name)}`,
    totals(before, after).join("\n"),
    ...(rows.length > 0 ? [[...head, ...rows].join("\n")] : []),
  ].join("\n\n");
}

/** The whole page; `undefined` where every model is the same. Two files with one model each compare these, whatever their names. */
export function diffText(before: Analysis, after: Analysis): string | undefined {
  const olds = builtIn(before);
  const news = builtIn(after);
  const alone = olds.length === 1 && news.length === 1;
  const old = new Map(olds.map((model) => [model.json.name, model]));
  const parts: string[] = [];
  for (const model of news) {
    const { name, params, macs } = model.json;
    const was = alone ? olds[0] : old.get(name);
    if (was) old.delete(was.json.name);
    const text = was
      ? modelDiff(was, model)
      : `## ${name}\n\nNew: ${count(params.total)} parameters, ${count(macs)} multiply-adds.`;
    if (text !== undefined) parts.push(text);
  }
  for (const { json } of old.values())
    parts.push(`## ${json.name}\n\nGone: it had ${count(json.params.total)} parameters.`);
  return parts.length > 0 ? parts.join("\n\n") : undefined;
}

const builtIn = (analysis: Analysis): readonly Built[] =>
  analysis.models.flatMap((model) => {
    const json = modelJson(analysis, model);
    return model.run && "params" in json ? [{ json, run: model.run }] : [];
  });
