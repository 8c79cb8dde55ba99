// Makes the fixes of a finding: finds the text around it and asks its diagnostic. It never decides on a cure.
import type { Fix } from "../diagnostics/define.ts";
import type { Analysis, Finding } from "./analysis.ts";
import { siteOf } from "./fix-site-of.ts";
import { curesFirst, sizeFixes } from "./shape-help.ts";

/** Ways out of a finding, the best first; none where there is none. Sizes that work are searched for. */
export function fixesFor(analysis: Analysis, finding: Finding): readonly Fix[] {
  if (!finding.statement) return [];
  const sizes = sizeFixes(analysis, finding.problem);
  return curesFirst(analysis, finding.problem, ownFixes(analysis, finding), sizes);
}

/** The ways out that a diagnostic knows by itself, at once. */
export function ownFixes(analysis: Analysis, finding: Finding): readonly Fix[] {
  const { fix } = finding.diagnostic;
  if (!fix || !finding.statement || finding.inner) return [];
  return fix(finding.report.facts, siteOf(analysis, finding.statement, finding.span));
}
