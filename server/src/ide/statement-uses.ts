// What a statement did the first time its model was built, and to which model its layers belong. It never formats a text.
import type { Analysis } from "../analysis/analysis.ts";
import type { Instantiation, StatementUse } from "../model/frame.ts";
import type { GraphNode, Instance, ModelRun } from "../model/graph.ts";
import { indexIn } from "../model/index-in.ts";
import type { Statement } from "../syntax/tree.ts";
import { type TensorType, typeKey } from "../tensor/tensor-type.ts";

/** The call of the model that a body was run for in the end. */
function rootOf(use: StatementUse): Instantiation | undefined {
  let at = use.instantiation;
  while (at?.parent) at = at.parent;
  return at;
}

/** The uses of a statement within one building of one model: one for each turn of a loop and each use of a block. */
export function usesShown(analysis: Analysis, statement: Statement): readonly StatementUse[] {
  const uses = analysis.uses(statement);
  const [first] = uses;
  if (!first) return [];
  const root = rootOf(first);
  return uses.filter((use) => rootOf(use) === root);
}

/** All uses of layers a statement stands for: its own, and those of blocks it calls. */
export const nodesOf = (use: StatementUse): readonly GraphNode[] => [...use.nodes, ...use.inner];

/** Every layer that a statement uses, once. */
export const instancesOf = (use: StatementUse): readonly Instance[] => [
  ...new Set(nodesOf(use).map((node) => node.instance)),
];

/** The tensors a statement ends with. */
export function resultOf(use: StatementUse): readonly TensorType[] {
  const { value } = use;
  const tensors: TensorType[] = [];
  const collect = (v: unknown, depth: number): void => {
    if (typeof v !== "object" || v === null || depth > 4) return;
    if ("kind" in v && v.kind === "tensor") tensors.push((v as unknown as { type: TensorType }).type);
    if ("items" in v && Array.isArray(v.items)) for (const item of v.items) collect(item, depth + 1);
    const ref = "ref" in v && typeof v.ref === "object" ? v.ref : undefined;
    if (ref && "kind" in ref && ref.kind === "label" && "output" in ref) collect(ref.output, depth + 1);
  };
  collect(value, 0);
  if (tensors.length > 0) return tensors;
  return use.nodes.at(-1)?.outputs ?? use.inner.at(-1)?.outputs ?? [];
}

/** Equal for two uses nothing visible tells apart. */
export const useKey = (use: StatementUse): string => resultOf(use).map(typeKey).join(";");

const owners = new WeakMap<Analysis, ReadonlyMap<GraphNode, ModelRun>>();

/** The model a use of a layer belongs to, nested models included. */
export function runOfNode(analysis: Analysis, node: GraphNode): ModelRun | undefined {
  // Most lines belong to a model of the file.
  for (const { run } of analysis.models) if (run && indexIn(run.nodes, node) >= 0) return run;
  return nestedOwners(analysis).get(node);
}

function nestedOwners(analysis: Analysis): ReadonlyMap<GraphNode, ModelRun> {
  const known = owners.get(analysis);
  if (known) return known;
  const found = new Map<GraphNode, ModelRun>();
  const todo: ModelRun[] = [];
  for (const { run } of analysis.models) if (run) todo.push(run);
  for (const { run } of analysis.trainings) if (run) todo.push(run);
  const seen = new Set<ModelRun>();
  for (let i = 0; i < todo.length; i++) {
    const run = todo[i]!;
    if (seen.has(run)) continue;
    seen.add(run);
    for (const n of run.nodes) {
      if (!found.has(n)) found.set(n, run);
      if (n.run) todo.push(n.run);
    }
  }
  owners.set(analysis, found);
  return found;
}
