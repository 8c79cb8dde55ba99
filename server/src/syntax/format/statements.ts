// Walks the statements of a tree and gathers their formatted lines, with the comments and empty lines between them. It never
// decides how a head is laid out.
import type { Span } from "../../text/span.ts";
import { readHead } from "../read-head.ts";
import type { Body, Head, Statement, Tree } from "../tree.ts";
import type { FormatOptions } from "./format.ts";
import { type LaidLine, layOut } from "./layout.ts";
import { columnOf, indentation, type Line, lineEndAt, lineStart } from "./lines.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { sameHead } from "./same.ts";

const lineEnd = /\r\n|\r|\n/g;
const lineEnds = (text: string): number => text.match(lineEnd)?.length ?? 0;
const pragma = /#\s*netlens:\s*ignore\b/;

/** Where a list of statements stands. */
interface Place {
  readonly indent: string;
  readonly inLayer: boolean;
  readonly file: boolean;
}

/** The formatted lines of a file, and on which of them each statement begins. What starts in one of `kept` is left exactly as it is. */
export function linesOf(
  tree: Tree,
  options: Required<FormatOptions>,
  kept: readonly Span[],
): { readonly lines: readonly Line[]; readonly starts: ReadonlyMap<Statement, number> } {
  const { text, comments } = tree;
  const step = " ".repeat(options.indent);
  const lines: Line[] = [];
  const silences = pragma.test(text);
  const starts = new Map<Statement, number>();
  /** Up to here, everything is in a line. */
  let at = 0;
  /** The first comment behind `at`. */
  let next = 0;
  /** The line before is a statement's own, so that a comment may end it. */
  let open = false;

  const pass = (to: number): void => {
    at = to;
    while (next < comments.length && comments[next]!.start < at) next++;
  };
  const push = (indent: string, line: string, remark: Line["remark"], blank: boolean): Line => {
    const made = { indent, text: line, remark, blank };
    lines.push(made);
    open = remark === undefined;
    return made;
  };
  const remarkOf = ({ start, end }: Span) => ({ text: text.slice(start, end).trimEnd(), start });
  /** The first comment that starts at an offset or behind it. */
  const commentAt = (offset: number): number => {
    let low = 0;
    let high = comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comments[middle]!.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const commentsUpTo = (to: number): readonly Span[] => {
    let n = next;
    while (n < comments.length && comments[n]!.start < to) n++;
    return comments.slice(next, n);
  };

  /** What stands between `at` and `to`: comments, empty lines, and what belongs to nothing. Whether an empty line stands last. */
  const gap = (to: number, { indent }: Place, first: boolean): boolean => {
    let blank = false;
    for (const comment of commentsUpTo(to)) {
      const ends = lineEnds(text.slice(at, comment.start));
      const remark = remarkOf(comment);
      if (ends === 0 && open && lines.length > 0) {
        lines.at(-1)!.remark = remark;
        open = false;
      } else {
        push(indent, remark.text, undefined, !first && (blank || ends > 1));
        open = false;
        first = false;
      }
      blank = false;
      pass(comment.end);
    }
    blank = lineEnds(text.slice(at, to)) > 1;
    pass(to);
    return blank && !first;
  };

  const list = (statements: readonly Statement[], place: Place, end: number): void => {
    let before: { readonly large: boolean } | undefined;
    const began = lines.length;
    statements.forEach((statement, i) => {
      const from = lines.length;
      const still = keptAt(statement);
      if (still && still.end <= at) return;
      const blank = gap(still?.start ?? tree.start(statement), place, lines.length === began);
      const start = lines.length;
      const limit = statements[i + 1] ? startWithDoc(statements[i + 1]!) : end;
      starts.set(statement, lines.length);
      if (still) keep(still, place);
      else oneStatement(statement, place, limit);
      const line = lines[start];
      if (line) line.blank = blank && start > began;
      const large = place.file && statement.body !== undefined && lines.length - start > 1;
      // Declarations at file level are set apart, together with the comments above them.
      if (before && (large || before.large) && !lines.slice(from, start + 1).some((l) => l.blank))
        lines[from]!.blank = true;
      before = { large };
    });
    gap(end, place, lines.length === began);
  };

  /** Where a statement starts, its documentation included. */
  const startWithDoc = (statement: Statement): number => {
    const start = tree.start(statement);
    if (statement.doc === undefined) return start;
    const above = comments.filter((comment) => comment.end <= start);
    return above.at(-statement.doc.split("\n").length)?.start ?? start;
  };

  const oneStatement = (statement: Statement, place: Place, limit: number): void => {
    const span = tree.span(statement);
    const short = shortForm(statement, place);
    if (short !== undefined) {
      push(place.indent, short, undefined, false);
      pass(span.end);
      return;
    }
    for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
      if (branch !== statement) between(branch, place);
      branchLines(branch, place, branch.otherwise ? tree.start(branch.otherwise) : limit);
    }
    pass(Math.max(at, span.end));
  };

  const keptAt = (statement: Statement): Span | undefined => {
    const start = tree.start(statement);
    return kept.find((span) => span.start <= start && start < span.end);
  };

  /** Text that stays as it is, several lines with their own indentation. */
  const keep = ({ start, end }: Span, { indent }: Place): void => {
    const source = text.slice(start, end);
    const own = text.slice(lineStart(text, start), start);
    push(/\S/.test(own) || lineEnds(source) === 0 ? indent : own, source, undefined, false);
    pass(end);
  };

  /** From a branch to the next: `} else {` on one line where no comment stands between. */
  const between = (branch: Statement, place: Place): void => {
    const start = tree.start(branch);
    const closed = lines.at(-1);
    const joins = closed?.text === "}" && closed.indent === place.indent && commentsUpTo(start).length === 0;
    if (joins) {
      lines.pop();
      joined = "} ";
      pass(start);
    } else gap(start, place, false);
  };
  /** What the next header begins with. */
  let joined = "";

  const branchLines = (branch: Statement, place: Place, limit: number): void => {
    const { body, head } = branch;
    const span = tree.headSpan(branch);
    const prefix = joined;
    joined = "";
    const suffix = !body ? "" : body.form === "braces" ? " {" : ":";
    const inline = body && inlineText(branch, body, place);
    if (inline !== undefined) {
      push(place.indent, inline, undefined, false);
      pass(tree.bodySpan(body!).end);
      return;
    }
    const laid = headLines(branch, place, prefix, suffix);
    laid.forEach(({ text: line, remark }, n) => {
      push(n > 0 && line === "" ? "" : place.indent, line, remark, false);
    });
    pass(span.end);
    if (!body) return;
    const within = {
      indent: place.indent + step,
      inLayer: place.inLayer || head.kind === "layer",
      file: false,
    };
    const inside = tree.bodySpan(body);
    if (body.form === "braces") {
      list(body.statements, within, inside.end - 1);
      if (body.statements.length === 0 && lines.at(-1)?.text.endsWith("{") && !lines.at(-1)!.remark) {
        lines.at(-1)!.text += "}";
      } else push(place.indent, "}", undefined, false);
      pass(inside.end);
      open = true;
    } else {
      list(body.statements, within, tail(inside.end, span.start, limit));
    }
  };

  /** `else: x` on one line, if it stood on one and fits. */
  const inlineText = (branch: Statement, body: Body, place: Place): string | undefined => {
    const from = tree.headSpan(branch).start;
    if (body.form !== "indented" || lineEnds(text.slice(from, tree.bodySpan(body).end)) > 0) return undefined;
    const head = headOnOneLine(branch, place);
    const inside = bodyOnOneLine(body, branch.head, place);
    if (head === undefined || inside === undefined) return undefined;
    return place.indent.length + [...head, ...inside].length > options.lineWidth ? undefined : head + inside;
  };

  /** The end of an indented body with the comments below it that are indented deeper than its header. */
  const tail = (end: number, header: number, limit: number): number => {
    const column = columnOf(text, lineStart(text, header) + indentation(text, header).length);
    let to = end;
    for (const comment of comments.slice(commentAt(end), commentAt(limit))) {
      const own = /[\r\n]/.test(text.slice(to, comment.start));
      if (own && columnOf(text, comment.start) <= column) break;
      if (!own && to !== end) break;
      to = comment.end;
    }
    return to;
  };

  /** The lines of a head; where they would say something else than it does, those it has. */
  const headLines = (
    branch: Statement,
    place: Place,
    prefix: string,
    suffix: string,
  ): readonly LaidLine[] => {
    const span = tree.headSpan(branch);
    const raw = (): readonly LaidLine[] => [
      { text: prefix + text.slice(span.start, span.end) + suffix, remark: undefined },
    ];
    if (branch.head.problems.length > 0) return raw();
    const guarded = ignores(span);
    if (guarded && lineEnds(branch.text) > 0) return raw();
    const pieces = piecesIn(branch);
    if (!pieces) return raw();
    const width = guarded
      ? Number.POSITIVE_INFINITY
      : options.lineWidth - place.indent.length - prefix.length;
    const laid = layOut(pieces, { width, indent: options.indent, suffix });
    if (!laid || !saysTheSame(branch.head, laid, suffix, place.inLayer, pieces)) return raw();
    return laid.map((line, n) => (n === 0 ? { ...line, text: prefix + line.text } : line));
  };

  const piecesIn = (statement: Statement): Piece[] | undefined => {
    const span = tree.headSpan(statement);
    const inside = comments.slice(commentAt(span.start), commentAt(span.end));
    const pieces = piecesOf(
      statement.text,
      statement.head,
      inside.map(({ start, end }) => ({ start: start - span.start, end: end - span.start })),
    );
    for (const piece of pieces ?? []) {
      if (piece.after) piece.after = { ...piece.after, start: piece.after.start + span.start };
    }
    return pieces;
  };

  /** Whether a comment silences what is found on a line of the head, so that its lines must stay. */
  const ignores = ({ start, end }: Span): boolean => {
    if (!silences) return false;
    const from = lineStart(text, start);
    const above = text.slice(lineStart(text, Math.max(0, from - 1)), from);
    const line = text.slice(start, lineEndAt(text, end));
    return pragma.test(line) || (/^\s*#/.test(above) && pragma.test(above));
  };

  /** A statement on one line, if it stood on one, fits, and has one simple statement in each body. */
  const shortForm = (statement: Statement, place: Place): string | undefined => {
    const span = tree.span(statement);
    if (!statement.body || lineEnds(text.slice(span.start, span.end)) > 0) return undefined;
    const line = shortText(statement, place);
    return line !== undefined && place.indent.length + [...line].length <= options.lineWidth
      ? line
      : undefined;
  };
  const shortText = (statement: Statement, place: Place): string | undefined => {
    let line = "";
    for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
      if (branch !== statement && branch.body?.form === "indented") return undefined;
      const head = headOnOneLine(branch, place);
      const inside = branch.body && bodyOnOneLine(branch.body, branch.head, place);
      if (head === undefined || (branch.body && inside === undefined)) return undefined;
      line += (branch === statement ? "" : " ") + head + (inside ?? "");
    }
    return line;
  };
  const headOnOneLine = (statement: Statement, place: Place): string | undefined => {
    const width = Number.POSITIVE_INFINITY;
    if (statement.head.problems.length > 0) return undefined;
    const pieces = piecesIn(statement);
    const laid = pieces && layOut(pieces, { width, indent: options.indent, suffix: "" });
    if (laid?.length !== 1 || !saysTheSame(statement.head, laid, "", place.inLayer, pieces!))
      return undefined;
    return laid[0]!.text;
  };
  const bodyOnOneLine = (body: Body, head: Head, place: Place): string | undefined => {
    const only = body.statements[0];
    if (body.statements.length > 1) return undefined;
    if (!only) return body.form === "braces" ? " {}" : undefined;
    if (keptAt(only) || (body.form === "indented" && only.body)) return undefined;
    const within = { ...place, inLayer: place.inLayer || head.kind === "layer" };
    const inside = shortText(only, within);
    if (inside === undefined) return undefined;
    return body.form === "braces" ? ` { ${inside} }` : `: ${inside}`;
  };

  list(tree.statements, { indent: "", inLayer: false, file: true }, text.length);
  return { lines, starts };
}

/** Whether laid lines read as the head they are made from, with its comments. */
function saysTheSame(
  head: Head,
  laid: readonly LaidLine[],
  suffix: string,
  inLayer: boolean,
  pieces: readonly Piece[],
): boolean {
  const text = laid.map((line) => line.text).join("\n");
  const remarks = laid.filter((line) => line.remark).length;
  const expected = pieces.filter((piece) => piece.after).length;
  const above = pieces.reduce((sum, piece) => sum + piece.before.length, 0);
  const own = laid.filter((line) => /^\s*#/.test(line.text)).length;
  if (remarks + own !== expected + above) return false;
  const declared =
    head.kind === "model" || head.kind === "block" || head.kind === "layer" || head.kind === "training";
  const word = declared ? head.kind : "simple";
  return sameHead(head, readHead(text.slice(0, text.length - suffix.length), word, inLayer).head);
}
