// `netlens diff`: what changed between two files, layer by layer, as Markdown for a pull request.
import { diffText } from "../../analysis/model-diff.ts";
import { analyzeFile } from "../files.ts";
import { print } from "../output.ts";
import { report } from "./check.ts";

/** Ends with 1 where one of the files has an error, for then a model may be left out. */
export function diff(before: string, after: string): number {
  const files = [before, after].map((path) => ({ path, analysis: analyzeFile(path, {}) }));
  const [old, fresh] = files;
  print(diffText(old!.analysis, fresh!.analysis) ?? "The models are the same.");
  const wrong = files.filter(({ analysis }) => analysis.findings.some((f) => f.severity === "error"));
  for (const { path, analysis } of wrong) process.stderr.write(report(analysis, path));
  return wrong.length > 0 ? 1 : 0;
}
