// The edits that turn one text into another, by whole lines where several differ. It never asks what a line means.
import type { Edit } from "./edit.ts";

/** Beyond this many pairs of lines, all between the first and the last that differ is replaced at once. */
const mostPairs = 400_000;

/** Edits of `before` that give `after`, small, in order and apart from each other; offsets count from `offset`. */
export function lineEdits(before: string, after: string, offset = 0): readonly Edit[] {
  const from = linesWithEnds(before);
  const to = linesWithEnds(after);
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail++;
  const old = from.slice(head, from.length - tail);
  const now = to.slice(head, to.length - tail);
  let at = offset + lengthOf(from, 0, head);
  const edits: Edit[] = [];
  const put = (removed: readonly string[], added: readonly string[]): void => {
    const edit = trimmed(removed.join(""), added.join(""), at);
    if (edit) edits.push(edit);
    at += lengthOf(removed, 0, removed.length);
  };
  let i = 0;
  let j = 0;
  for (const [a, b] of commonLines(old, now)) {
    put(old.slice(i, a), now.slice(j, b));
    at += old[a]!.length;
    i = a + 1;
    j = b + 1;
  }
  put(old.slice(i), now.slice(j));
  return edits;
}

const linesWithEnds = (text: string): readonly string[] =>
  text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];

function lengthOf(lines: readonly string[], from: number, to: number): number {
  let length = 0;
  for (let i = from; i < to; i++) length += lines[i]!.length;
  return length;
}

/** The replacement without what both sides begin and end with. */
function trimmed(removed: string, added: string, at: number): Edit | undefined {
  if (removed === added) return undefined;
  let start = 0;
  while (start < removed.length && start < added.length && removed[start] === added[start]) start++;
  let end = 0;
  const most = Math.min(removed.length, added.length) - start;
  while (end < most && removed[removed.length - 1 - end] === added[added.length - 1 - end]) end++;
  // A line end of two characters is not cut in two.
  if (removed[start - 1] === "\r" || added[start - 1] === "\r") start--;
  if (end > 0 && removed[removed.length - end] === "\n") end--;
  return {
    span: { start: at + start, end: at + removed.length - end },
    text: added.slice(start, added.length - end),
  };
}

/** Pairs of equal lines, the most there are, in order. */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  if (a.length * b.length > mostPairs) return [];
  const width = b.length + 1;
  const best = new Int32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i * width + j] =
        a[i] === b[j]
          ? best[(i + 1) * width + j + 1]! + 1
          : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}
