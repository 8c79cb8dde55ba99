// The tokens of a statement's head, for chevrotain. They never hold a newline that matters: heads are cut before they are lexed.
import { createToken, createTokenInstance, EOF, type IToken, Lexer, type TokenType } from "chevrotain";

const all: TokenType[] = [];
const define = (
  name: string,
  pattern: RegExp | string,
  options: { categories?: TokenType[]; label?: string; hints?: string[] } = {},
) => {
  const token = createToken({
    name,
    pattern,
    label: options.label ?? (typeof pattern === "string" ? `\`${pattern}\`` : name),
    ...(options.categories && { categories: options.categories }),
  });
  all.push(token);
  return token;
};
const category = (name: string, label: string): TokenType => {
  const token = createToken({ name, pattern: Lexer.NA, label });
  all.push(token);
  return token;
};

/** `+`, `and`, `not in` and every other operator between two operands. */
export const BinaryOperatorToken = category("BinaryOperator", "an operator");
/** `-`, `+` and `~` before an operand. */
export const SignToken = category("Sign", "a sign");
export const NameToken = category("Name", "a name");
/** A selector's name with a `*` in it, joined from its pieces before parsing. */
export const GlobToken = category("Glob", "a pattern");
/** A character that no token begins with. */
export const UnknownToken = category("Unknown", "nothing");

all.push(
  createToken({
    name: "Blank",
    pattern: /[ \t\r\n\f\u00a0\ufeff]+/,
    group: Lexer.SKIPPED,
    line_breaks: true,
  }),
);
all.push(createToken({ name: "Comment", pattern: /#[^\r\n]*/, group: Lexer.SKIPPED }));
all.push(
  createToken({ name: "Join", pattern: /\\[ \t]*(?:\r\n|\r|\n)/, group: Lexer.SKIPPED, line_breaks: true }),
);

export const StringToken = createToken({
  name: "String",
  label: "a string",
  pattern:
    /(?:[fF][rR]?|[rR][fFbB]?|[bB][rR]?|[uU])?(?:"""(?:\\[\s\S]|(?!""")[\s\S])*"""|'''(?:\\[\s\S]|(?!''')[\s\S])*'''|(?!""")"(?:\\(?:\r\n|[\s\S])|[^"\\\r\n])*"|(?!''')'(?:\\(?:\r\n|[\s\S])|[^'\\\r\n])*')/,
  start_chars_hint: ['"', "'", ..."fFrRbBuU"],
  line_breaks: true,
});
all.push(StringToken);
/** It ends with its line, or where its head was cut. */
export const OpenStringToken = createToken({
  name: "OpenString",
  label: "a string",
  pattern:
    /(?:[fF][rR]?|[rR][fFbB]?|[bB][rR]?|[uU])?(?:"""[^\r\n]*|'''[^\r\n]*|["'](?:\\(?:\r\n|[\s\S])|[^\\\r\n])*)/,
  categories: [StringToken],
  start_chars_hint: ['"', "'", ..."fFrRbBuU"],
  line_breaks: true,
});
all.push(OpenStringToken);

export const NumberToken = define(
  "Number",
  /0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.(?!\.)(?:\d[\d_]*)?)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/,
  { label: "a number" },
);

export const For = define("For", /for\b/, { label: "`for`" });
export const If = define("If", /if\b/, { label: "`if`" });
export const Else = define("Else", /else\b/, { label: "`else`" });
export const Elif = define("Elif", /elif\b/, { label: "`elif`" });
export const Assert = define("Assert", /assert\b/, { label: "`assert`" });
export const Import = define("Import", /import\b/, { label: "`import`" });
export const NotIn = define("NotIn", /not\s+in\b/, { categories: [BinaryOperatorToken], label: "`not in`" });
export const IsNot = define("IsNot", /is\s+not\b/, { categories: [BinaryOperatorToken], label: "`is not`" });
export const Not = define("Not", /not\b/, { label: "`not`" });
export const In = define("In", /in\b/, { categories: [BinaryOperatorToken], label: "`in`" });
define("Is", /is\b/, { categories: [BinaryOperatorToken], label: "`is`" });
define("And", /and\b/, { categories: [BinaryOperatorToken], label: "`and`" });
define("Or", /or\b/, { categories: [BinaryOperatorToken], label: "`or`" });
export const True = define("True", /[Tt]rue\b/, { label: "`True`" });
export const False = define("False", /[Ff]alse\b/, { label: "`False`" });
export const None = define("None", /[Nn]one\b/, { label: "`None`" });
export const As = define("As", /as\b/, { categories: [NameToken], label: "`as`" });
export const Except = define("Except", /except\b/, { categories: [NameToken], label: "`except`" });
export const Identifier = define("Identifier", /[A-Za-z_]\w*/, { categories: [NameToken], label: "a name" });

export const Arrow = define("Arrow", "->");
export const Ellipsis = define("Ellipsis", "...");
export const Walrus = define("Walrus", ":=");
export const AugmentedToken = define("Augmented", /\*\*=|\/\/=|<<=|>>=|[-+*/%@&|^]=/, {
  label: "an assignment",
});
export const Power = define("Power", "**", { categories: [BinaryOperatorToken] });
define("FloorDivide", "//", { categories: [BinaryOperatorToken] });
define("ShiftLeft", "<<", { categories: [BinaryOperatorToken] });
define("ShiftRight", ">>", { categories: [BinaryOperatorToken] });
define("Compare", /[<>=!]=|[<>]/, { categories: [BinaryOperatorToken], label: "a comparison" });
export const Equals = define("Equals", "=");
export const Star = define("Star", "*", { categories: [BinaryOperatorToken] });
define("PlusMinus", /[-+]/, { categories: [BinaryOperatorToken, SignToken], label: "`+`" });
define("Operator", /[/%@&|^]/, { categories: [BinaryOperatorToken], label: "an operator" });
define("Tilde", "~", { categories: [SignToken] });
export const LParen = define("LParen", "(");
export const RParen = define("RParen", ")");
export const LSquare = define("LSquare", "[");
export const RSquare = define("RSquare", "]");
export const LCurly = define("LCurly", "{");
export const RCurly = define("RCurly", "}");
export const Comma = define("Comma", ",");
export const Colon = define("Colon", ":");
export const Semicolon = define("Semicolon", ";");
export const Dot = define("Dot", ".");
export const Question = define("Question", "?");

export const allTokens: readonly TokenType[] = all;

const lexer = new Lexer(all, {
  positionTracking: "onlyOffset",
  ensureOptimizations: true,
  safeMode: false,
  recoveryEnabled: true,
});

/** The tokens of a text. Characters that begin none are tokens too, so that nothing is passed over in silence. */
export function lex(text: string): IToken[] {
  const { tokens, errors } = lexer.tokenize(text);
  if (errors.length === 0) return tokens;
  for (const error of errors) {
    const image = text.slice(error.offset, error.offset + error.length);
    tokens.push(makeToken(UnknownToken, image, error.offset));
  }
  return tokens.sort((a, b) => a.startOffset - b.startOffset);
}

/** A token that no lexer made: a closing bracket that is missing, a pattern joined from pieces. */
export const makeToken = (type: TokenType, image: string, start: number): IToken =>
  createTokenInstance(
    type,
    image,
    start,
    start + image.length - 1,
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  );

/** Where a token ends. */
export const endOf = (token: IToken): number => token.startOffset + token.image.length;

export const isEnd = (token: IToken): boolean => token.tokenType === EOF;
