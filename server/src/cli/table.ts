// A table with a frame for thousands of rows, in time that grows with their number. It never prints.

/** Characters a terminal shows two columns wide. */
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

/** How many columns of a terminal a text takes. */
function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) if (!/\p{M}/u.test(character)) width += wide.test(character) ? 2 : 1;
  return width;
}

/** Draws rows of cells of one line each, and a head above them; `aligns` holds for both. */
export function tableText(
  head: readonly string[],
  aligns: readonly ("left" | "right")[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((title, i) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[i]!)), widthOf(title)),
  );
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
  const drawn = (row: readonly string[]): string => {
    const cells = row.map((cell, i) => {
      const blanks = " ".repeat(widths[i]! - widthOf(cell));
      return aligns[i] === "right" ? ` ${blanks}${cell} ` : ` ${cell}${blanks} `;
    });
    return `│${cells.join("│")}│`;
  };
  return [
    line("┌", "┬", "┐"),
    drawn(head),
    line("├", "┼", "┤"),
    ...rows.map(drawn),
    line("└", "┴", "┘"),
  ].join("\n");
}
