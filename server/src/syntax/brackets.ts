// Makes the brackets of a head agree before it is parsed: closes those left open, drops those never opened, and says so. It
// never moves a token.
import type { IToken, TokenType } from "chevrotain";
import { endOf, LCurly, LParen, LSquare, makeToken, RCurly, RParen, RSquare } from "./tokens.ts";
import type { SyntaxProblem } from "./tree.ts";

const closing = new Map<TokenType, TokenType>([
  [LParen, RParen],
  [LSquare, RSquare],
  [LCurly, RCurly],
]);
const closers: ReadonlySet<TokenType> = new Set(closing.values());
const imageOf = new Map<TokenType, string>([
  [RParen, ")"],
  [RSquare, "]"],
  [RCurly, "}"],
]);

export interface Balanced {
  readonly tokens: IToken[];
  /** At most one: the brackets of a head are one mistake. */
  readonly problem: SyntaxProblem | undefined;
  readonly deepest: number;
}

export function balance(tokens: IToken[]): Balanced {
  const agreed = depthIfBalanced(tokens);
  return agreed >= 0 ? { tokens, problem: undefined, deepest: agreed } : mend(tokens);
}

/** How deep the brackets go if all agree, else -1. */
function depthIfBalanced(tokens: readonly IToken[]): number {
  let deepest = 0;
  const open: TokenType[] = [];
  for (const { tokenType: type } of tokens) {
    if (type === LParen || type === LSquare || type === LCurly) {
      open.push(type === LParen ? RParen : type === LSquare ? RSquare : RCurly);
      if (open.length > deepest) deepest = open.length;
    } else if ((type === RParen || type === RSquare || type === RCurly) && open.pop() !== type) return -1;
  }
  return open.length === 0 ? deepest : -1;
}

function mend(tokens: IToken[]): Balanced {
  const stack: IToken[] = [];
  const open = new Map<TokenType, number>();
  let problem: SyntaxProblem | undefined;
  let result: IToken[] | undefined;
  let deepest = 0;
  /** The brackets to insert for the problem are all known. */
  let complete = false;

  const closeTop = (at: number): void => {
    const token = stack.pop()!;
    if (problem?.code === "syntax-unclosed-bracket" && problem.facts.found === undefined && !complete) {
      const missing = `${problem.facts.missing ?? ""}${imageOf.get(closing.get(token.tokenType)!)!}`;
      problem = { ...problem, facts: { ...problem.facts, missing, to: at - problem.start } };
    }
    const type = closing.get(token.tokenType)!;
    open.set(type, open.get(type)! - 1);
    result!.push(makeToken(type, "", at));
  };
  const unclosed = (token: IToken, found?: string): SyntaxProblem => ({
    code: "syntax-unclosed-bracket",
    facts: { bracket: token.image, closing: imageOf.get(closing.get(token.tokenType)!)!, found },
    start: token.startOffset,
    end: endOf(token),
  });

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    const closer = closing.get(type);
    if (closer) {
      stack.push(token);
      if (stack.length > deepest) deepest = stack.length;
      open.set(closer, (open.get(closer) ?? 0) + 1);
    } else if (closers.has(type)) {
      const top = stack.at(-1);
      if (top && closing.get(top.tokenType) === type) {
        stack.pop();
        open.set(type, open.get(type)! - 1);
      } else {
        result ??= tokens.slice(0, i);
        if ((open.get(type) ?? 0) > 0) {
          while (closing.get(stack.at(-1)!.tokenType) !== type) {
            problem ??= unclosed(stack.at(-1)!);
            closeTop(token.startOffset);
          }
          complete = true;
          stack.pop();
          open.set(type, open.get(type)! - 1);
        } else {
          if (top && type !== RCurly) {
            problem ??= { ...unclosed(top, token.image), start: token.startOffset, end: endOf(token) };
            closeTop(token.startOffset);
          } else {
            const { image, startOffset } = token;
            problem ??= {
              code: "syntax-unopened-bracket",
              facts: { bracket: image },
              start: startOffset,
              end: endOf(token),
            };
          }
          continue;
        }
      }
    }
    result?.push(token);
  }
  if (stack.length > 0) {
    result ??= [...tokens];
    if (problem) complete = true;
    else problem = unclosed(stack[0]!);
    const end = endOf(tokens.at(-1)!);
    while (stack.length > 0) closeTop(end);
  }
  return { tokens: result ?? tokens, problem, deepest };
}
