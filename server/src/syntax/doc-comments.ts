// Finds the `##` lines that stand directly before a statement. It never looks at other comments' text.
import type { Scan } from "./scan.ts";

/** The documentation before a token, for tokens asked about in the order of the text. */
export function docsOf(s: Scan): (t: number) => string | undefined {
  const { comments, text } = s;
  /** The first comment behind the token asked about last. */
  let next = 0;
  return (t) => {
    if (!s.first[t]) return undefined;
    let from = s.start[t]!;
    while (next < comments.length && comments[next]!.start < from) next++;
    const after = t > 0 ? s.end[t - 1]! : 0;
    const lines: string[] = [];
    for (let c = next - 1; c >= 0; c--) {
      const comment = comments[c]!;
      if (comment.start < after) break;
      const line = text.slice(comment.start, comment.end);
      if (
        !/^##(?!#)/.test(line) ||
        !/^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*$/.test(text.slice(comment.end, from))
      )
        break;
      if (t > 0 && !/[\r\n]/.test(text.slice(after, comment.start)) && c === 0) break;
      if (t > 0 && (comments[c - 1]?.end ?? 0) < after && !/[\r\n]/.test(text.slice(after, comment.start)))
        break;
      lines.push(line.replace(/^## ?/, "").trimEnd());
      from = comment.start;
    }
    return lines.length > 0 ? lines.reverse().join("\n") : undefined;
  };
}
