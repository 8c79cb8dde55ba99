// The ways out of the problems at a place, and the safe ones of a whole file. It never decides on a cure; diagnostics do.
import type { Analysis, Finding } from "../analysis/analysis.ts";
import { ownFixes } from "../analysis/fixes.ts";
import type { Fix } from "../diagnostics/define.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { convertPastedKeras, convertTitle } from "./convert-pasted-keras.ts";

export interface QuickFix {
  readonly fix: Fix;
  readonly finding: Finding;
}

/** Fixes of the findings a range touches. */
export function quickFixes(analysis: Analysis, range: Span): readonly QuickFix[] {
  const touching = analysis.findings.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  const fixes = touching.flatMap((finding) => analysis.fixes(finding).map((fix) => ({ fix, finding })));
  return [...fixes, ...conversion(analysis, range)];
}

/** The conversion of pasted Python, offered anywhere in it. */
function conversion(analysis: Analysis, range: Span): readonly QuickFix[] {
  if (!analysis.findings.some((f) => f.code === "syntax-python")) return [];
  const edits = convertPastedKeras(analysis, range);
  const start = edits[0]?.span.start;
  const finding = analysis.findings.find((f) => f.code === "syntax-python" && f.span.start === start);
  return finding ? [{ fix: { title: convertTitle, edits, preferred: true }, finding }] : [];
}

/** The edits of every safe fix, those that overlap an earlier one left out. */
export function fixAll(analysis: Analysis): readonly Edit[] {
  const edits: Edit[] = [];
  const free = (edit: Edit): boolean =>
    edits.every(({ span }) => span.end < edit.span.start || edit.span.end < span.start);
  for (const finding of analysis.findings) {
    const fix = ownFixes(analysis, finding).find(({ safe }) => safe);
    if (fix?.edits.every(free)) edits.push(...fix.edits);
  }
  return edits;
}
