// `netlens export`: a file in another format, on standard output or in a file.
import { writeFileSync } from "node:fs";
import { exporters, findExporter } from "../../interop/exporters.ts";
import { analyzeFile } from "../files.ts";
import { fail, print } from "../output.ts";
import { report } from "./check.ts";

export interface ExportOptions {
  readonly to?: string;
  readonly model?: string;
  readonly output?: string;
  readonly target?: string;
}

export function exportFile(path: string, options: ExportOptions): number {
  const known = exporters.map((e) => e.id).join(", ");
  if (options.to === undefined) return fail(`name the format with --to; there is ${known}`);
  const exporter = findExporter(options.to);
  if (!exporter) return fail(`there is no format \`${options.to}\`; there is ${known}`);
  const analysis = analyzeFile(path, options);
  const errors = analysis.findings.filter((f) => f.severity === "error");
  if (errors.length > 0) {
    process.stderr.write(report(analysis, path));
    return 1;
  }
  const result = exporter.export({
    file: analysis.file,
    elaboration: analysis.elaboration,
    trainings: analysis.trainings,
    uses: analysis.uses,
    model: options.model,
  });
  if (result.kind === "refused") return fail(`cannot export ${path}: ${result.message}`);
  if (options.output === undefined) print(result.text.replace(/\n$/, ""));
  else writeFileSync(options.output, result.text);
  return 0;
}
