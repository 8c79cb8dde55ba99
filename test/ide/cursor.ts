// Fixtures with a cursor, `$0`, and what the features say of them. It never asserts anything itself.
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { completions } from "../../server/src/ide/completion.ts";
import { hover } from "../../server/src/ide/hover.ts";
import { type HintsSetting, inlayHints } from "../../server/src/ide/inlay-hints.ts";

export interface Fixture {
  readonly analysis: Analysis;
  readonly offset: number;
}

/** A file with the cursor at `$0`. */
export function at(text: string): Fixture {
  const offset = text.indexOf("$0");
  return { analysis: analyze("file:///test.net", text.replace("$0", "")), offset };
}

export const hoverAt = (text: string): string => {
  const { analysis, offset } = at(text);
  return hover(analysis, offset)?.markdown ?? "";
};

export const labelsAt = (text: string): readonly string[] => {
  const { analysis, offset } = at(text);
  return completions(analysis, offset)
    .items.toSorted((a, b) => a.rank - b.rank || (a.order ?? 0) - (b.order ?? 0))
    .map(({ label }) => label);
};

/** The lines that have hints, each as `code « hint`. */
export function hinted(text: string, setting: HintsSetting = "shapesAndCounts"): readonly string[] {
  const analysis = analyze("file:///test.net", text);
  return inlayHints(analysis, setting).map(({ offset, text: hint }) => {
    const start = analysis.lines.lineStart(analysis.lines.position(offset).line);
    return `${analysis.text.slice(start, offset).trim()} « ${hint}`;
  });
}
