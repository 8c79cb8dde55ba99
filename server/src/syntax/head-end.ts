// Finds where the head of a statement ends and what opens its body. It never reads what the head says.
import type { Region } from "./regions.ts";
import { Kind, type Scan } from "./scan.ts";
import { endsExpression, isWord, opensStatement, textAt } from "./statement-openings.ts";
import { isDeclaration, type StatementWord } from "./words.ts";

/** A place among the tokens of a text. */
export interface Cursor {
  readonly s: Scan;
  /** The token that comes next. */
  i: number;
  /** The next declaration at column 0; nothing reaches beyond it. */
  stop: number;
  /** What is known of the brackets up to there. */
  region: Region;
}

/** What opens the body behind a head. */
export type Opened = "braces" | "colon" | "none";

/** Passes a head; afterwards `at.i` is behind it, at the `{` or `:` of its body if it has one. */
export function passHead(at: Cursor, t: number, limit: number, header: boolean): Opened {
  const { s } = at;
  const stack: number[] = [];
  const open = [0, 0, 0];
  const pop = (): void => {
    open[s.kind[stack.pop()!]! - Kind.OpenParen]!--;
  };
  const { recover } = at.region;
  const dictAfter = (k: number): boolean => k === t && (isWord(s, k, "output") || isWord(s, k, "return"));
  const alone = isWord(s, t, "else") && !isWord(s, t + 1, "if");
  let i = t;
  for (; i < s.count; i++) {
    if (i > t && s.first[i]) {
      if (i >= at.stop) break;
      if (stack.length === 0) {
        if (header) break;
        if (s.kind[i] === Kind.CloseCurly) break;
        if (limit >= 0 && s.indent[i]! <= limit) break;
        if (s.kind[i] !== Kind.Arrow && (s.kind[i - 1] !== Kind.Arrow || opensStatement(s, i))) break;
      } else if (recover) {
        const kind = s.kind[i]!;
        const closer = kind >= Kind.CloseParen && kind <= Kind.CloseCurly;
        if (opensStatement(s, i)) break;
        if (!closer && s.indent[i]! <= s.indent[stack[0]!]!) break;
      }
    }
    const kind = s.kind[i]!;
    // An `else` is complete; what follows without a `:` is its body all the same.
    if (i === t + 1 && alone && kind !== Kind.OpenCurly && kind !== Kind.Colon) break;
    switch (kind) {
      case Kind.OpenCurly: {
        const body =
          i > t && !dictAfter(i - 1) && (endsExpression(s, i - 1) || (i - 1 === t && isWord(s, t, "else")));
        const opens = stack.length === 0 || (recover && header);
        if ((body && opens) || (header && opensDeclared(at, t, i, stack))) {
          at.i = i;
          return "braces";
        }
        stack.push(i);
        open[2]!++;
        break;
      }
      case Kind.OpenParen:
      case Kind.OpenSquare:
        stack.push(i);
        open[kind - Kind.OpenParen]!++;
        break;
      case Kind.CloseParen:
      case Kind.CloseSquare: {
        if (stack.length === 0) break;
        const wanted = kind - 3;
        if (open[wanted - Kind.OpenParen]! > 0) {
          while (s.kind[stack.at(-1)!] !== wanted) pop();
        }
        pop();
        break;
      }
      case Kind.CloseCurly:
        if (open[2] === 0) {
          at.i = i;
          return "none";
        }
        while (s.kind[stack.at(-1)!] !== Kind.OpenCurly) pop();
        pop();
        break;
      case Kind.Colon:
        if (header && (stack.length === 0 || (recover && (i + 1 >= s.count || !!s.first[i + 1])))) {
          at.i = i;
          return "colon";
        }
        break;
      case Kind.Semicolon:
        at.i = i;
        return "none";
    }
  }
  at.i = i;
  return "none";
}

/** In the header of a declaration a `{` behind `(`, `,` or `for` is its body, since no dictionary can stand there. */
function opensDeclared(at: Cursor, t: number, i: number, stack: readonly number[]): boolean {
  const { s } = at;
  if (!isDeclaration(textAt(s, t) as StatementWord)) return false;
  if (stack.length === 0) return isWord(s, i - 1, "for");
  return (
    at.region.recover &&
    stack.length === 1 &&
    stack[0]! <= t + 2 &&
    (s.kind[i - 1] === Kind.OpenParen || textAt(s, i - 1) === ",")
  );
}
