// Joins the pieces of `block5_*` to one token in `freeze` and `unfreeze`. It never touches what stands in a subscript.
import type { IToken } from "chevrotain";
import { endOf, GlobToken, LSquare, makeToken, RSquare } from "./tokens.ts";

const piece = /^(?:\w+|\*\*?)$/;

export function joinGlobs(tokens: readonly IToken[]): IToken[] {
  const joined: IToken[] = [];
  const subscripts: boolean[] = [];
  let deep = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.tokenType === LSquare) {
      const subscript =
        i > 0 && /[\w\])*"']$/.test(tokens[i - 1]!.image) && endOf(tokens[i - 1]!) === token.startOffset;
      subscripts.push(subscript);
      if (subscript) deep++;
    } else if (token.tokenType === RSquare && subscripts.pop()) deep--;
    let end = i;
    if (i > 0 && deep === 0 && piece.test(token.image)) {
      while (
        end + 1 < tokens.length &&
        piece.test(tokens[end + 1]!.image) &&
        tokens[end + 1]!.startOffset === endOf(tokens[end]!)
      )
        end++;
    }
    const image = tokens
      .slice(i, end + 1)
      .map((t) => t.image)
      .join("");
    if (i > 0 && deep === 0 && image.includes("*") && piece.test(token.image)) {
      joined.push(makeToken(GlobToken, image, token.startOffset));
    } else joined.push(...tokens.slice(i, end + 1));
    i = end;
  }
  return joined;
}
