// The declaration behind a name of the file: its own, an imported one, or a model of the library. It never evaluates.
import type { Analysis } from "../analysis/analysis.ts";
import { libraryModel } from "../library/library.ts";
import type { FileName, Part } from "../model/source-file.ts";

/** The block, model or custom layer an entry of the file stands for. */
export function partOf(analysis: Analysis, entry: FileName): Part | undefined {
  if (entry.kind === "part") return entry.part;
  if (entry.kind !== "import") return undefined;
  const target = analysis.elaboration.program.project.resolve(analysis.file, entry.head.path.value);
  if ("missing" in target) return undefined;
  const found = target.names.get(entry.name);
  return found?.kind === "part" ? found.part : undefined;
}

/** The declaration a bare name means at file level, the library's models included. */
export function partCalled(analysis: Analysis, name: string): Part | undefined {
  const entry = analysis.file.names.get(name);
  return entry ? partOf(analysis, entry) : libraryModel(name);
}
