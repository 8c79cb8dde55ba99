// Renames what this file declares, everywhere in it. It never renames what comes from elsewhere.
import type { Analysis } from "../analysis/analysis.ts";
import { reservedWords } from "../syntax/words.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { occurrences, symbolAt } from "./occurrences.ts";

/** The range of the name that can be renamed, if there is one. */
export function renameable(analysis: Analysis, offset: number): Span | undefined {
  const at = symbolAt(analysis, offset);
  if (!at) return undefined;
  const entry = at.symbol.scope ? undefined : analysis.file.names.get(at.symbol.name);
  return entry?.kind === "import" ? undefined : at.span;
}

/** The edits of a rename, or why there are none. */
export function rename(analysis: Analysis, offset: number, to: string): readonly Edit[] | string {
  const at = symbolAt(analysis, offset);
  if (!at || !renameable(analysis, offset)) return "There is nothing here that can be renamed.";
  if (!/^[A-Za-z_]\w*$/.test(to) || reservedWords.has(to)) return `\`${to}\` is not a name.`;
  return occurrences(analysis, at.symbol).map(({ span }) => ({ span, text: to }));
}
