// Replacements in a text. This file never decides what to replace.
import type { Span } from "./span.ts";

/** Replaces `span` by `text`; spans of one list refer to the same old text and do not overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** The text with all edits made. Edits at the same place are made in the order given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, i) => ({ edit, i }));
  ordered.sort((a, b) => a.edit.span.start - b.edit.span.start || a.i - b.i);
  let result = "";
  let at = 0;
  for (const { edit } of ordered) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = Math.max(at, edit.span.end);
  }
  return result + text.slice(at);
}
