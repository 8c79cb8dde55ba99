// Short ways to analyse a text in tests. It never reads a file.
import { type Analysis, analyze, type Finding } from "../../server/src/analysis/analysis.ts";
import { layersJson, modelJson } from "../../server/src/analysis/summary.ts";
import { layersOf, paramsOf } from "../../server/src/model/costs.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";

/** Findings as `code "text of the range"`, one a line. */
export const findingsText = (analysis: Analysis): string =>
  analysis.findings
    .map((f: Finding) => `${f.code} ${JSON.stringify(analysis.text.slice(f.span.start, f.span.end))}`)
    .join("\n");

/** The first model as `path Class [shape] params`, one layer a line, and its outputs and total. */
export function modelText(source: string): string {
  const analysis = analyze("test.net", source);
  if (analysis.findings.length > 0) return findingsText(analysis);
  const model = analysis.models.at(-1)!;
  const run = model.run!;
  const rows = layersJson(analysis, run).map(
    (l) =>
      `${l.path} ${l.class} ${JSON.stringify(l.outputs ?? l.output).replaceAll('"', "")} ${JSON.stringify(l.params.total)}`,
  );
  const outputs = run.outputs.map((o) => shapeText(o.type.shape)).join(", ");
  return [...rows, `= ${outputs} ${countText(paramsOf(layersOf(run)).total)}`].join("\n");
}

/** A body of a model on an input, as its outputs' shapes. */
export function shapes(input: string, body: string): string {
  const analysis = analyze(
    "test.net",
    `model M {\n    input x: ${input}\n${body.replace(/^/gm, "    ")}\n}\n`,
  );
  if (analysis.findings.length > 0) return findingsText(analysis);
  return analysis.models[0]!.run!.outputs.map((o) => shapeText(o.type.shape)).join(" ");
}

export { analyze, modelJson };
