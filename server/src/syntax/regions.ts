// Whether the brackets between two declarations have their other halves, known before any statement is cut. It mends nothing.
import { Kind, type Scan } from "./scan.ts";
import { opensStatement } from "./statement-openings.ts";

/** What is known of the brackets between two declarations at column 0. */
export interface Region {
  /** A bracket is wrong somewhere, so lines and indentation decide where one ends. */
  readonly recover: boolean;
  /** `}` without a `{`. */
  stray: number;
  readonly unclosedBrace: boolean;
}

/** Reads the brackets of a region once, to know whether any is wrong. */
export function lookAt(s: Scan, from: number, to: number): Region {
  const stack: number[] = [];
  let braces = 0;
  let stray = 0;
  let recover = false;
  for (let i = from; i < to; i++) {
    const kind = s.kind[i]!;
    const top = stack.at(-1);
    const inBracket = top !== undefined && top !== Kind.OpenCurly;
    if (kind >= Kind.OpenParen && kind <= Kind.OpenCurly) {
      stack.push(kind);
      if (kind === Kind.OpenCurly) braces++;
    } else if (kind === Kind.CloseCurly) {
      if (braces === 0) {
        stray++;
        recover = true;
        continue;
      }
      while (stack.pop() !== Kind.OpenCurly) recover = true;
      braces--;
    } else if (kind === Kind.CloseParen || kind === Kind.CloseSquare) {
      if (top === kind - 3) stack.pop();
      else recover = true;
    } else if (inBracket && (kind === Kind.Semicolon || (s.first[i] && opensStatement(s, i)))) {
      recover = true;
    }
  }
  return { recover: recover || stack.length > 0, stray, unclosedBrace: braces > 0 };
}
