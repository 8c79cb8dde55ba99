// The arrows of a model and of those nested in it, between layers. It never makes a box.
import { type GraphNode, type InputNode, type ModelRun, type TensorRef, typeOf } from "../../model/graph.ts";
import { ownNode, reachable } from "../../model/wiring.ts";
import { shapeHint } from "../../tensor/tensor-type.ts";
import type { Maker } from "./boxes.ts";
import type { Draft } from "./draft.ts";
import type { ViewEdge } from "./view.ts";

/** Every arrow of a model and of those nested in it, each once. */
export function edgesOf(maker: Maker, run: ModelRun, children: readonly Draft[]): readonly ViewEdge[] {
  const numbers = new Map<Draft, number>();
  const number = (drafts: readonly Draft[]): void => {
    for (const draft of drafts) {
      numbers.set(draft, numbers.size);
      if (draft.children) number(draft.children);
    }
  };
  number(children);
  const edges = new Map<string, ViewEdge>();
  const add = (from: Draft | undefined, to: Draft | undefined, ref: TensorRef): void => {
    if (!from || !to) return;
    const edge: ViewEdge = [numbers.get(from)!, numbers.get(to)!, shapeHint(typeOf(ref).shape)];
    edges.set(edge.join(" "), edge);
  };
  const done = new Set<ModelRun>();
  const visit = (of: ModelRun): void => {
    if (done.has(of)) return;
    done.add(of);
    const used = reachable(of);
    for (const node of of.nodes) {
      if (!used.has(node)) continue;
      const { instance } = node;
      const ends = instance.run && maker.ends.get(instance.run);
      for (const [i, ref] of node.inputs.entries())
        add(sourceOf(maker, of, ref), ends?.inputs[i] ?? maker.boxes.get(instance), ref);
      if (instance.run) visit(instance.run);
    }
    for (const [i, { ref }] of of.outputs.entries())
      add(sourceOf(maker, of, ref), maker.ends.get(of)?.outputs[i], ref);
  };
  visit(run);
  return [...edges.values()];
}

/** The box a tensor comes from. */
function sourceOf(maker: Maker, run: ModelRun, ref: TensorRef): Draft | undefined {
  const direct = boxOf(maker, ref.node, ref.output);
  return direct ?? boxOf(maker, ownNode(run, ref.node), 0);
}

function boxOf(maker: Maker, node: GraphNode | InputNode, output: number): Draft | undefined {
  if (node.kind === "input") return maker.boxes.get(node);
  const ends = node.instance.run && maker.ends.get(node.instance.run);
  return ends?.outputs[output] ?? maker.boxes.get(node.instance);
}
