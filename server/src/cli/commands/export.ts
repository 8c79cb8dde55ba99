// `netlens export`: a file in another format, on standard output or in a file.
import { writeFileSync } from "node:fs";
import { reportMessage } from "../../diagnostics/define.ts";
import { exportFormatNames, findExportFormat, stopsExport } from "../../ide/export-formats.ts";
import { lineIndex } from "../../text/line-index.ts";
import { analyzeFile } from "../files.ts";
import { fail, print } from "../output.ts";
import { report } from "./check.ts";

export interface ExportOptions {
  readonly to?: string;
  readonly model?: string;
  readonly output?: string;
  readonly target?: string;
}

export async function exportFile(path: string, options: ExportOptions): Promise<number> {
  if (options.to === undefined) return fail(`name the format with --to; there is ${exportFormatNames}`);
  const format = findExportFormat(options.to);
  if (!format) return fail(`there is no format \`${options.to}\`; there is ${exportFormatNames}`);
  const analysis = analyzeFile(path, options);
  if (analysis.findings.some((f) => f.severity === "error")) process.stderr.write(report(analysis, path));
  if (stopsExport(analysis)) return 1;
  const result = await format.export(analysis, options.model);
  if (result.kind === "refused") return fail(`cannot export ${path}: ${result.message}`);
  for (const { report: found, place } of result.problems) {
    const { tree, id } = place.file;
    const at = lineIndex(tree.text).position(tree.start(place.statement) + place.start);
    const name = id === analysis.id ? path : id;
    process.stderr.write(
      `${name}:${at.line + 1}:${at.character + 1}: ${found.diagnostic.severity}: ${reportMessage(found)} [${found.diagnostic.code}]\n`,
    );
  }
  if (options.output === undefined) print(result.text.replace(/\n$/, ""));
  else {
    try {
      writeFileSync(options.output, result.text);
    } catch (error) {
      return fail(`cannot write ${options.output}: ${(error as Error).message}`);
    }
  }
  return result.problems.some((p) => p.report.diagnostic.severity === "error") ? 1 : 0;
}
