// The card of a layer: shapes, the sum of its weights in numbers, each weight, costs, and its hyperparameters apart. It never finds the
// layer under a cursor.
import type { Analysis } from "../analysis/analysis.ts";
import { storedOf } from "../analysis/summary.ts";
import { allParameters, commonParameters } from "../layers/apply.ts";
import type { LayerDefinition, Weight } from "../layers/define.ts";
import { type Value, valueText } from "../layers/value.ts";
import { layersOf, paramsOf, paramsOfRun, runCost } from "../model/costs.ts";
import { type GraphNode, type Instance, type ModelRun, typeOf } from "../model/graph.ts";
import { namesOf } from "../model/wiring.ts";
import { bytesText, countText, elements, subtractCounts, sumCounts } from "../tensor/count.ts";
import { isUnknown } from "../tensor/dim.ts";
import { shapeHint, typeBytes } from "../tensor/tensor-type.ts";
import { countWithReason, formulaOf, many, shareText, typesText, whyUnknown } from "./amounts.ts";
import { frozenOf } from "./frozen.ts";
import { phaseName, stateShown } from "./phase-choice.ts";
import { effectText } from "./phase-texts.ts";
import { runOfNode } from "./statement-uses.ts";

/** Everything known of one use of a layer, as Markdown. `uses`: how many times the line runs. */
export function layerCard(analysis: Analysis, node: GraphNode, uses = 1): string {
  const { instance } = node;
  const run = runOfNode(analysis, node);
  const frozen = frozenNote(analysis, run, instance);
  const isModel = instance.kind === "model";
  const sum = isModel ? nestedTotals(node) : sumText(node, run);
  // What is asked for most stands first: an editor shows as much of a hover as it has room for.
  const parts = [heading(instance, run), shapes(node), sum, ...frozen];
  if (analysis.settings.hover === "short") return parts.filter((part) => part !== "").join("\n\n");
  if (!isModel) parts.push(weightTable(node), costs(node), ...(node.inference.notes ?? []));
  parts.push(hyperparameters(instance));
  if (instance.nodes.length > 1)
    parts.push(`Used ${instance.nodes.length} times with the same weights, counted once.`);
  if (uses > 1) parts.push(`This line runs ${uses} times; this is the first.`);
  return parts.filter((part) => part !== "").join("\n\n");
}

function heading(instance: Instance, run: ModelRun | undefined): string {
  const names = run && namesOf(run).get(instance);
  const summary = instance.definition?.summary ?? instance.part?.statement.doc ?? "";
  const name = names ? ` — \`${names.path}\`` : instance.label ? ` — \`${instance.label}\`` : "";
  const inKeras = names && names.name !== names.path ? `  \nIn Keras: \`${names.name}\`` : "";
  const word =
    instance.kind === "custom" ? " (a layer of this project)" : instance.kind === "model" ? " (a model)" : "";
  return `**${instance.className}**${word}${name}${summary ? `  \n${summary}` : ""}${inKeras}`;
}

function shapes(node: GraphNode): string {
  const inputs = node.inputs.map(typeOf);
  const text = `${inputs.length > 0 ? typesText(inputs) : "nothing"} → **${typesText(node.outputs)}**`;
  const reason = whyUnknown(node.outputs);
  const dtype = node.outputs[0]?.dtype;
  return `${text}${dtype ? ` ${dtype}` : ""}${reason ? `  \n\`?\`: ${reason}` : ""}`;
}

/** How many parameters a layer has, with the formula and its share, or why it has none. */
function sumText(node: GraphNode, run: ModelRun | undefined): string {
  const { instance } = node;
  const inference = instance.built ?? node.inference;
  if (inference.failed) return `Parameters: ${countWithReason(inference.macs)}`;
  if (inference.weights.length === 0) return `**0 parameters**: ${whyNoWeights(instance)}`;
  const stored = storedOf([instance]);
  if (stored)
    return `\`${countText(stored.params)}\` parameters, quantized: **${bytesText(stored.bytes)}**${shareOf(instance, run)}`;
  const total = paramsOf([instance]).total;
  const formula = formulaOf(inference);
  const sum =
    formula !== undefined && formula !== countText(total)
      ? `\`${formula} = ${countText(total)}\``
      : `\`${countText(total)}\``;
  return `${sum} parameters${shareOf(instance, run)}`;
}

/** The weights one below the other; nothing where there are none. */
function weightTable({ instance, inference: own }: GraphNode): string {
  const inference = instance.built ?? own;
  if (inference.failed || inference.weights.length === 0) return "";
  const rows = inference.weights.map((w) => {
    const trained = weightState(instance, w);
    return `| ${w.name} | ${w.shape.length === 0 ? "scalar" : shapeHint(w.shape)} | ${countText(elements(w.shape))} | ${trained} |`;
  });
  return ["| weight | shape | parameters | trainable |", "|:--|:--|--:|:--|", ...rows].join("\n");
}

/** ` · 12.5 % of M`, or why the layer is no part of the model. */
function shareOf(instance: Instance, run: ModelRun | undefined): string {
  if (!run) return "";
  const layers = layersOf(run);
  if (!layers.includes(instance))
    return ` · not counted in ${run.part.name}: no output depends on this layer`;
  const share = shareText(paramsOf([instance]).total, paramsOfRun(run).total);
  return share ? ` · ${share} of ${run.part.name}` : "";
}

function weightState(instance: Instance, weight: Weight): string {
  if (!weight.trainable) return "no, never";
  return !instance.trainable || weight.frozen ? "no, frozen" : "yes";
}

function whyNoWeights(instance: Instance): string {
  const family = instance.definition?.family;
  switch (family) {
    case "pooling":
      return "pooling picks or averages the values of its window; there is nothing to learn.";
    case "activation":
      return "the function is fixed and works on each value alone.";
    case "regularization":
      return "it acts on the values while training and learns nothing.";
    case "reshaping":
      return "it only arranges the values in another way.";
    case "merging":
    case "operation":
      return "it computes from its inputs alone.";
    case "preprocessing":
      return "what it does is fixed beforehand.";
    default:
      return "it has no weights.";
  }
}

function costs(node: GraphNode): string {
  // What training keeps of this layer for one sample: its outputs.
  const memory = sumCounts(node.outputs.map(typeBytes));
  const { macs, flops } = node.inference;
  if (node.inference.failed) return "";
  const used = node.instance.nodes.length > 1 ? " (this use)" : "";
  return `Multiply-adds: **${countWithReason(macs)}** · FLOPs: **${countWithReason(flops)}** for one sample${used} · Activations: ${bytesText(memory)}`;
}

function nestedTotals(node: GraphNode): string {
  const run = node.run ?? node.instance.run;
  if (!run) return "";
  return totals(run);
}

/** Parameters, layers and costs of a model, as Markdown. */
export function totals(run: ModelRun): string {
  const layers = layersOf(run);
  const counted = paramsOf(layers);
  const { total } = counted;
  const stored = storedOf(layers);
  const params = stored?.params ?? total;
  const trainable = stored?.trainable ?? counted.trainable;
  const packed = stored ? `, quantized: **${bytesText(stored.bytes)}**` : "";
  const lines = [
    `**${countText(params)} parameters**${packed} in ${many(layers.length, "layer")}`,
    `Trainable: ${countText(trainable)} · Non-trainable: ${countText(subtractCounts(params, trainable))}`,
    ...(stored ? [`Keras counts the ${countText(total)} numbers that are stored.`] : []),
    `Multiply-adds: ${countText(runCost(run, "macs"))} · FLOPs: ${countText(runCost(run, "flops"))} for one sample`,
  ];
  if (isUnknown(total)) lines.push(`\`?\`: ${total.reason}`);
  return lines.join("  \n");
}

function frozenNote(analysis: Analysis, run: ModelRun | undefined, instance: Instance): readonly string[] {
  const frozen = frozenOf(analysis, run, instance);
  const found = run && stateShown(analysis, run, instance);
  if (!found) return frozen === "no" ? [] : [`❄ ${frozen === "all" ? "Frozen" : "Partly frozen"}.`];
  const { state, shown } = found;
  if (state.effect === "none") return [];
  const word = frozen === "all" ? "❄ Frozen" : frozen === "partly" ? "❄ Partly frozen" : "Trained";
  const more = effectText(state).split("; ").slice(1).join("; ");
  return [`${word} in ${phaseName(shown)}${more ? `: ${more}` : ""}.`];
}

/** The arguments, which are chosen before training and never trained: given ones first, then defaults that do something. */
function hyperparameters(instance: Instance): string {
  const lines = [...given(instance), ...defaults(instance)];
  if (lines.length === 0) return "";
  return [`**Hyperparameters** (fixed beforehand, never trained)`, ...lines].join("\n");
}

function given(instance: Instance): readonly string[] {
  const values = instance.bound?.given ?? instance.params ?? new Map<string, Value>();
  const texts = [...values]
    .filter(([name, value]) => name !== "name" && !isTensorLike(value))
    .map(([name, value]) => `\`${name} = ${shorten(valueText(value))}\``);
  return texts.length > 0 ? [`- ${texts.join(", ")}`] : [];
}

function defaults(instance: Instance): readonly string[] {
  const { definition, bound } = instance;
  if (!definition || !bound) return [];
  const shown = Object.entries(allParameters(definition)).filter(
    ([name, parameter]) =>
      !bound.given.has(name) &&
      !(name in commonParameters) &&
      !parameter.required &&
      defaultOf(parameter) !== undefined,
  );
  const set = shown
    .filter(([, parameter]) => defaultOf(parameter) !== "None")
    .map(([name, p]) => `\`${name}=${defaultOf(p)}\``);
  return set.length > 0 ? [`- by default: ${set.join(", ")}`] : [];
}

/** A parameter's default as a person would write it. */
export function defaultOf(parameter: LayerDefinition["parameters"][string]): string | undefined {
  if (parameter.required) return undefined;
  if (parameter.defaultText !== undefined) return parameter.defaultText;
  const value = parameter.default;
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return `${value}`;
  if (typeof value === "object" && "name" in value && typeof value.name === "string") return value.name;
  if (Array.isArray(value)) return `(${value.join(", ")})`;
  return undefined;
}

const isTensorLike = (value: Value): boolean =>
  typeof value === "object" &&
  value !== null &&
  (value.kind === "tensor" || ("items" in value && value.items.some(isTensorLike)));

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}…` : text);
