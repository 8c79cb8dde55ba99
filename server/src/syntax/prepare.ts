// Reads the string tokens of a head before the head is parsed, so that the parser is never entered twice. It never builds heads.
import type { IToken } from "chevrotain";
import { holes, literalShape, replaceEscapes } from "./strings.ts";
import { Colon, OpenStringToken, StringToken } from "./tokens.ts";
import type { Expression, Interpolation, SyntaxProblem } from "./tree.ts";

/** What a string token says. */
export interface PreparedString {
  readonly value: string;
  readonly formatted: boolean;
  /** There where the string interpolates or would as a label. */
  readonly parts: readonly (string | Interpolation)[] | undefined;
  /** Mistakes within its holes; they count where the parts do. */
  readonly problems: readonly SyntaxProblem[];
}

/** Reads the text of a hole that begins at `offset`. */
export type ReadHole = (
  text: string,
  offset: number,
) => { value: Expression; problems: readonly SyntaxProblem[] };

export function prepareStrings(
  tokens: readonly IToken[],
  readHole: ReadHole,
): ReadonlyMap<IToken, PreparedString> {
  const found = new Map<IToken, PreparedString>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const open = token.tokenType === OpenStringToken;
    if (token.tokenType !== StringToken && !open) continue;
    const image = token.image;
    const { formatted, raw, from, to } = literalShape(image, !open);
    const value = replaceEscapes(image.slice(from, to), raw);
    if (!formatted && !(value.includes("{") && beforeColon(tokens, i))) {
      found.set(token, { value, formatted, parts: undefined, problems: [] });
      continue;
    }
    const problems: SyntaxProblem[] = [];
    const parts = holes(image, from, to, raw).map((part): string | Interpolation => {
      if (typeof part === "string") return part;
      const start = token.startOffset + part.start;
      const end = token.startOffset + part.end;
      if (!part.closed && !open) {
        problems.push({
          code: "syntax-unclosed-bracket",
          facts: { bracket: "{", closing: "}" },
          start,
          end: start + 1,
        });
      }
      const inner = readHole(
        image.slice(part.expression.start, part.expression.end),
        token.startOffset + part.expression.start,
      );
      if (part.closed) problems.push(...inner.problems);
      return { kind: "interpolation", expression: inner.value, format: part.format, start, end };
    });
    found.set(token, { value, formatted, parts, problems });
  }
  return found;
}

/** Whether the strings at `i` stand before a `:`, as a label does. */
function beforeColon(tokens: readonly IToken[], i: number): boolean {
  let n = i + 1;
  while (tokens[n]?.tokenType === StringToken) n++;
  return tokens[n]?.tokenType === Colon;
}
