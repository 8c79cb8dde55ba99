// Points out blocks, models and layers with more parameters than can be kept in mind. It never counts weights.

import { report } from "../../diagnostics/define.ts";
import styleTooManyParameters from "../../diagnostics/style-too-many-parameters.ts";
import { isLibraryText } from "../../library/library.ts";
import type { Problem } from "../../model/frame.ts";
import { partsOf } from "../../model/source-file.ts";
import type { Analysis } from "../analysis.ts";

export function tooManyParameters(analysis: Analysis): readonly Problem[] {
  // The library's models have Keras's arguments, all of them.
  if (isLibraryText(analysis.text)) return [];
  const limit = analysis.settings.maxParameters;
  return partsOf(analysis.file).flatMap((part): Problem[] => {
    const { parameters, name } = part.head;
    if (parameters.length <= limit) return [];
    const facts = { kind: part.kind, name: part.name, count: parameters.length, limit };
    return [
      {
        report: report(styleTooManyParameters, facts),
        place: { statement: part.statement, file: part.file, start: name.start, end: name.end },
        related: [],
      },
    ];
  });
}
