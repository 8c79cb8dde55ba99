// The lines of a formatted text as they are gathered, and how they become a text again. It never knows a statement.
import type { Remark } from "./pieces.ts";

/** A line; the text of one that is kept as it was may hold line ends. */
export interface Line {
  readonly indent: string;
  text: string;
  /** The comment at its end. */
  remark: Remark | undefined;
  /** An empty line stands before it. */
  blank: boolean;
}

/** Where a comment stood. */
export interface RemarkPlace {
  readonly column: number;
  /** The blanks before it. */
  readonly gap: number;
}

/**
 * The lines as a text. A comment stands two blanks behind its line, or the three or four it had; comments that stood in one
 * column do so again, within lines that no empty one parts.
 */
export function textOf(
  lines: readonly Line[],
  eol: string,
  placeOf: (offset: number) => RemarkPlace,
): string {
  const columns = new Map<Line, number>();
  let paragraph = new Map<number, Line[]>();
  const settle = (): void => {
    for (const aligned of paragraph.values()) {
      const gap = Math.min(...aligned.map((line) => placeOf(line.remark!.start).gap));
      const column = Math.max(...aligned.map(widthOf)) + (gap === 3 || gap === 4 ? gap : 2);
      for (const line of aligned) columns.set(line, column);
    }
    paragraph = new Map();
  };
  for (const line of lines) {
    if (line.blank) settle();
    if (!line.remark) continue;
    const { column } = placeOf(line.remark.start);
    const aligned = paragraph.get(column);
    if (aligned) aligned.push(line);
    else paragraph.set(column, [line]);
  }
  settle();
  return lines
    .map((line) => {
      const text = line.indent + line.text;
      const remark = line.remark ? " ".repeat(columns.get(line)! - widthOf(line)) + line.remark.text : "";
      return `${line.blank ? eol : ""}${text}${remark}${eol}`;
    })
    .join("");
}

/** How wide a line is, up to its comment. */
function widthOf({ indent, text }: Line): number {
  const last = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  return [...text.slice(last + 1)].length + (last < 0 ? indent.length : 0);
}

/** Where the line of an offset starts. */
export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

/** Where it ends. */
export function lineEndAt(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

/** The blanks its line starts with. */
export function indentation(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (text[end] === " " || text[end] === "\t") end++;
  return text.slice(start, end);
}

/** The column of an offset, tabs up to the next eighth. */
export function columnOf(text: string, offset: number): number {
  let column = 0;
  for (let i = lineStart(text, offset); i < offset; i++)
    column = text[i] === "\t" ? (column & ~7) + 8 : column + 1;
  return column;
}
