// Turns Python code of Keras in a file into Net, where it stands. It runs nothing and decides nothing about other lines.
import type { Analysis } from "../analysis/analysis.ts";
import { importPython } from "../interop/keras-python/read/import-python.ts";
import { pythonRuns } from "../syntax/python.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

export const convertTitle = "Convert pasted Keras code";

/** What to replace at a place: the run of Python that a range touches, with the models in it. */
export function convertPastedKeras(analysis: Analysis, range: Span): readonly Edit[] {
  const run = pythonRuns(analysis.text).find((r) => touches(r, range));
  const told = run && analysis.findings.some((f) => f.code === "syntax-python" && f.span.start === run.start);
  return told ? convert(analysis.text, run) : [];
}

const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

/** The same for lines that are selected, whatever the file thinks of them. */
export function convertSelectedKeras(analysis: Analysis, range: Span): readonly Edit[] {
  if (range.start === range.end) return [];
  const { text } = analysis;
  const start = text.lastIndexOf("\n", range.start - 1) + 1;
  const end =
    text[range.end - 1] === "\n" ? range.end - 1 : /\n|$/.exec(text.slice(range.end))!.index + range.end;
  const lines = { start, end };
  return pythonRuns(text.slice(start, end)).length > 0 ? convert(text, lines) : [];
}

function convert(text: string, span: Span): readonly Edit[] {
  const result = importPython(text.slice(span.start, span.end), "the pasted code");
  if (result.kind === "refused") return [];
  return [{ span, text: result.text.trimEnd() }];
}
