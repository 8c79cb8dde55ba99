// Turns offsets into zero-based lines and UTF-16 columns and back. It never looks at what a text means.

import { changedPart } from "./changed-part.ts";

export interface Position {
  /** Zero-based. */
  readonly line: number;
  /** Zero-based, in UTF-16 code units. */
  readonly character: number;
}

export interface LineIndex {
  readonly lineCount: number;
  position(offset: number): Position;
  /** Offsets beyond a line's end are clamped to it. */
  offset(position: Position): number;
  /** The offset at which a line begins. */
  lineStart(line: number): number;
}

/** What an index is made of, for the one of the next version. */
const known = new WeakMap<LineIndex, { readonly text: string; readonly starts: Starts }>();

type Starts = Int32Array | readonly number[];

/**
 * Lines end at `\n`, `\r\n` or `\r`, as in LSP. Only the part that differs from the text of a previous index is looked
 * through.
 */
export function lineIndex(text: string, previous?: LineIndex): LineIndex {
  const before = previous && known.get(previous);
  const starts = before ? startsAfter(before, text) : startsIn(text);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const { length } = text;
  const lineStart = (line: number): number =>
    line >= starts.length ? length : (starts[Math.max(0, line)] ?? 0);
  const lineEnd = (line: number): number => {
    let end = line + 1 < starts.length ? starts[line + 1]! : length;
    while (end > lineStart(line) && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
    return end;
  };
  const index: LineIndex = {
    lineCount: starts.length,
    position(offset) {
      const clamped = Math.max(0, Math.min(offset, length));
      const line = lineOf(clamped);
      return { line, character: clamped - starts[line]! };
    },
    offset({ line, character }) {
      return Math.min(lineStart(line) + Math.max(0, character), lineEnd(line));
    },
    lineStart,
  };
  known.set(index, { text, starts });
  return index;
}

const startsIn = (text: string): Starts => (text.includes("\r") ? mixedStarts(text) : newlineStarts(text));

/** The starts of a text that was edited; those before and behind the edit are taken over. */
function startsAfter(
  { text: old, starts }: { readonly text: string; readonly starts: Starts },
  text: string,
): Starts {
  if (old === text) return starts;
  const { start, oldEnd, newEnd } = changedPart(old, text);
  // A `\r` may belong to a `\n` behind it.
  if (old.includes("\r") || text.slice(start, newEnd).includes("\r")) return startsIn(text);
  const inside: number[] = [];
  for (let at = text.indexOf("\n", start); at >= 0 && at < newEnd; at = text.indexOf("\n", at + 1))
    inside.push(at + 1);
  const before = firstAbove(starts, start);
  const behind = firstAbove(starts, oldEnd);
  const found = new Int32Array(before + inside.length + starts.length - behind);
  const table = starts instanceof Int32Array ? starts : Int32Array.from(starts);
  found.set(table.subarray(0, before));
  found.set(inside, before);
  const by = newEnd - oldEnd;
  for (let i = behind, to = before + inside.length; i < table.length; i++) found[to++] = table[i]! + by;
  return found;
}

/** How many starts are at most an offset. */
function firstAbove(starts: Starts, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function newlineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function mixedStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (c === 10 || c === 13) starts.push(i + 1);
  }
  return starts;
}
