// Formatting as an editor asks for it: a document, a range, and what was just typed. It never moves the line of the cursor but
// for its indentation.
import type { Analysis } from "../analysis/analysis.ts";
import { formatRange, formatText } from "../syntax/format/format.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import { bodiesOf, statementsOf } from "../syntax/walk.ts";
import type { Edit } from "../text/edit.ts";
import { lineEdits } from "../text/line-edits.ts";
import { type Span, touches } from "../text/span.ts";

/** What makes the whole document formatted. */
export function formatDocument(analysis: Analysis): readonly Edit[] {
  const { text, settings } = analysis;
  return lineEdits(text, formatText(text, settings.format));
}

/** What makes the statements formatted that some ranges touch. */
export function formatRanges(analysis: Analysis, ranges: readonly Span[]): readonly Edit[] {
  const { text, settings } = analysis;
  const edits: Edit[] = [];
  for (const { start, end } of ranges) {
    for (const edit of formatRange(text, start, end, settings.format)) {
      // Two ranges may touch one statement.
      if (!edits.some(({ span }) => span.start <= edit.span.end && edit.span.start <= span.end))
        edits.push(edit);
    }
  }
  return edits.sort((a, b) => a.span.start - b.span.start);
}

/** The characters after which something is formatted. */
export const typingTriggers = ["\n", "}"] as const;

/** What a typed character asks for: behind a `}` the statement it closes, behind a line end the one before. */
export function formatTyped(analysis: Analysis, offset: number, typed: string): readonly Edit[] {
  switch (typed) {
    case "}":
      return closedAt(analysis, offset);
    case "\n":
      return [...statementBefore(analysis, offset), ...indentationAt(analysis, offset)];
    default:
      return [];
  }
}

/** The statement whose body the `}` before the cursor closes. */
function closedAt(analysis: Analysis, offset: number): readonly Edit[] {
  const { tree, text, settings } = analysis;
  for (const statement of statementsOf(tree.statements)) {
    const closed = statement.body?.form === "braces" && tree.bodySpan(statement.body).end === offset;
    if (!closed) continue;
    const { start } = tree.headSpan(statement);
    return formatRange(text, start, offset, settings.format).filter(({ span }) => span.end <= offset);
  }
  return [];
}

/** The simple statement that the new line ended. */
function statementBefore(analysis: Analysis, offset: number): readonly Edit[] {
  const { tree, text, lines, settings } = analysis;
  const line = lines.lineStart(lines.position(offset).line);
  const before = text.slice(0, line).trimEnd().length;
  let found: Statement | undefined;
  for (const statement of statementsOf(tree.statements)) {
    const { start, end } = tree.span(statement);
    if (start > before) break;
    // In brackets left open, or between the stages of a pipeline, the statement goes on.
    if (end >= offset && !statement.body) return [];
    if (end <= line && !statement.body) found = statement;
  }
  if (!found || found.head.problems.length > 0) return [];
  const { start, end } = tree.span(found);
  if (lines.position(end).line !== lines.position(before).line) return [];
  return formatRange(text, start, end, settings.format).filter(({ span }) => span.end < line);
}

/** The indentation of a line that is still empty, or holds only the `}` of its body. */
function indentationAt(analysis: Analysis, offset: number): readonly Edit[] {
  const { tree, text, lines, settings } = analysis;
  const start = lines.lineStart(lines.position(offset).line);
  const blank = /^[^\S\r\n]*/.exec(text.slice(start))![0];
  if (start + blank.length < offset || !/^(?:[\r\n]|$)/.test(text.slice(start + blank.length))) return [];
  const around = bodyAround(analysis, offset);
  if (!around) return [];
  const { body, owner } = around;
  const before = body.statements.filter((statement) => tree.span(statement).end <= start).at(-1);
  // Whether an indented body goes on is for the writer to say.
  if (before && bodiesOf(before).some(({ form }) => form === "indented")) return [];
  const indentOf = (statement: Statement): string => {
    const at = tree.start(statement);
    return /^[^\S\r\n]*/.exec(text.slice(lines.lineStart(lines.position(at).line), at))![0];
  };
  const wanted = before ? indentOf(before) : indentOf(owner) + " ".repeat(settings.format.indent);
  return wanted === blank ? [] : [{ span: { start, end: start + blank.length }, text: wanted }];
}

/** The innermost body in braces around an offset, unless the offset is in a statement's head. */
function bodyAround(
  { tree }: Analysis,
  offset: number,
): { readonly body: Body; readonly owner: Statement } | undefined {
  let found: { body: Body; owner: Statement } | undefined;
  for (const statement of statementsOf(tree.statements)) {
    const head = tree.headSpan(statement);
    if (touches(head, offset)) return undefined;
    const { body } = statement;
    if (!body) continue;
    const { start, end } = tree.bodySpan(body);
    if (start >= offset || offset >= end) continue;
    if (body.form === "indented") return undefined;
    found = { body, owner: statement };
  }
  return found;
}
