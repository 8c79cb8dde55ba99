// The tokens of a head with what a formatter must know of each: its place, the space before it, the comments around it. It
// never lays anything out.
import { type IToken, tokenMatcher } from "chevrotain";
import type { Span } from "../../text/span.ts";
import { joinGlobs } from "../globs.ts";
import * as T from "../tokens.ts";
import { endOf, lex } from "../tokens.ts";
import type { Head } from "../tree.ts";

/** What a bracket holds; `top` is the head itself. */
export type Container = "top" | "call" | "parameters" | "parens" | "list" | "subscript" | "dict";

/** A comment that stays where it is, with the column it had. */
export interface Remark {
  readonly text: string;
  readonly start: number;
}

/** One token of a head. */
export interface Piece {
  readonly token: IToken;
  readonly text: string;
  /** What the token stands in, brackets themselves in what surrounds them. */
  readonly container: Container;
  /** Of an opening bracket, what it holds. */
  readonly holds: Container | undefined;
  /** Behind an operand, between two: `-` in `a - b`, not in `-a`. */
  readonly binary: boolean;
  /** A space stands before it where it shares a line with the token before. */
  readonly space: boolean;
  /** In the source, a line ends before it. */
  readonly newline: boolean;
  /** That line ended in `\`. */
  readonly joined: boolean;
  /** Comments on lines of their own before it. */
  readonly before: readonly Remark[];
  /** The comment that ends its line. */
  after: Remark | undefined;
  /** Of an opening bracket, the index of the closing one; else its own. */
  close: number;
}

const openers: ReadonlyMap<unknown, unknown> = new Map([
  [T.LParen, T.RParen],
  [T.LSquare, T.RSquare],
  [T.LCurly, T.RCurly],
]);
const closers: ReadonlySet<unknown> = new Set(openers.values());

export const opens = (piece: Piece | undefined): boolean =>
  piece !== undefined && openers.has(piece.token.tokenType);
export const closes = (piece: Piece | undefined): boolean =>
  piece !== undefined && closers.has(piece.token.tokenType);
export const is = (piece: Piece | undefined, type: unknown): boolean => piece?.token.tokenType === type;

/** The pieces of a head's text; comments are offsets of it. Nothing where its brackets do not agree. */
export function piecesOf(text: string, head: Head, comments: readonly Span[]): Piece[] | undefined {
  const freezes = head.kind === "freeze" || head.kind === "unfreeze";
  const lexed = lex(text);
  const tokens = freezes ? joinGlobs(lexed) : lexed;
  const pieces: Piece[] = [];
  const stack: { index: number; container: Container }[] = [];
  const wide = new Set<number>();
  const declares = head.kind === "block" || head.kind === "model" || head.kind === "layer";
  let comment = 0;

  const operandEnds = (i: number): boolean => {
    const token = tokens[i];
    if (!token) return false;
    const type = token.tokenType;
    if (tokenMatcher(token, T.NameToken)) {
      if (i === 0 && head.keyword) return false;
      return !(freezes && type === T.Except && tokens[i - 1]?.tokenType !== T.Dot);
    }
    return (
      type === T.NumberToken ||
      tokenMatcher(token, T.StringToken) ||
      tokenMatcher(token, T.GlobToken) ||
      type === T.True ||
      type === T.False ||
      type === T.None ||
      type === T.Ellipsis ||
      type === T.Question ||
      closers.has(type)
    );
  };
  const containerOf = (i: number): Container => {
    const type = tokens[i]!.tokenType;
    if (type === T.LCurly) return "dict";
    const behind = operandEnds(i - 1);
    if (type === T.LSquare) return behind ? "subscript" : "list";
    if (declares && stack.length === 0 && i === 2) return "parameters";
    return behind ? "call" : "parens";
  };
  const spaceBefore = (i: number, container: Container, binary: boolean): boolean => {
    const now = tokens[i]!.tokenType;
    const before = tokens[i - 1]?.tokenType;
    const beforePiece = pieces[i - 1];
    if (!before || openers.has(before) || closers.has(now) || now === T.Comma) return false;
    if (before === T.Comma) return true;
    if (now === T.Dot || before === T.Dot) return false;
    if (now === T.Colon) return wide.has(i) && before !== T.Colon;
    if (before === T.Colon) return container !== "subscript" || wide.has(i - 1);
    if ((now === T.LParen || now === T.LSquare) && operandEnds(i - 1)) return false;
    if (isSign(tokens[i - 1]!) && !beforePiece!.binary) return before === T.Not;
    if (now === T.Equals || before === T.Equals) {
      if (container === "call") return false;
      if (container === "parameters") return annotated(now === T.Equals ? i : i - 1);
      return !((head.kind === "weight" || head.kind === "state") && container === "top");
    }
    if (now === T.Power && binary) return !tightPower(tokens, i);
    if (before === T.Power && beforePiece!.binary) return !tightPower(tokens, i - 1);
    return true;
  };
  /** Whether a parameter has a type before its `=`. */
  const annotated = (equals: number): boolean => {
    let depth = 0;
    for (let i = equals - 1; i >= 0; i--) {
      const type = tokens[i]!.tokenType;
      if (closers.has(type)) depth++;
      else if (openers.has(type) && --depth < 0) return false;
      else if (depth === 0 && type === T.Comma) return false;
      else if (depth === 0 && type === T.Colon) return true;
    }
    return false;
  };

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    const start = token.startOffset;
    const from = i > 0 ? endOf(tokens[i - 1]!) : start;
    const before: Remark[] = [];
    let at = from;
    while (comment < comments.length && comments[comment]!.start < start) {
      const { start: begin, end } = comments[comment++]!;
      const remark = { text: text.slice(begin, end).trimEnd(), start: begin };
      if (i > 0 && at === from && !/[\r\n]/.test(text.slice(at, begin))) pieces[i - 1]!.after = remark;
      else before.push(remark);
      at = end;
    }
    const gap = text.slice(from, start);
    const closing = closers.has(type);
    if (closing) {
      const open = stack.pop();
      if (!open || openers.get(tokens[open.index]!.tokenType) !== type) return undefined;
      pieces[open.index]!.close = i;
    }
    const container = stack.at(-1)?.container ?? "top";
    const operator = isSign(token) || tokenMatcher(token, T.BinaryOperatorToken);
    const binary = operator && operandEnds(i - 1);
    const opensHere = openers.has(type) ? containerOf(i) : undefined;
    pieces.push({
      token,
      text: type === T.NotIn || type === T.IsNot ? token.image.replace(/\s+/, " ") : token.image,
      container,
      holds: opensHere,
      binary,
      space: spaceBefore(i, container, binary),
      newline: /[\r\n]/.test(gap),
      joined: before.length === 0 && !pieces[i - 1]?.after && /\\[ \t]*[\r\n]/.test(gap),
      before,
      after: undefined,
      close: i,
    });
    if (opensHere) stack.push({ index: i, container: opensHere });
    if (opensHere === "subscript") for (const colon of wideColons(tokens, i)) wide.add(colon);
  }
  if (stack.length > 0 || comment < comments.length) return undefined;
  remarksBehindCommas(pieces);
  return pieces;
}

/** A comment between an item and its comma stands behind the comma, as it does once it is laid out. */
function remarksBehindCommas(pieces: readonly Piece[]): void {
  for (const [i, piece] of pieces.entries()) {
    const next = pieces[i + 1];
    if (!piece.after || next?.token.tokenType !== T.Comma || next.after || next.before.length > 0) continue;
    next.after = piece.after;
    piece.after = undefined;
  }
}

const isSign = (token: IToken): boolean =>
  tokenMatcher(token, T.SignToken) ||
  token.tokenType === T.Not ||
  token.tokenType === T.Star ||
  token.tokenType === T.Power;

/** `x**2` is written without spaces where both sides are a name, a number or an attribute. */
function tightPower(tokens: readonly IToken[], i: number): boolean {
  const plain = (token: IToken | undefined): boolean =>
    token !== undefined && (tokenMatcher(token, T.NameToken) || token.tokenType === T.NumberToken);
  let left = i - 1;
  while (plain(tokens[left]) && tokens[left - 1]?.tokenType === T.Dot) left -= 2;
  if (!plain(tokens[left])) return false;
  let right = i + 1;
  if (tokens[right] && tokenMatcher(tokens[right]!, T.SignToken)) right++;
  if (!plain(tokens[right])) return false;
  while (tokens[right + 1]?.tokenType === T.Dot && plain(tokens[right + 2])) right += 2;
  const behind = tokens[right + 1]?.tokenType;
  return behind !== T.LParen && behind !== T.LSquare && behind !== T.Dot;
}

/** The colons of slices that have more than a name or a number at a side, in the subscript that opens at `open`. */
function wideColons(tokens: readonly IToken[], open: number): number[] {
  const found: number[] = [];
  let colons: number[] = [];
  let complex = false;
  let depth = 0;
  const settle = (): void => {
    if (complex) found.push(...colons);
    colons = [];
    complex = false;
  };
  for (let i = open + 1; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (openers.has(type)) {
      if (depth++ === 0) complex = true;
    } else if (closers.has(type)) {
      if (--depth < 0) break;
    } else if (depth > 0) continue;
    else if (type === T.Colon) colons.push(i);
    else if (type === T.Comma) settle();
    else if (tokenMatcher(tokens[i]!, T.BinaryOperatorToken)) {
      const before = tokens[i - 1]!.tokenType;
      if (before !== T.Colon && before !== T.Comma && i > open + 1) complex = true;
    }
  }
  settle();
  return found;
}
