// `--to keras-json`: one model of a file as the document Keras 3's `model.to_json()` gives. It never runs anything.
import { reportMessage } from "../../../diagnostics/define.ts";
import type { Problem } from "../../../model/frame.ts";
import type { GraphNode } from "../../../model/graph.ts";
import { reachable } from "../../../model/wiring.ts";
import { type ChosenModel, oneModel } from "../../choose-model.ts";
import type { Exporter, ExportInput, ExportResult } from "../../export-result.ts";
import { functionalDocument } from "./functional.ts";
import { jsonText } from "./json-text.ts";

export const kerasJson: Exporter = {
  id: "keras-json",
  title: "Keras JSON",
  extension: ".json",
  language: "json",
  export: writeKerasJson,
};

/** Writes the model that is named, or the only one no other model of the file uses. */
export function writeKerasJson(input: ExportInput): ExportResult {
  const { models, problems: found } = input.elaboration;
  const chosen = oneModel(models, input.model, "a Keras document");
  if ("message" in chosen) return { kind: "refused", ...chosen };
  const wrong = wrongIn(chosen, found);
  if (wrong !== undefined) return { kind: "refused", message: wrong };
  const { part, run } = chosen;
  const problems: Problem[] = [];
  const document = functionalDocument(run, part.name, (report, place) =>
    problems.push({ report, place, related: [] }),
  );
  const stops = problems.find(({ report }) => report.diagnostic.severity === "error");
  if (stops)
    return { kind: "refused", message: `${lineOf(stops.place)}${reportMessage(stops.report)}`, problems };
  return { kind: "exported", text: jsonText(document), problems };
}

const lineOf = (place: Problem["place"]): string => {
  const { tree } = place.file;
  const before = tree.text.slice(0, tree.start(place.statement) + place.start);
  return `line ${before.split("\n").length}: `;
};

/** Why a model cannot be written, if it cannot: something in it has an error. Unknown shapes are Keras's to find out. */
function wrongIn({ part, run }: ChosenModel, problems: readonly Problem[]): string | undefined {
  const failed = run.outputs.length === 0 || [...reachable(run)].some((n) => n.kind === "node" && failing(n));
  if (!failed) return undefined;
  const first = problems.find(({ report }) => report.diagnostic.severity === "error");
  return first && `\`${part.name}\` cannot be written: ${lineOf(first.place)}${reportMessage(first.report)}`;
}

const failing = (node: GraphNode): boolean =>
  node.run
    ? [...reachable(node.run)].some((n) => n.kind === "node" && failing(n))
    : node.inference.failed === true;
