// Lays the pieces of one head out within a width, as a document of Prettier's printer. It never looks around the head.
import { builders, printer, utils } from "prettier/doc";
import * as T from "../tokens.ts";
import { closes, is, opens, type Piece, type Remark } from "./pieces.ts";

type Doc = builders.Doc;
const {
  align,
  breakParent,
  conditionalGroup,
  fill,
  group,
  hardline,
  ifBreak,
  indent,
  line,
  lineSuffix,
  softline,
} = builders;
const { literallineWithoutBreakParent } = builders as unknown as { literallineWithoutBreakParent: Doc };

/** Continuation lines stand under the first `->` where no more than this stands before it. */
const longestSource = 20;
/** Brackets around no more than this stay on one line. */
const shortContent = 16;
/** And around no more than this where an operator follows, as breaking the operation is no help. */
const shortOperand = 40;
/** So many numbers in a list share lines. */
const manyNumbers = 6;

/** Stands for a comment at the end of its line, by its number. */
const mark = (number: number): string => `\ue000${number}\ue000`;
/** Stand for the line ends within a string, which are kept as they are. */
const inner: Readonly<Record<string, string>> = { "\n": "\ue001", "\r\n": "\ue002", "\r": "\ue003" };
const innerOf = new Map(Object.entries(inner).map(([end, sign]) => [sign, end]));

/** A line of a head: text that may hold a string's own line ends, and the comment behind it. */
export interface LaidLine {
  readonly text: string;
  readonly remark: Remark | undefined;
}

export interface LayoutOptions {
  /** What is left of the line behind the indentation. */
  readonly width: number;
  readonly indent: number;
  /** What follows the head on its last line: ` {`, `:` or nothing. */
  readonly suffix: string;
}

/** The lines of a head, without indentation. Nothing where a comment has no line of its own to end. */
export function layOut(pieces: readonly Piece[], options: LayoutOptions): readonly LaidLine[] | undefined {
  const remarks: Remark[] = [];
  const document = group([headDoc(pieces, remarks, options.indent, options.width), options.suffix]);
  const { formatted } = printer.printDocToString(document, {
    printWidth: Math.max(options.width, 20),
    tabWidth: options.indent,
    useTabs: false,
  });
  const lines: LaidLine[] = [];
  let text = "";
  for (const printed of formatted.split("\n")) {
    const end = innerOf.get(printed.at(-1) ?? "");
    if (end !== undefined) {
      text += printed.slice(0, -1) + end;
      continue;
    }
    const marks = [...printed.matchAll(/\ue000(\d+)\ue000/g)];
    if (marks.length > 1) return undefined;
    lines.push({
      text: text + printed.replace(/\ue000\d+\ue000/, "").trimEnd(),
      remark: marks[0] && remarks[Number(marks[0][1])],
    });
    text = "";
  }
  return lines;
}

function headDoc(pieces: readonly Piece[], remarks: Remark[], step: number, widest: number): Doc {
  // An assertion's message is no reason to break its condition.
  const message = is(pieces[0], T.Assert)
    ? pieces.findLastIndex((piece) => is(piece, T.Comma) && piece.container === "top")
    : -1;

  const remarkDoc = (remark: Remark): Doc => {
    remarks.push(remark);
    return [lineSuffix(mark(remarks.length - 1)), breakParent];
  };
  /** Comments before a piece that a line end stands before. */
  const above = (i: number): Doc[] => pieces[i]!.before.flatMap(({ text }) => [text, hardline]);

  const leaf = (i: number): Doc => {
    const { text, after } = pieces[i]!;
    const doc: Doc = /[\r\n]/.test(text)
      ? text
          .split(/(\r\n|\r|\n)/)
          .map((part, n): Doc => (n % 2 === 0 ? part : [inner[part]!, literallineWithoutBreakParent]))
      : text;
    return after ? [doc, remarkDoc(after)] : doc;
  };
  const width = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      const { text, space, before, after } = pieces[i]!;
      if (after || (before.length > 0 && i > from) || /[\r\n]/.test(text)) return Number.POSITIVE_INFINITY;
      sum += [...text].length + (space && i > from ? 1 : 0);
    }
    return sum;
  };
  const remarked = (from: number, to: number): boolean => {
    for (let i = from; i < to; i++) if (pieces[i]!.after || pieces[i]!.before.length > 0) return true;
    return false;
  };

  /** Whether a pipeline in between was given several lines. */
  const lineBetween = (from: number, to: number): boolean => {
    for (let i = from + 1; i < to; i++)
      if (is(pieces[i], T.Arrow) && (pieces[i]!.newline || pieces[i + 1]!.newline)) return true;
    return false;
  };

  /** Where pieces directly between `from` and `to` satisfy a condition. */
  const find = (from: number, to: number, wanted: (piece: Piece, i: number) => boolean): number[] => {
    const found: number[] = [];
    for (let i = from; i < to; i = pieces[i]!.close + 1) if (wanted(pieces[i]!, i)) found.push(i);
    return found;
  };

  /** Pieces one behind another; lines end only within their brackets. */
  const run = (from: number, to: number, bracketed: boolean): Doc => {
    const docs: Doc[] = [];
    for (let i = from; i < to; i++) {
      const piece = pieces[i]!;
      if (i > from) {
        for (const remark of piece.before) docs.push(remarkDoc(remark));
        if (piece.joined && !bracketed)
          docs.push(ifBreak(piece.space ? " \\" : "\\", ""), indent(piece.space ? line : softline));
        else if (piece.space) docs.push(" ");
      }
      if (opens(piece)) {
        docs.push(bracket(i));
        i = piece.close;
      } else docs.push(leaf(i));
    }
    return docs;
  };

  /** Anything between two commas, or a whole head; in brackets lines may end before operators too. */
  const sequence = (from: number, to: number, bracketed: boolean): Doc => {
    if (bracketed) {
      const clauses = comprehension(from, to);
      if (clauses.length > 0) return parts(from, clauses, to, true);
    }
    const arrows = find(from, to, (piece, i) => is(piece, T.Arrow) && i > from);
    if (arrows.length > 0) return pipeline(from, arrows, to, bracketed);
    if (!bracketed) return run(from, to, false);
    const value = behindName(from, to);
    if (value > from) {
      if (pieces[value]!.before.length > 0) return run(from, to, true);
      return [run(from, value, true), pieces[value]!.space ? " " : "", indent(sequence(value, to, true))];
    }
    const choice = find(from, to, (piece) => is(piece, T.If) || is(piece, T.Else));
    if (choice.length > 0) return parts(from, choice, to, false);
    let lowest = Number.POSITIVE_INFINITY;
    const level = (i: number): number =>
      pieces[i]!.binary && i > from ? levelOf(pieces[i]!.text) : Number.NaN;
    for (const i of find(from, to, (_piece, k) => level(k) < 12)) lowest = Math.min(lowest, level(i));
    const operators = find(from, to, (_piece, i) => level(i) === lowest);
    return operators.length > 0 ? parts(from, operators, to, false) : run(from, to, true);
  };

  /** `for` and the `if`s behind it, of a comprehension between `from` and `to`. */
  const comprehension = (from: number, to: number): number[] => {
    const first = find(from, to, (piece, i) => is(piece, T.For) && i > from)[0];
    if (first === undefined) return [];
    return [
      first,
      ...find(first + 1, to, (piece, i) => is(piece, T.For) || (is(piece, T.If) && !hasElse(i, to))),
    ];
  };
  const hasElse = (at: number, to: number): boolean =>
    find(at, to, (piece, i) => is(piece, T.Else) || (is(piece, T.For) && i > at)).some((i) =>
      is(pieces[i], T.Else),
    );

  /** The value behind `name=`, `label:` or `key:`, or `from`. */
  const behindName = (from: number, to: number): number => {
    const sign = find(from, to, (piece) => is(piece, T.Equals) || is(piece, T.Colon))[0];
    if (sign === undefined || sign + 1 >= to || pieces[sign]!.container === "subscript") return from;
    return sign + 1;
  };

  /** Pieces up to each of `at` on lines of their own, where one does not hold all. */
  const parts = (from: number, at: readonly number[], to: number, free: boolean): Doc => {
    const ends = [...at.slice(1), to];
    const docs: Doc[] = [sequence(from, at[0]!, true)];
    at.forEach((start, n) => {
      docs.push(line, above(start), leaf(start));
      if (start + 1 < ends[n]!)
        docs.push(pieces[start + 1]!.space ? " " : "", sequence(start + 1, ends[n]!, true));
    });
    return free ? docs : group(docs);
  };

  const pipeline = (from: number, arrows: readonly number[], to: number, bracketed: boolean): Doc => {
    const breaks = (arrow: number): boolean => {
      const next = pieces[arrow + 1];
      return (
        pieces[arrow]!.newline || pieces[arrow]!.before.length > 0 || (next?.newline === true && !next.joined)
      );
    };
    const first = arrows[0]!;
    const ends = [...arrows.slice(1), to];
    const stages = arrows.map((arrow, n): Doc => {
      const operation = arrow + 1 < ends[n]! ? [" ", sequence(arrow + 1, ends[n]!, bracketed)] : "";
      return [leaf(arrow), operation];
    });
    const source = sequence(from, first, bracketed);
    const before = width(from, first) + 1;
    // Behind a source of several lines the first stage follows its last bracket.
    const several = before > widest || utils.willBreak(source);
    const under = before <= longestSource && !several && !breaks(first);
    // One stage needs no line under it to be aligned with.
    if (arrows.length === 1 && !breaks(first) && (under || several)) return [source, " ", stages[0]!];
    const docs: Doc[] = [];
    arrows.forEach((arrow, n) => {
      if (n === 0 && !breaks(first) && (under || several)) docs.push([" ", stages[0]!]);
      else docs.push(...(n === 0 ? [""] : []), breaks(arrow) ? hardline : line, [above(arrow), stages[n]!]);
    });
    return [source, align(under ? before : step, fill(docs))];
  };

  const brackets = new Map<number, Doc>();
  const bracket = (open: number): Doc => {
    let made = brackets.get(open);
    if (made === undefined) {
      // A comment behind the closing bracket breaks what is around it, and not what is in it.
      const { after } = pieces[pieces[open]!.close]!;
      made = after ? [newBracket(open), remarkDoc(after)] : newBracket(open);
      brackets.set(open, made);
    }
    return made;
  };
  const newBracket = (open: number): Doc => {
    const { close, holds } = pieces[open]!;
    const end = pieces[close]!.text;
    const commas = find(open + 1, close, (piece) => is(piece, T.Comma));
    const items: (readonly [number, number])[] = [];
    let at = open + 1;
    for (const comma of commas) {
      items.push([at, comma]);
      at = comma + 1;
    }
    if (at < close) items.push([at, close]);
    const lastComma = at === close ? commas.at(-1) : undefined;
    const quiet = !remarked(open + 1, close) && !pieces[open]!.after && pieces[close]!.before.length === 0;
    const one = items.length === 1;
    // `(x,)` is no `(x)`, and `a[x,]` no `a[x]`.
    const needed = one && lastComma !== undefined && (holds === "parens" || holds === "subscript");
    if (quiet && (items.length === 0 || (one && (needed || lastComma === undefined)))) {
      if (items.length === 0) return [leaf(open), end];
      const [from, to] = items[0]!;
      const single = to - from === 1;
      const hugged = opens(pieces[from]) && pieces[from]!.close === to - 1 && holds !== "dict";
      if (single || hugged) return [leaf(open), single ? leaf(from) : bracket(from), needed ? "," : "", end];
    }
    if (
      quiet &&
      lastComma === undefined &&
      !lineBetween(open, close) &&
      width(open + 1, close) <= (beforeOperator(close + 1) ? shortOperand : shortContent)
    )
      return flat(pieces, open, close + 1);
    const generator = one && comprehension(...items[0]!).length > 0;
    const trailing = !generator && holds !== "subscript" && (!one || lastComma !== undefined);
    const magic = lastComma !== undefined && !needed && trailing;
    const numbers = items.length >= manyNumbers && quiet && items.every(isNumber);
    const docs: Doc[] = [];
    items.forEach(([from, to], n) => {
      const comma = commas[n];
      const last = n === items.length - 1;
      const doc: Doc[] = [...(pieces[from]?.before.length && to > from ? above(from) : [])];
      doc.push(sequence(from, to, true));
      if (comma !== undefined) for (const remark of pieces[comma]!.before) doc.push(remarkDoc(remark));
      if (!last) doc.push(",");
      else if (needed) doc.push(",");
      else if (trailing) doc.push(numbers ? "" : ifBreak(","));
      if (comma !== undefined && pieces[comma]!.after) doc.push(remarkDoc(pieces[comma]!.after));
      docs.push(doc);
      if (!last) docs.push(line);
    });
    const dangling: Doc[] = pieces[close]!.before.flatMap(({ text }, n): Doc[] =>
      n === 0 && items.length === 0 ? [text] : [hardline, text],
    );
    const rows = items.length > 1 && (holds === "list" || holds === "parens") && items.every(isBracket);
    const inside = [...docs, ...dangling];
    const content = numbers
      ? [fill(docs), trailing ? ifBreak(",") : ""]
      : rows
        ? inside
        : group(inside, { shouldBreak: magic || dangling.length > 0 });
    const all = group(
      [leaf(open), indent([softline, content]), dangling.length > 0 ? hardline : softline, end],
      { shouldBreak: magic || (rows && dangling.length > 0) },
    );
    const last = items.at(-1);
    const [lists, listed] = [pieces[last?.[0] ?? 0]!.holds, pieces[items.at(-2)?.[0] ?? 0]!.holds];
    if (holds !== "call" || !last || lastComma !== undefined || !isBracket(last) || lists === listed)
      return all;
    if (remarked(open, last[0] + 1) || remarked(last[1] - 1, close) || pieces[close]!.before.length > 0)
      return all;
    if (lists !== "list" && lists !== "dict") return all;
    // `f(24, [`: a list at the end of the arguments begins on their line.
    const start: Doc = [flat(pieces, open, last[0]), " "];
    const list = bracket(last[0]);
    const broken =
      typeof list === "object" && "type" in list && list.type === "group"
        ? group(list.contents, { shouldBreak: true })
        : list;
    return [
      conditionalGroup([[start, list, end], [start, broken, end], all]),
      utils.willBreak(list) ? breakParent : "",
    ];
  };

  const beforeOperator = (i: number): boolean =>
    pieces[i]?.container === "top" && (pieces[i]!.binary || is(pieces[i], T.If) || is(pieces[i], T.Else));

  const isBracket = ([from, to]: readonly [number, number]): boolean =>
    opens(pieces[from]) && pieces[from]!.close === to - 1;

  const isNumber = ([from, to]: readonly [number, number]): boolean =>
    is(pieces[to - 1], T.NumberToken) && (to - from === 1 || (to - from === 2 && !pieces[from]!.binary));

  if (message > 0 && width(0, message) <= widest)
    return [flat(pieces, 0, message), run(message, pieces.length, false)];
  return sequence(0, pieces.length, false);
}

/** The text of pieces on one line. */
function flat(pieces: readonly Piece[], from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) {
    const piece = pieces[i]!;
    // A comma before a closing bracket is kept only where it makes a tuple.
    if (is(piece, T.Comma) && closes(pieces[i + 1])) {
      const open = pieces.findIndex((p) => p.close === i + 1 && opens(p));
      let single = true;
      for (let k = open + 1; k < i; k = pieces[k]!.close + 1) if (is(pieces[k], T.Comma)) single = false;
      if (!single || (pieces[open]!.holds !== "parens" && pieces[open]!.holds !== "subscript")) continue;
    }
    text += (piece.space && i > from ? " " : "") + piece.text;
  }
  return text;
}

const levels: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"],
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "//", "%", "@"],
];

/** How loosely an operator binds; the lower, the looser. */
function levelOf(operator: string): number {
  const level = levels.findIndex((operators) => operators.includes(operator));
  return level < 0 ? Number.NaN : level;
}
