// Renames within one file: whether a name can be renamed, to what, and every place of the file that follows. It never renames
// what the library declares.
import type { Analysis } from "../analysis/analysis.ts";
import { reservedWords } from "../syntax/words.ts";
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { type Mention, mentionAt, mentionsOfOrigin } from "./mentions.ts";

const canChange = ({ origin }: Mention): boolean => !origin.file.startsWith("std/");

/** The range of the name that can be renamed, if there is one. */
export function renameable(analysis: Analysis, offset: number): Span | undefined {
  const at = mentionAt(analysis, offset);
  return at && canChange(at) ? at.span : undefined;
}

/** What stands against a new name, as a text; nothing where it is one. */
export const whyNoName = (name: string): string | undefined =>
  !/^[A-Za-z_]\w*$/.test(name) || reservedWords.has(name) ? `\`${name}\` is not a name.` : undefined;

/** The edits of a rename in this file, or why there are none. */
export function rename(analysis: Analysis, offset: number, to: string): readonly Edit[] | string {
  const at = mentionAt(analysis, offset);
  if (!at || !canChange(at)) return "There is nothing here that can be renamed.";
  return whyNoName(to) ?? mentionsOfOrigin(analysis, at.origin).map(({ span }) => ({ span, text: to }));
}
