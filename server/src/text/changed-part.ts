// What differs between two versions of a text. It never looks at what the text means.

/** `[start, oldEnd)` of the old text became `[start, newEnd)`; what is before and behind is equal. */
export interface ChangedPart {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Texts are compared in such pieces first. */
const piece = 4096;

let latest: { readonly old: string; readonly text: string; readonly part: ChangedPart } | undefined;

/** The smallest part in which two texts differ. */
export function changedPart(old: string, text: string): ChangedPart {
  if (latest?.old === old && latest.text === text) return latest.part;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start + piece <= shorter && old.slice(start, start + piece) === text.slice(start, start + piece))
    start += piece;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  const rest = shorter - start;
  const same = (at: number, size: number): boolean =>
    old.slice(old.length - at - size, old.length - at) ===
    text.slice(text.length - at - size, text.length - at);
  while (end + piece <= rest && same(end, piece)) end += piece;
  while (end < rest && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  const part = { start, oldEnd: old.length - end, newEnd: text.length - end };
  latest = { old, text, part };
  return part;
}
