// Looks at layers and what feeds them: a bias before a normalisation, a softmax twice, a head on feature maps.
// It never reads the text.

import { type Report, report } from "../../diagnostics/define.ts";
import styleBiasBeforeNorm from "../../diagnostics/style-bias-before-norm.ts";
import styleDenseWithoutFlatten from "../../diagnostics/style-dense-without-flatten.ts";
import styleDoubleSoftmax from "../../diagnostics/style-double-softmax.ts";
import type { Problem } from "../../model/frame.ts";
import type { GraphNode, InputNode, ModelRun } from "../../model/graph.ts";
import { feedsSeveral, nestedIn, nodesWhere, unreached } from "../../model/stretches.ts";
import { ownNode } from "../../model/wiring.ts";
import { countText, elements } from "../../tensor/count.ts";
import { isRanked, shapeText } from "../../tensor/tensor-type.ts";
import type { Analysis } from "../analysis.ts";

/** The name of the activation a layer ends with, if it has one. */
function activationOf(node: GraphNode): string | undefined {
  if (node.instance.className === "Softmax") return "softmax";
  const value = node.instance.bound?.parsed.activation as { readonly name?: string } | null | undefined;
  return value?.name?.toLowerCase();
}

const isSpatial = (node: GraphNode): boolean => {
  const family = node.instance.definition?.family;
  return family === "convolution" || (family === "pooling" && !node.instance.className.startsWith("Global"));
};

const passes = new Set([
  "Dropout",
  "BatchNormalization",
  "Activation",
  "ReLU",
  "LeakyReLU",
  "SpatialDropout2D",
]);

/** Whether feature maps of a convolution come here, layers that keep the shape in between. */
function afterConvolution(run: ModelRun, node: GraphNode): boolean {
  let at: GraphNode | InputNode | undefined = node.inputs[0] && ownNode(run, node.inputs[0].node);
  for (let steps = 0; at?.kind === "node" && steps < 8; steps++) {
    if (isSpatial(at)) return true;
    if (!passes.has(at.instance.className)) return false;
    at = at.inputs[0] && ownNode(run, at.inputs[0].node);
  }
  return false;
}

const normalizations = nodesWhere(({ instance }) => instance.className === "BatchNormalization");
const activations = nodesWhere(({ instance: { className } }) =>
  ["Softmax", "Activation"].includes(className),
);
const denses = nodesWhere(({ instance }) => instance.className === "Dense");

type Found = (node: GraphNode, r: Report) => void;

/** A bias that a normalisation takes away again, where nothing else sees it. */
function checkNormalization(node: GraphNode, isAlone: (from: GraphNode) => boolean, found: Found): void {
  for (const { node: from } of node.inputs) {
    if (from.kind === "input" || !isAlone(from)) continue;
    const { instance } = from;
    const bias = from.inference.weights.find((w) => w.name === "bias");
    const activation = activationOf(from);
    if (!bias || instance.bound?.parsed.use_bias !== true) continue;
    if (activation !== undefined && activation !== "linear") continue;
    found(
      from,
      report(styleBiasBeforeNorm, {
        layer: instance.label ?? instance.className,
        norm: node.instance.label ?? "BatchNormalization",
        count: countText(elements(bias.shape)),
      }),
    );
  }
}

function checkSoftmax(run: ModelRun, node: GraphNode, found: Found): void {
  const before = node.inputs[0] && ownNode(run, node.inputs[0].node);
  if (activationOf(node) !== "softmax" || before?.kind !== "node" || activationOf(before) !== "softmax")
    return;
  found(
    node,
    report(styleDoubleSoftmax, {
      layer: node.instance.label ?? node.instance.className,
      before: before.instance.label ?? before.instance.className,
    }),
  );
}

/** The outputs that are classes of each place in feature maps, as a head without a Flatten gives. */
const headsOnMaps = (run: ModelRun) =>
  run.outputs.filter(({ ref, type }) => {
    const node = ownNode(run, ref.node);
    if (node.kind !== "node" || node.instance.className !== "Dense") return false;
    const kind = activationOf(node);
    return (kind === "softmax" || kind === "sigmoid") && isRanked(type) && type.shape.length === 3;
  });

/** A Dense on feature maps, whose output is classes of each place. One is enough. */
function checkHead(run: ModelRun, used: (node: GraphNode) => boolean, found: Found): void {
  const [head] = headsOnMaps(run);
  const node = head && denses(run).find((dense) => used(dense) && afterConvolution(run, dense));
  if (!head || !node) return;
  const from = node.inputs[0]!;
  const type = from.node.kind === "input" ? from.node.type : from.node.outputs[from.output]!;
  found(
    node,
    report(styleDenseWithoutFlatten, { shape: shapeText(type.shape), output: shapeText(head.type.shape) }),
  );
}

function checkRun(run: ModelRun, found: Found): void {
  const unused = unreached(run);
  const used = (node: GraphNode): boolean => !unused.has(node);
  const norms = normalizations(run).filter(used);
  if (norms.length > 0) {
    const several = feedsSeveral(run);
    // Only out of nested models does a tensor come that is not of this one.
    const own = nestedIn(run).length > 0 ? new Set(run.nodes) : undefined;
    const isAlone = (from: GraphNode): boolean => !several(from) && (!own || own.has(from));
    for (const node of norms) checkNormalization(node, isAlone, found);
  }
  for (const node of activations(run)) if (used(node)) checkSoftmax(run, node, found);
  checkHead(run, used, found);
}

/** The lints of layers, over every model of the file; one place is told once. */
export function layersInARow(analysis: Analysis): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const { run } of analysis.models) {
    if (!run || run.incomplete) continue;
    checkRun(run, (node, r) => {
      const { place } = node;
      if (place.file !== analysis.file) return;
      const key = `${r.diagnostic.code}@${analysis.tree.start(place.statement)}:${place.start}`;
      if (!problems.has(key)) problems.set(key, { report: r, place, related: [] });
    });
  }
  return [...problems.values()];
}
