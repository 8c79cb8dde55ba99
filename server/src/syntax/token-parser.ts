// What every rule of the grammar stands on: where tokens are, what a missing one is called, and the nodes of single tokens.
// It has no rule of its own.
import {
  EmbeddedActionsParser,
  type IParserErrorMessageProvider,
  type IToken,
  type ParserMethod,
  type TokenType,
  tokenMatcher,
} from "chevrotain";
import type { PreparedString } from "./prepare.ts";
import * as T from "./tokens.ts";
import { endOf, isEnd } from "./tokens.ts";
import { type Expression, type Name, type SyntaxProblem, withParens } from "./tree.ts";

/** A rule without arguments that gives an `R`. */
export type Rule<R> = ParserMethod<[], R>;

/** The message of a chevrotain error is what was expected; `read-head.ts` makes the sentence. */
const expectation: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => expectedWords(expected, ruleName),
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};

function expectedWords(expected: TokenType, rule: string): string {
  const label = expected.LABEL ?? expected.name;
  if (expected === T.RParen || expected === T.RSquare || expected === T.RCurly) return `\`,\` or ${label}`;
  if (expected === T.Colon && rule === "dict") return "`:` and a value";
  if (expected === T.Else) return "`else` and the other value";
  return label;
}
const closers: ReadonlySet<TokenType> = new Set([T.RParen, T.RSquare, T.RCurly]);

/** A parser without rules; it is complete only with those of a head, so it does not analyse itself. */
export abstract class TokenParser extends EmbeddedActionsParser {
  /** Problems that did not stop the parser. */
  problems: SyntaxProblem[] = [];
  /** What was read of the string tokens before parsing. */
  strings: ReadonlyMap<IToken, PreparedString> = new Map();
  /** `?` is a dimension here. */
  protected inPattern = false;

  /** The checks of the grammar itself need a newer engine than the one an editor may have; a test makes them. */
  constructor(skipValidations: boolean) {
    super([...T.allTokens], {
      maxLookahead: 2,
      recoveryEnabled: false,
      skipValidations,
      errorMessageProvider: expectation,
    });
  }

  protected begin(tokens: IToken[], strings: ReadonlyMap<IToken, PreparedString>): void {
    this.input = tokens;
    this.problems = [];
    this.strings = strings;
    this.inPattern = false;
  }

  // ---- Places and problems -----------------------------------------------------------------------------------------

  protected startHere(): number {
    const next = this.LA(1);
    return isEnd(next) ? this.endBefore() : next.startOffset;
  }

  /** Where the token read last ends. */
  protected endBefore(): number {
    const before = this.LA(0);
    return before && !isEnd(before) ? endOf(before) : 0;
  }

  protected report(code: string, start: number, end: number, facts: SyntaxProblem["facts"]): void {
    if (!this.RECORDING_PHASE) this.problems.push({ code, facts, start, end });
  }

  protected missing(expected: string): Expression {
    const next = this.LA(1);
    if (this.RECORDING_PHASE) return { kind: "missing", start: 0, end: 0 };
    const at = this.startHere();
    const shown = isEnd(next) || next.image === "" ? this.LA(0) : next;
    const known = shown && !isEnd(shown) && shown.startOffset >= 0;
    this.report("syntax-unexpected", known ? shown.startOffset : at, known ? endOf(shown) : at, {
      found: describe(next),
      expected,
    });
    return { kind: "missing", start: at, end: at };
  }

  /** Behind a comma: another one has nothing before it. */
  protected expectItem(): void {
    if (!this.RECORDING_PHASE && this.LA(1).tokenType === T.Comma) this.missing("a value");
  }

  protected nameOf(token: IToken): Name {
    return { kind: "name", name: token.image, start: token.startOffset, end: endOf(token) };
  }

  protected keyword(token: IToken): { start: number; end: number } {
    return { start: token.startOffset, end: endOf(token) };
  }

  /** What commas separated is a tuple; one value without a comma is itself. */
  protected tupleOrOnly(items: readonly Expression[], comma: boolean): Expression {
    const first = items[0]!;
    if (!comma) return first;
    return {
      kind: "tuple",
      items,
      parenthesized: false,
      start: withParens(first).start,
      end: this.endBefore(),
    };
  }

  protected atValue = (): boolean => {
    const next = this.LA(1);
    return (
      !isEnd(next) && !closers.has(next.tokenType) && next.tokenType !== T.Comma && next.tokenType !== T.Colon
    );
  };

  protected atItem = (): boolean => {
    const next = this.LA(1);
    return !isEnd(next) && !closers.has(next.tokenType);
  };

  /** Whether the next token is of a type. True while the grammar is recorded, so that a way round a rule hides nothing. */
  protected mayBe(type: TokenType): boolean {
    return this.RECORDING_PHASE || tokenMatcher(this.LA(1), type);
  }
}

/** A token in the words of a message. */
export function describe(token: IToken): string {
  if (isEnd(token) || token.image === "") return "the end of the statement";
  if (token.tokenType === T.StringToken || token.tokenType === T.OpenStringToken) return "a string";
  const image = token.image.length > 30 ? `${token.image.slice(0, 29)}…` : token.image;
  return `\`${image}\``;
}
