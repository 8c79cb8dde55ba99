// What the tokens at the beginning of a line say of it: which statement they open, whether it has a body. It reads no further
// than that line.
import { Kind, type Scan } from "./scan.ts";
import { isNameText, isStringText, type StatementWord, statementWord } from "./words.ts";

/** A token as it is written. */
export function textAt(s: Scan, i: number): string {
  return s.text.slice(s.start[i], s.end[i]);
}

/** Whether token `i` is there and is this word. */
export function isWord(s: Scan, i: number, word: string): boolean {
  return i < s.count && s.kind[i] === Kind.Word && textAt(s, i) === word;
}

/** The text of the token behind `i` where it is in the same statement's line. */
function nextText(s: Scan, i: number): string | undefined {
  const n = i + 1;
  return n < s.count && !s.first[n] && s.kind[n] !== Kind.Semicolon ? textAt(s, n) : undefined;
}

/** The word a statement goes by whose first token is `i`; `simple` where it begins with none. */
export function wordAt(s: Scan, i: number, inLayer: boolean): StatementWord {
  const kind = s.kind[i];
  if (kind === Kind.Word) {
    const word = textAt(s, i);
    // `try:` and `else:` of Python end their line; `try: Dense(3)` labels a layer.
    if (word === "try" || word === "finally" || word === "except") {
      const colon = i + 1;
      if (nextText(s, i) === ":" && colon + 1 < s.count && !s.first[colon + 1]) return "simple";
    }
    return statementWord(word, nextText(s, i), inLayer);
  }
  if (kind === Kind.Other && textAt(s, i) === "@" && isNameText(nextText(s, i))) return "foreign-line";
  return "simple";
}

/** Whether a declaration of the file begins at token `i`, a constant or an import among them. */
export function declares(s: Scan, i: number): boolean {
  if (s.kind[i] !== Kind.Word) return false;
  const word = textAt(s, i);
  switch (word) {
    case "model":
    case "block":
    case "layer":
    case "training":
    case "const":
      return isNameText(nextText(s, i)) || isStringText(nextText(s, i));
    case "from":
      return isStringText(nextText(s, i));
    default:
      return false;
  }
}

/** Whether a line that starts at `i`, inside a bracket, opens a statement and so ends the bracket. */
export function opensStatement(s: Scan, i: number): boolean {
  if (s.kind[i] !== Kind.Word) return false;
  const word = textAt(s, i);
  switch (word) {
    case "assert":
    case "import":
      return true;
    case "for":
    case "if":
    case "elif":
    case "else":
      return lineHasBody(s, i);
    case "output":
    case "repeat":
    case "freeze":
    case "unfreeze": {
      const next = nextText(s, i);
      return isNameText(next) || isStringText(next) || (next !== undefined && /^\d/.test(next));
    }
    default: {
      const next = nextText(s, i);
      if (!isNameText(next) && !isStringText(next)) return false;
      const what = statementWord(word, next);
      return what !== "simple";
    }
  }
}

/** Whether the line at `i` has a `{` behind an expression or ends in `:`, as a statement's does and a comprehension's does not. */
function lineHasBody(s: Scan, i: number): boolean {
  let depth = 0;
  for (let k = i; k < s.count && (k === i || !s.first[k]); k++) {
    const kind = s.kind[k]!;
    if (kind === Kind.OpenCurly && depth === 0 && (endsExpression(s, k - 1) || k === i + 1)) return true;
    if (kind >= Kind.OpenParen && kind <= Kind.OpenCurly) depth++;
    else if (kind >= Kind.CloseParen && kind <= Kind.CloseCurly) {
      if (--depth < 0) return false;
    } else if (kind === Kind.Colon && depth === 0 && (k + 1 >= s.count || s.first[k + 1])) return true;
  }
  return false;
}

/** Whether an expression can end with token `i`, so that a `{` behind it opens a body. */
export function endsExpression(s: Scan, i: number): boolean {
  switch (s.kind[i]) {
    case Kind.Word: {
      const word = textAt(s, i);
      return isNameText(word);
    }
    case Kind.Number:
    case Kind.String:
    case Kind.CloseParen:
    case Kind.CloseSquare:
    case Kind.CloseCurly:
    case Kind.Ellipsis:
    case Kind.Question:
      return true;
    case Kind.Other:
      // `freeze base.* {` and the like.
      return false;
    default:
      return false;
  }
}

/** How many characters stand before token `i` in its line. */
export function blankLength({ text, start }: Scan, i: number): number {
  let n = 0;
  for (let at = start[i]! - 1; at >= 0; at--, n++) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13) break;
  }
  return n;
}
