// What changed between two versions of a file, model by model and layer by layer, as Markdown. It never reads a file.
import type { CountJson } from "../tensor/count.ts";
import { countText } from "../tensor/count.ts";
import type { Analysis } from "./analysis.ts";
import { type LayerJson, type modelJson, summaryJson } from "./summary.ts";

/** A model that was built; one that needs parameters has no layers to compare. */
type ModelJson = Exclude<ReturnType<typeof modelJson>, { parameters: string[] }>;

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

/** Layers that are the same in name, class, shape, count and sources are left out. */
function layerRows(before: ModelJson, after: ModelJson): readonly string[] {
  const old = new Map(flat(before.layers ?? []).map(({ path, layer }) => [path, layer]));
  const fresh = new Map(flat(after.layers ?? []).map(({ path, layer }) => [path, layer]));
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
    const cells = [
      change(was.class, layer.class),
      change(shape(was), shape(layer)),
      change(count(was.params.total), count(layer.params.total)),
      change(inputs(was), inputs(layer)),
    ];
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

function modelDiff(before: ModelJson, after: ModelJson): string | undefined {
  const rows = layerRows(before, after);
  const ends = (model: ModelJson): string => JSON.stringify([model.inputs, model.outputs]);
  const same = rows.length === 0 && ends(before) === ends(after) && count(before.macs) === count(after.macs);
  if (same) return undefined;
  const head = [
    "| | layer | class | output | parameters | inputs |",
    "| --- | --- | --- | --- | ---: | --- |",
  ];
  return [
    `## ${after.name}`,
    totals(before, after).join("\n"),
    ...(rows.length > 0 ? [[...head, ...rows].join("\n")] : []),
  ].join("\n\n");
}

/** The whole page; `undefined` where every model is the same. */
export function diffText(before: Analysis, after: Analysis): string | undefined {
  const models = (analysis: Analysis): readonly ModelJson[] =>
    summaryJson(analysis, analysis.id).models.filter((model) => "params" in model);
  const old = new Map(models(before).map((model) => [model.name, model]));
  const parts: string[] = [];
  for (const model of models(after)) {
    const was = old.get(model.name);
    old.delete(model.name);
    const text = was
      ? modelDiff(was, model)
      : `## ${model.name}\n\nNew: ${count(model.params.total)} parameters, ${count(model.macs)} multiply-adds.`;
    if (text !== undefined) parts.push(text);
  }
  for (const model of old.values())
    parts.push(`## ${model.name}\n\nGone: it had ${count(model.params.total)} parameters.`);
  return parts.length > 0 ? parts.join("\n\n") : undefined;
}
