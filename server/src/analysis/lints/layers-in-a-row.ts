// Looks at layers and what feeds them: a bias before a normalisation, a softmax twice, a head on feature maps.
// It never reads the text.

import { type Report, report } from "../../diagnostics/define.ts";
import styleBiasBeforeNorm from "../../diagnostics/style-bias-before-norm.ts";
import styleDenseWithoutFlatten from "../../diagnostics/style-dense-without-flatten.ts";
import styleDoubleSoftmax from "../../diagnostics/style-double-softmax.ts";
import type { Problem } from "../../model/frame.ts";
import type { GraphNode, InputNode, ModelRun } from "../../model/graph.ts";
import { ownNode, reachable } from "../../model/wiring.ts";
import { countText, elements } from "../../tensor/count.ts";
import { isRanked, shapeText } from "../../tensor/tensor-type.ts";
import type { Analysis } from "../analysis.ts";

/** The name of the activation a layer ends with, if it has one. */
function activationOf(node: GraphNode): string | undefined {
  if (node.instance.className === "Softmax") return "softmax";
  const value = node.instance.bound?.parsed.activation as { readonly name?: string } | null | undefined;
  return value?.name?.toLowerCase();
}

/** The normalisation a layer feeds, for each that feeds one; `undefined` where it feeds something else too. */
const normalizers = (run: ModelRun): ReadonlyMap<GraphNode | InputNode, GraphNode | undefined> => {
  const found = new Map<GraphNode | InputNode, GraphNode | undefined>();
  const used = reachable(run);
  for (const node of run.nodes)
    if (node.instance.className === "BatchNormalization" && used.has(node))
      for (const { node: from } of node.inputs) if (hasBias(from)) found.set(from, node);
  if (found.size === 0) return found;
  for (const node of run.nodes)
    if (used.has(node))
      for (const { node: from } of node.inputs)
        if (found.has(from) && found.get(from) !== node) found.set(from, undefined);
  return found;
};

const hasBias = (node: GraphNode | InputNode): boolean =>
  node.kind === "node" && node.inference.weights.some((w) => w.name === "bias");

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

function checkRun(run: ModelRun, found: (node: GraphNode, r: Report) => void): void {
  const norms = normalizers(run);
  const used = reachable(run);
  const heads = run.outputs.flatMap((o) => {
    const node = ownNode(run, o.ref.node);
    const kind = node.kind === "node" ? activationOf(node) : undefined;
    return node.kind === "node" &&
      (kind === "softmax" || kind === "sigmoid") &&
      node.instance.className === "Dense" &&
      isRanked(o.type) &&
      o.type.shape.length === 3
      ? [o]
      : [];
  });
  let headTold = heads.length === 0;
  for (const node of run.nodes) {
    if (!used.has(node)) continue;
    const { instance } = node;
    const norm = norms.get(node);
    const bias = norm && node.inference.weights.find((w) => w.name === "bias");
    const isSoftmax = instance.className === "Softmax" || instance.className === "Activation";
    if (!norm && !isSoftmax && headTold) continue;
    const activation = activationOf(node);
    if (
      bias &&
      norm &&
      (activation === undefined || activation === "linear") &&
      instance.bound?.parsed.use_bias === true
    ) {
      found(
        node,
        report(styleBiasBeforeNorm, {
          layer: instance.label ?? instance.className,
          norm: norm.instance.label ?? "BatchNormalization",
          count: countText(elements(bias.shape)),
        }),
      );
    }
    if (isSoftmax && activation === "softmax") {
      const before = node.inputs[0] && ownNode(run, node.inputs[0].node);
      if (before?.kind === "node" && activationOf(before) === "softmax") {
        found(
          node,
          report(styleDoubleSoftmax, {
            layer: instance.label ?? instance.className,
            before: before.instance.label ?? before.instance.className,
          }),
        );
      }
    }
    if (!headTold && instance.className === "Dense" && afterConvolution(run, node)) {
      headTold = true;
      const from = node.inputs[0]!;
      const type = from.node.kind === "input" ? from.node.type : from.node.outputs[from.output]!;
      found(
        node,
        report(styleDenseWithoutFlatten, {
          shape: shapeText(type.shape),
          output: shapeText(heads[0]!.type.shape),
        }),
      );
    }
  }
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
