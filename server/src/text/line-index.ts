// Turns offsets into zero-based lines and UTF-16 columns and back. It never keeps the text.

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

/** Lines end at `\n`, `\r\n` or `\r`, as in LSP. */
export function lineIndex(text: string): LineIndex {
  const starts = text.includes("\r") ? mixedStarts(text) : newlineStarts(text);
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
  const lineStart = (line: number): number =>
    line >= starts.length ? text.length : (starts[Math.max(0, line)] ?? 0);
  const lineEnd = (line: number): number => {
    let end = line + 1 < starts.length ? starts[line + 1]! : text.length;
    while (end > lineStart(line) && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
    return end;
  };
  return {
    lineCount: starts.length,
    position(offset) {
      const clamped = Math.max(0, Math.min(offset, text.length));
      const line = lineOf(clamped);
      return { line, character: clamped - starts[line]! };
    },
    offset({ line, character }) {
      return Math.min(lineStart(line) + Math.max(0, character), lineEnd(line));
    },
    lineStart,
  };
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
