// Reads the text of one head to a `Head`, the same object for the same text. It never throws and never looks around the text.
import type { IToken } from "chevrotain";
import { balance } from "./brackets.ts";
import { foreignStatement, foreignToken } from "./foreign.ts";
import { joinGlobs } from "./globs.ts";
import { type HeadContent, HeadParser } from "./grammar.ts";
import { type PreparedString, prepareStrings } from "./prepare.ts";
import { describe } from "./token-parser.ts";
import * as T from "./tokens.ts";
import { endOf, isEnd, lex } from "./tokens.ts";
import type { Expression, Head, SyntaxProblem } from "./tree.ts";
import { nodeDepth } from "./walk.ts";
import { isDeclaration, type StatementWord, statementWord } from "./words.ts";

const cacheSize = 20_000;
const caches: Map<string, HeadText>[] = Array.from({ length: 6 }, () => new Map());

/** A head and its text, both shared by all statements that say the same. */
export interface HeadText {
  readonly head: Head;
  readonly text: string;
}

const deepestBracket = 80;
const deepestTree = 250;

const mayBeForeign = /:=|\b(?:lambda|yield|await)\b/;
const noStrings: ReadonlyMap<IToken, PreparedString> = new Map();

let parser: HeadParser | undefined;
const theParser = (): HeadParser => (parser ??= new HeadParser());

/** The head of a text that was cut as a statement beginning with `word`. */
export function readHead(text: string, word: StatementWord, inLayer: boolean): HeadText {
  const foreign = word === "foreign-line" || word === "foreign-block";
  const declared = isDeclaration(word) ? word : undefined;
  const cache = caches[(inLayer ? 1 : 0) + (foreign ? 2 : declared ? 4 : 0)]!;
  const known = cache.get(text);
  if (known) return known;
  // A part of a file's text would keep the whole text alive; a text of its own does not.
  const own = ` ${text}`.slice(1);
  const head = foreign ? broken(own, [foreignStatement(own)]) : readNew(own, declared, inLayer);
  if (cache.size >= cacheSize) {
    let n = cacheSize >> 1;
    for (const key of cache.keys()) {
      cache.delete(key);
      if (--n === 0) break;
    }
  }
  const made = { head, text: own };
  cache.set(own, made);
  return made;
}

const broken = (text: string, problems: readonly SyntaxProblem[]): Head => ({
  kind: "broken",
  length: text.length,
  problems,
});

const tooDeep = (text: string): Head =>
  broken(text, [{ code: "syntax-too-deep", facts: { limit: deepestBracket }, start: 0, end: text.length }]);

function readNew(text: string, declared: StatementWord | undefined, inLayer: boolean): Head {
  try {
    return read(text, declared, inLayer);
  } catch (error) {
    // The parser descends, so a text of thousands of nested pieces runs out of stack.
    if (error instanceof RangeError) return tooDeep(text);
    throw error;
  }
}

/** `declared` is set where a body follows, so that `model` without a name is known from the name `model`. */
function read(text: string, declared: StatementWord | undefined, inLayer: boolean): Head {
  const lexed = lex(text);
  const problems: SyntaxProblem[] = [];
  const quoted = /["']/.test(text);
  const open = quoted && lexed.find((token) => token.tokenType === T.OpenStringToken);
  if (open) {
    const quote = /["']/.exec(open.image)![0];
    problems.push({
      code: "syntax-unclosed-string",
      facts: { quote },
      start: open.startOffset,
      end: endOf(open),
    });
  }
  const balanced = balance(lexed);
  if (balanced.deepest > deepestBracket) return tooDeep(text);
  if (balanced.problem && problems.length === 0) problems.push(balanced.problem);
  let tokens = balanced.tokens;
  const foreign = mayBeForeign.test(text) ? foreignToken(tokens) : undefined;
  if (foreign) {
    if (problems.length === 0) problems.push(foreign.problem);
    tokens = closed(tokens.slice(0, foreign.index));
  }
  const leading = takeLeadingArrow(tokens);
  if (leading) {
    problems.push(leading.problem);
    tokens = leading.tokens;
  }
  if (tokens.length === 0) return broken(text, problems.length > 0 ? problems : [unexpectedEnd(text)]);
  let word = declared ?? statementWord(tokens[0]!.image, tokens[1]?.image, inLayer);
  if (word === "foreign-line" || word === "foreign-block") word = "simple";
  if (word === "freeze" || word === "unfreeze") tokens = joinGlobs(tokens);

  const strings = quoted ? prepareStrings(tokens, readHole) : noStrings;
  const first = attempt(word, tokens, strings, inLayer);
  let content = first.content;
  for (const problem of first.problems) {
    if (problem.code !== "syntax-unexpected" || problems.length === 0) problems.push(problem);
  }
  if (first.failed !== undefined) {
    const at = first.failed;
    if (problems.length === 0) problems.push(unexpected(tokens, at, first.expected, word));
    content =
      attempt(word, closed(tokens.slice(0, at)), strings, inLayer).content ??
      withoutValue(tokens, strings, word, inLayer);
  }
  if (!content) return broken(text, problems);
  // The parser made the object for this head alone, so it is completed in place.
  const head = Object.assign(content, { length: text.length, problems }) as Head;
  return tokens.length > 200 && nodeDepth(head) > deepestTree ? tooDeep(text) : head;
}

interface Attempt {
  readonly content: HeadContent | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** The token that could not be read. */
  readonly failed: number | undefined;
  readonly expected: string;
}

function attempt(
  word: StatementWord,
  tokens: IToken[],
  strings: ReadonlyMap<IToken, PreparedString>,
  inLayer: boolean,
): Attempt {
  const p = theParser();
  p.inLayer = inLayer;
  const content = p.read(word, tokens, strings);
  const error = p.errors[0];
  if (!error) return { content, problems: p.problems, failed: undefined, expected: "" };
  const index = isEnd(error.token) ? tokens.length : tokens.indexOf(error.token);
  return {
    content: undefined,
    problems: p.problems,
    failed: index < 0 ? tokens.length : index,
    expected: error.message,
  };
}

/** `x = …` without what stands behind its last `=`, so that its names are known. */
function withoutValue(
  tokens: IToken[],
  strings: ReadonlyMap<IToken, PreparedString>,
  word: StatementWord,
  inLayer: boolean,
): HeadContent | undefined {
  let depth = 0;
  let equals = -1;
  for (let i = 0; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (type === T.LParen || type === T.LSquare || type === T.LCurly) depth++;
    else if (type === T.RParen || type === T.RSquare || type === T.RCurly) depth--;
    else if (type === T.Equals && depth === 0) equals = i;
  }
  return equals > 0 ? attempt(word, tokens.slice(0, equals + 1), strings, inLayer).content : undefined;
}

const closed = (tokens: IToken[]): IToken[] => (tokens.length > 0 ? balance(tokens).tokens : tokens);

function takeLeadingArrow(tokens: IToken[]): { tokens: IToken[]; problem: SyntaxProblem } | undefined {
  const arrow = tokens[0];
  if (arrow?.tokenType !== T.Arrow) return undefined;
  let n = 1;
  while (tokens[n]?.tokenType === T.Arrow) n++;
  const problem = {
    code: "syntax-dangling-arrow",
    facts: { where: "start" },
    start: arrow.startOffset,
    end: endOf(arrow),
  };
  return { tokens: tokens.slice(n), problem };
}

const unexpectedEnd = (text: string): SyntaxProblem => ({
  code: "syntax-unexpected",
  facts: { found: `\`${text.slice(0, 20)}\``, expected: "a statement" },
  start: 0,
  end: Math.max(1, text.length),
});

function unexpected(
  tokens: readonly IToken[],
  at: number,
  expected: string,
  word: StatementWord,
): SyntaxProblem {
  const token = tokens[at];
  const real = token && token.image !== "";
  const shown = real ? token : tokens.findLast((t, i) => i < at && t.image !== "");
  return {
    code: "syntax-unexpected",
    facts: {
      found: real ? describe(token) : "the end of the statement",
      expected:
        token?.tokenType === T.Comma && expected.startsWith("`,`")
          ? "a value"
          : expected || (real ? expectedBehind(token, word) : "more"),
    },
    start: shown?.startOffset ?? 0,
    end: shown ? endOf(shown) : 1,
  };
}

/** What might stand behind a complete statement in place of a token that cannot. */
function expectedBehind(token: IToken, word: StatementWord): string {
  switch (token.tokenType) {
    case T.Equals:
      return word === "if" || word === "elif" || word === "assert"
        ? "`==`, as a single `=` assigns"
        : "the end of the statement";
    case T.Arrow:
      return "the end of the statement; a pipeline in it needs parentheses";
    case T.Colon:
      return "the end of the statement; a label is a name or a string";
    case T.UnknownToken:
      return /\p{L}/u.test(token.image) ? "a letter from a to z, a digit or `_`" : "something Net can read";
    case T.LCurly:
      return "the end of the statement; it has no body";
    default:
      return word === "simple" ? "an operator, a comma or a new line" : "the end of the statement";
  }
}

/** The expression in a hole of a string; its offsets are those of the statement. */
function readHole(text: string, offset: number): { value: Expression; problems: readonly SyntaxProblem[] } {
  const lexed = lex(text);
  for (const token of lexed) token.startOffset += offset;
  const nothing: Expression = { kind: "missing", start: offset, end: offset + text.length };
  const problem = (code: string, facts: SyntaxProblem["facts"], at?: IToken): SyntaxProblem => ({
    code,
    facts,
    start: at?.startOffset ?? offset,
    end: at ? endOf(at) : offset + Math.max(1, text.length),
  });
  if (lexed.length === 0) {
    return {
      value: nothing,
      problems: [problem("syntax-unexpected", { found: "`{}`", expected: "a value between the braces" })],
    };
  }
  const { tokens, problem: bracket, deepest } = balance(lexed);
  const foreign = foreignToken(tokens);
  if (bracket || foreign || deepest > deepestBracket)
    return {
      value: nothing,
      problems: [bracket ?? foreign?.problem ?? problem("syntax-too-deep", { limit: deepestBracket })],
    };
  const strings = prepareStrings(tokens, readHole);
  const p = theParser();
  const value = p.readExpression(tokens, strings);
  const error = p.errors[0];
  const problems = p.problems.slice(0, 1);
  if (error && problems.length === 0) {
    const at = isEnd(error.token) ? undefined : error.token;
    problems.push(
      problem(
        "syntax-unexpected",
        { found: at ? describe(at) : "the end of the braces", expected: error.message || "`}`" },
        at,
      ),
    );
  }
  return { value: value && !error ? value : nothing, problems };
}
