// Puts one hint in the place of what would be found in pasted Python. It never converts the code.
import { type Report, report } from "../diagnostics/define.ts";
import syntaxPython from "../diagnostics/syntax-python.ts";
import { pythonRuns } from "../syntax/python.ts";
import type { Span } from "../text/span.ts";

interface Found {
  readonly severity: string;
  readonly span: Span;
}

/** A run of Python, and what to say of it. */
export interface PythonRun extends Span {
  /** Its first line, where the hint stands. */
  readonly head: Span;
  readonly report: Report;
}

/** The runs of Python in which errors were found; where Net takes the code as it is, there are none. */
export function pastedPython(text: string, found: readonly Found[]): readonly PythonRun[] {
  if (!found.some((f) => f.severity === "error")) return [];
  return pythonRuns(text)
    .filter((run) => found.some((f) => f.severity === "error" && within(f.span, run)))
    .map((run) => {
      const lines = text.slice(run.start, run.end).split("\n");
      return {
        ...run,
        head: { start: run.start, end: run.start + lines[0]!.trimEnd().length },
        report: report(syntaxPython, { lines: lines.length }),
      };
    });
}

/** Whether a finding stands in a run. */
export const within = (span: Span, run: Span): boolean => span.start < run.end && run.start <= span.start;
