// The ways out of the problems at a place, and the safe ones of a whole file. It never decides on a cure; diagnostics do.
import type { Analysis, Finding } from "../analysis/analysis.ts";
import type { Fix } from "../diagnostics/define.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

export interface QuickFix {
  readonly fix: Fix;
  readonly finding: Finding;
}

/** Fixes of the findings a range touches. */
export function quickFixes(analysis: Analysis, range: Span): readonly QuickFix[] {
  const touching = analysis.findings.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  return touching.flatMap((finding) => analysis.fixes(finding).map((fix) => ({ fix, finding })));
}

/** The edits of every safe fix, those that overlap an earlier one left out. */
export function fixAll(analysis: Analysis): readonly Edit[] {
  const edits: Edit[] = [];
  const free = (edit: Edit): boolean =>
    edits.every(({ span }) => span.end < edit.span.start || edit.span.end < span.start);
  for (const finding of analysis.findings) {
    const fix = analysis.fixes(finding).find(({ safe }) => safe);
    if (fix?.edits.every(free)) edits.push(...fix.edits);
  }
  return edits;
}
