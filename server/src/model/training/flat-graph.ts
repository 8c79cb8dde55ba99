// A model with its nested models opened: every use of a layer in the order it runs, and the tensors between them.
// It never looks at flags.
import type { TensorType } from "../../tensor/tensor-type.ts";
import type { GraphNode, InputNode, Instance, ModelRun, TensorRef } from "../graph.ts";
import { reachable } from "../wiring.ts";

/** One use of a layer, wherever it stands. */
export interface FlatNode {
  readonly instance: Instance;
  readonly node: GraphNode;
  readonly inputs: readonly FlatTensor[];
  readonly outputs: readonly FlatTensor[];
}

/** A tensor; an input of the whole model has no source. */
export interface FlatTensor {
  readonly source: FlatNode | undefined;
  readonly type: TensorType;
}

export interface FlatGraph {
  /** Those an output depends on, each after those that feed it. */
  readonly nodes: readonly FlatNode[];
  /** In the order of the model's outputs. */
  readonly outputs: readonly (FlatTensor | undefined)[];
}

type Tensors = ReadonlyMap<GraphNode | InputNode, readonly (FlatTensor | undefined)[]>;

const known = new WeakMap<ModelRun, FlatGraph>();

/** The open graph of a model; a nested model used twice stands in it twice, with the same layers. */
export function flatGraph(run: ModelRun): FlatGraph {
  const old = known.get(run);
  if (old) return old;
  const nodes: FlatNode[] = [];
  /** Tensors of nested models that the model around them takes out. */
  const everywhere = new Map<GraphNode | InputNode, readonly (FlatTensor | undefined)[]>();
  const open = (inner: ModelRun, given: readonly (FlatTensor | undefined)[] | undefined): Tensors => {
    const tensors = new Map<GraphNode | InputNode, readonly (FlatTensor | undefined)[]>();
    const put = (node: GraphNode | InputNode, list: readonly (FlatTensor | undefined)[]): void => {
      tensors.set(node, list);
      everywhere.set(node, list);
    };
    const find = (ref: TensorRef): FlatTensor | undefined =>
      (tensors.get(ref.node) ?? everywhere.get(ref.node))?.[ref.output];
    inner.inputs.forEach((input, i) => {
      put(input, [given ? given[i] : { source: undefined, type: input.type }]);
    });
    const used = reachable(inner);
    for (const node of inner.nodes) {
      if (!used.has(node)) continue;
      const inputs = node.inputs.map(find);
      if (node.run) {
        const inside = open(node.run, inputs);
        put(
          node,
          node.run.outputs.map(({ ref }) => (inside.get(ref.node) ?? everywhere.get(ref.node))?.[ref.output]),
        );
        continue;
      }
      const outputs: FlatTensor[] = [];
      const flat: FlatNode = {
        instance: node.instance,
        node,
        inputs: inputs.filter((tensor) => tensor !== undefined),
        outputs,
      };
      for (const type of node.outputs) outputs.push({ source: flat, type });
      nodes.push(flat);
      put(node, outputs);
    }
    return tensors;
  };
  const tensors = open(run, undefined);
  const graph: FlatGraph = {
    nodes,
    outputs: run.outputs.map(({ ref }) => (tensors.get(ref.node) ?? everywhere.get(ref.node))?.[ref.output]),
  };
  known.set(run, graph);
  return graph;
}
