// Takes away the names of layers that Net gives by itself. It never takes a name that would come out otherwise.
import { snakeCase } from "../../../layers/instance.ts";
import type { SourceModel, Stage } from "../../net-source/graph.ts";

/** Takes away names Net gives by itself: `dense`, `dense_1` in the order the layers are made. */
export function withoutAutomaticNames(model: SourceModel): SourceModel {
  const names = new Set(model.inputs.map((input) => input.name));
  const byBase = new Map<string, { readonly stages: Stage[]; next: number; exact: boolean }>();
  const nameOf = (stage: Stage): string | undefined =>
    stage.label?.kind === "string" &&
    stage.label.parts.length === 1 &&
    typeof stage.label.parts[0] === "string"
      ? stage.label.parts[0]
      : undefined;
  const baseOf = (stage: Stage): string => snakeCase(stage.className ?? stage.callee);
  const bases = new Set(model.nodes.map(({ stage }) => baseOf(stage)));
  for (const { stage } of model.nodes) {
    const name = nameOf(stage);
    if (name === undefined) continue;
    const match = /^([\s\S]*?)(?:_(\d+))?$/.exec(name)!;
    const base = baseOf(stage);
    const entry = byBase.get(base) ?? { stages: [], next: 0, exact: true };
    byBase.set(base, entry);
    const automatic = name === base || (match[1] === base && match[2] !== undefined);
    if (!automatic) {
      if (bases.has(name)) entry.exact = false;
      continue;
    }
    entry.stages.push(stage);
    if (name !== (entry.next === 0 ? base : `${base}_${entry.next}`) || names.has(name)) entry.exact = false;
    entry.next++;
  }
  const unnamed = new Set<Stage>();
  for (const entry of byBase.values()) if (entry.exact) for (const stage of entry.stages) unnamed.add(stage);
  return {
    ...model,
    nodes: model.nodes.map((node) =>
      unnamed.has(node.stage) ? { ...node, stage: { ...node.stage, label: undefined } } : node,
    ),
  };
}
