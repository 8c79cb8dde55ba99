// The model of docs/export.md as a picture, as `netlens export` gives it. It never writes a file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze } from "../server/src/analysis/analysis.ts";
import { findExportFormat } from "../server/src/ide/export-formats.ts";

/** The model under the heading of pictures, in a format such as `svg`. */
export async function exportPicture(format: string): Promise<string> {
  const page = readFileSync(join(import.meta.dirname, "..", "docs", "export.md"), "utf8");
  const [, model] = /^## Pictures$.*?^```net\n(.*?)^```$/ms.exec(page)!;
  const result = await findExportFormat(format)!.export(analyze("digits.net", model!));
  if (result.kind === "refused") throw new Error(`docs/export.md: ${result.message}`);
  return result.text;
}
