// Carries comments and blank lines over: above a statement, at the end of its line, at the end of a body. It never writes
// documentation; that is a docstring.
import type { SourceFile } from "../../../model/source-file.ts";
import type { Body, Statement } from "../../../syntax/tree.ts";
import { comment, type PythonStatement } from "./python.ts";

interface Target {
  body: PythonStatement[];
}

export interface Comments {
  /** Comments above a statement, and the blank line that sets it apart. */
  before(w: Target, statement: Statement): void;
  /** The comment at the end of a statement's line; `from` is where its Python starts in the body. */
  behind(w: Target, statement: Statement, from: number): void;
  /** The comment behind a header, as the first line of its body. */
  opening(w: Target, statement: Statement, body: PythonStatement[]): void;
  /** What is left in a body. */
  atEnd(w: Target, body: Body): void;
  /** A declaration starts here; what stands above it is not part of its body. */
  enter(offset: number): void;
  /** Comments between declarations, before an offset. */
  fileLevel(until: number): readonly PythonStatement[];
}

/** The comments of a file, each given once. */
export function commentsOf(file: SourceFile): Comments {
  const { tree } = file;
  const { text } = tree;
  const used = new Set<number>();
  const all = tree.comments.map((span) => {
    const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
    const raw = text.slice(span.start, span.end);
    return {
      ...span,
      alone: text.slice(lineStart, span.start).trim() === "",
      // Documentation is written as a docstring, and words to our own checks are none of Python's.
      skip: raw.startsWith("##") || /^#\s*netlens:/.test(raw),
      words: raw.replace(/^#+ ?/, "").trimEnd(),
    };
  });
  let last = 0;
  const take = (from: number, to: number, alone?: boolean): typeof all => {
    const found = all.filter(
      (c) =>
        c.start >= from && c.start < to && !used.has(c.start) && (alone === undefined || c.alone === alone),
    );
    for (const c of found) used.add(c.start);
    return found.filter((c) => !c.skip);
  };
  const lineEnd = (offset: number): number => {
    const end = text.indexOf("\n", offset);
    return end < 0 ? text.length : end;
  };
  const blankBetween = (from: number, to: number): boolean => /\n[ \t]*\r?\n/.test(text.slice(from, to));
  const tail = (statement: Statement): string | undefined => {
    const { end } = tree.headSpan(statement);
    const found = take(end, lineEnd(end), false);
    return found.length > 0 ? found.map((c) => c.words).join(" ") : undefined;
  };
  return {
    before(w, statement) {
      const start = tree.start(statement);
      const found = take(last, start, true);
      const first = found[0]?.start ?? start;
      if (w.body.length > 0 && blankBetween(last, first) && w.body.at(-1)!.kind !== "blank")
        w.body.push({ kind: "blank" });
      let at = first;
      for (const c of found) {
        if (c.start > at && blankBetween(at, c.start)) w.body.push({ kind: "blank" });
        w.body.push(comment(c.words));
        at = c.end;
      }
      last = tree.headSpan(statement).end;
    },
    behind(w, statement, from) {
      last = Math.max(last, tree.headSpan(statement).end);
      const words = tail(statement);
      if (words === undefined) return;
      const written = w.body.slice(from);
      const only = written.length === 1 ? written[0] : undefined;
      if (only && (only.kind === "assign" || only.kind === "line" || only.kind === "block"))
        only.comment = words;
      else w.body.splice(from, 0, comment(words));
    },
    opening(_w, statement, body) {
      const words = tail(statement);
      if (words !== undefined) body.unshift(comment(words));
    },
    atEnd(w, body) {
      const { end } = tree.bodySpan(body);
      const found = take(last, end, true);
      for (const c of found) w.body.push(comment(c.words));
      last = Math.max(last, found.at(-1)?.end ?? 0);
    },
    enter(offset) {
      last = offset;
    },
    fileLevel(until) {
      const found = take(0, until);
      last = until;
      const lines: PythonStatement[] = [];
      let at = found[0]?.start ?? 0;
      for (const c of found) {
        if (blankBetween(at, c.start)) lines.push({ kind: "blank" });
        lines.push(comment(c.words));
        at = c.end;
      }
      return lines;
    },
  };
}
