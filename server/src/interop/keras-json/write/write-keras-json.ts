// `--to keras-json`: one model of a file as the document Keras 3's `model.to_json()` gives. It never runs anything.
import { reportMessage } from "../../../diagnostics/define.ts";
import type { Problem } from "../../../model/frame.ts";
import type { GraphNode, ModelRun } from "../../../model/graph.ts";
import type { ElaboratedModel } from "../../../model/program.ts";
import { reachable } from "../../../model/wiring.ts";
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
  const chosen = chooseModel(input);
  if (typeof chosen === "string") return { kind: "refused", message: chosen };
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

type Buildable = ElaboratedModel & { readonly run: ModelRun };

function chooseModel({ elaboration, model }: ExportInput): Buildable | string {
  const { models } = elaboration;
  if (models.length === 0) return "the file has no model";
  const wanted = model === undefined ? models : models.filter(({ part }) => part.name === model);
  if (wanted.length === 0)
    return `there is no model \`${model}\`; the file has ${models.map(({ part }) => part.name).join(", ")}`;
  const built = wanted.filter((m): m is Buildable => m.run !== undefined);
  if (built.length === 0) {
    const { part, missing } = wanted[0]!;
    return missing.length > 0
      ? `\`${part.name}\` needs ${missing.map((name) => `\`${name}\``).join(", ")} to be built: give the parameter a default`
      : `\`${part.name}\` cannot be built`;
  }
  const used = new Set(models.flatMap(({ run }) => (run ? [...partsInside(run)] : [])));
  const outer = built.length === 1 ? built : built.filter(({ part }) => !used.has(part.statement));
  if (outer.length !== 1) {
    const names = (outer.length > 0 ? outer : built).map(({ part }) => part.name);
    return `a Keras document holds one model; choose it with --model: ${names.join(", ")}`;
  }
  const [found] = outer as [Buildable];
  return wrongIn(found, elaboration.problems) ?? found;
}

/** The declarations of the models inside a run. */
function* partsInside(run: ModelRun): Generator<object> {
  for (const node of run.nodes) {
    if (node.instance.part) yield node.instance.part.statement;
    if (node.run) yield* partsInside(node.run);
  }
}

/** Why a model cannot be written, if it cannot: something in it has an error. Unknown shapes are Keras's to find out. */
function wrongIn({ part, run }: Buildable, problems: readonly Problem[]): string | undefined {
  const failed = run.outputs.length === 0 || [...reachable(run)].some((n) => n.kind === "node" && failing(n));
  if (!failed) return undefined;
  const first = problems.find(({ report }) => report.diagnostic.severity === "error");
  return first && `\`${part.name}\` cannot be written: ${lineOf(first.place)}${reportMessage(first.report)}`;
}

const failing = (node: GraphNode): boolean =>
  node.run
    ? [...reachable(node.run)].some((n) => n.kind === "node" && failing(n))
    : node.inference.failed === true;
