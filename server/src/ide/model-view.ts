// One model as a tree of boxes with arrows, for the graph, the table and the exports of both. It never lays anything out.
import type { Analysis } from "../analysis/analysis.ts";
import type { ModelRun } from "../model/graph.ts";
import { boxesOf, type Maker, summed } from "./model-view/boxes.ts";
import { exactText, nodeOf, paramsTexts } from "./model-view/draft.ts";
import { edgesOf } from "./model-view/edges.ts";
import { originsOf } from "./model-view/origins.ts";
import { sourcesOf } from "./model-view/sources.ts";
import { statesOf } from "./model-view/states.ts";
import type { ModelView } from "./model-view/view.ts";

/** A model of a file, with the states of the phase that is shown. */
export function modelView(analysis: Analysis, name: string, run: ModelRun): ModelView {
  const sources = sourcesOf(analysis);
  const states = statesOf(analysis, run);
  const maker: Maker = { origins: originsOf(analysis), states, sources, boxes: new Map(), ends: new Map() };
  const made = boxesOf(maker, run, "", false);
  const { costs, children } = summed(made, sources);
  return {
    name,
    params: paramsTexts(costs),
    macs: exactText(costs.macs),
    flops: exactText(costs.flops),
    bytes: exactText(costs.bytes),
    ...(states.phase === undefined ? {} : { phase: states.phase }),
    nodes: children.map(nodeOf),
    edges: edgesOf(maker, run, children),
    files: sources.files,
  };
}
