// The model the cursor is in, in a few figures for a status bar. It never counts anything itself.
import type { Analysis } from "../analysis/analysis.ts";
import { shownParamsOfRun } from "../analysis/summary.ts";
import { layersOf } from "../model/costs.ts";
import type { ModelRun } from "../model/graph.ts";
import { nodesWhere } from "../model/stretches.ts";
import { nodeAt } from "../syntax/walk.ts";
import { type Count, countText } from "../tensor/count.ts";
import { declarationOf, modelOf } from "./names.ts";

export interface ModelAt {
  readonly name: string;
  readonly layers: number;
  readonly total: string;
  readonly trainable: string;
  readonly nonTrainable: string;
  /** Layers whose output shape or weights are not known, by name. */
  readonly unknown: readonly string[];
  /** Parameters it cannot be built without; then the figures are missing. */
  readonly needs: readonly string[];
}

/** The model a statement at this offset belongs to: the one around it, or the one a training is for. */
export function modelAt(analysis: Analysis, offset: number): ModelAt | undefined {
  const found = nodeAt(analysis.tree, offset);
  const declaration = found && declarationOf(found.statement, found.around);
  const model = declaration && (modelOf(analysis.file, declaration) ?? declaration);
  const known =
    analysis.models.find(({ part }) => part.statement === model) ??
    (declaration ? undefined : analysis.models.at(-1));
  if (!known) return undefined;
  const { part, run, missing } = known;
  if (!run) {
    const none = { layers: 0, total: "?", trainable: "?", nonTrainable: "?", unknown: [] };
    return { name: part.name, ...none, needs: missing };
  }
  const layers = layersOf(run);
  const { total, trainable, nonTrainable } = shownParamsOfRun(run);
  const text = (count: Count): string => countText(count);
  return {
    name: part.name,
    layers: layers.length,
    total: text(total),
    trainable: text(trainable),
    nonTrainable: text(nonTrainable),
    unknown: unknownLayers(run),
    needs: [],
  };
}

const unknownNodes = nodesWhere(
  ({ instance, outputs, inference }) =>
    instance.built?.failed === true ||
    inference.failed === true ||
    outputs.some(({ shape }) => "kind" in shape),
);

const unknownLayers = (run: ModelRun): string[] =>
  [...new Set(unknownNodes(run).map(({ instance }) => instance))].map(
    ({ label, className }) => label ?? className,
  );
