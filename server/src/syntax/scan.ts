// Reads a text into flat arrays of light tokens, enough to cut it into statements. It never judges and never makes nodes.
import type { Span } from "../text/span.ts";

/** Kinds of light tokens. */
export const Kind = {
  Word: 0,
  Number: 1,
  String: 2,
  OpenParen: 3,
  OpenSquare: 4,
  OpenCurly: 5,
  CloseParen: 6,
  CloseSquare: 7,
  CloseCurly: 8,
  Colon: 9,
  Semicolon: 10,
  Arrow: 11,
  Ellipsis: 12,
  Question: 13,
  Other: 14,
} as const;

export interface Scan {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Whether the token is the first of its line; a line joined to the one before by `\` has no first token. */
  readonly first: Uint8Array;
  /** The column at which the token's line begins, tabs up to the next eighth. */
  readonly indent: Int32Array;
  /** What that line's indentation is made of: 1 spaces, 2 tabs, 3 both. */
  readonly blanks: Uint8Array;
  readonly comments: readonly Span[];
}

const headerWord = /[ \t]*(?:\}[ \t]*)?(?:for|if|elif|else|repeat|model|block|layer|training)\b/y;
const prefixes = new Set(["f", "r", "b", "u", "fr", "rf", "br", "rb"]);

const isWordCode = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57);

/** Blanks between tokens other than line ends; a byte-order mark and the no-break space are among them. */
const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 12 || c === 0xa0 || c === 0xfeff;

export function scan(text: string): Scan {
  const length = text.length;
  let capacity = (length >> 1) + 16;
  let kind = new Uint8Array(capacity);
  let start = new Int32Array(capacity);
  let end = new Int32Array(capacity);
  let first = new Uint8Array(capacity);
  let indent = new Int32Array(capacity);
  let blanks = new Uint8Array(capacity);
  const comments: Span[] = [];
  const lastTriple = { '"""': text.lastIndexOf('"""'), "'''": text.lastIndexOf("'''") };
  let count = 0;
  let at = 0;
  let lineStart = 0;
  let fresh = true;
  let column = 0;
  let made = 0;

  const grow = (): void => {
    capacity = length + 16;
    const bytes = (old: Uint8Array): Uint8Array<ArrayBuffer> => {
      const larger = new Uint8Array(capacity);
      larger.set(old);
      return larger;
    };
    const ints = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(capacity);
      larger.set(old);
      return larger;
    };
    kind = bytes(kind);
    start = ints(start);
    end = ints(end);
    first = bytes(first);
    indent = ints(indent);
    blanks = bytes(blanks);
  };

  const push = (k: number, from: number, to: number): void => {
    if (count === capacity) grow();
    if (fresh) {
      column = 0;
      made = 0;
      for (let i = lineStart; i < from; i++) {
        const c = text.charCodeAt(i);
        if (c === 9) {
          column = (column & ~7) + 8;
          made |= 2;
        } else if (c !== 0xfeff && c !== 12) {
          column++;
          made |= 1;
        }
      }
    }
    kind[count] = k;
    start[count] = from;
    end[count] = to;
    first[count] = fresh ? 1 : 0;
    indent[count] = column;
    blanks[count] = made;
    fresh = false;
    count++;
    at = to;
  };

  const string = (from: number, quoteAt: number): void => {
    const quote = text[quoteAt]!;
    const triple = quote.repeat(3) as '"""' | "'''";
    if (text.startsWith(triple, quoteAt)) {
      let close = quoteAt + 3 <= lastTriple[triple] ? text.indexOf(triple, quoteAt + 3) : -1;
      while (close >= 0 && escaped(text, close)) close = text.indexOf(triple, close + 1);
      push(Kind.String, from, close >= 0 ? close + 3 : lineEnd(text, quoteAt));
      return;
    }
    const code = quote.charCodeAt(0);
    let i = quoteAt + 1;
    for (; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c === 92) {
        if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
        i++;
      } else if (c === code) {
        push(Kind.String, from, i + 1);
        return;
      } else if (c === 10 || c === 13) break;
    }
    // Not closed: it ends with its line, but leaves a header its body.
    i = Math.min(i, length);
    let brace = i - 1;
    while (isBlank(text.charCodeAt(brace))) brace--;
    headerWord.lastIndex = lineStart;
    if (brace > quoteAt && text[brace] === "{" && headerWord.test(text)) {
      i = brace;
      while (isBlank(text.charCodeAt(i - 1))) i--;
    }
    push(Kind.String, from, Math.max(i, quoteAt + 1));
  };

  while (at < length) {
    const c = text.charCodeAt(at);
    if (isBlank(c)) {
      at++;
    } else if (c === 10 || c === 13) {
      at++;
      lineStart = at;
      fresh = true;
    } else if (c === 35) {
      const close = lineEnd(text, at);
      comments.push({ start: at, end: close });
      at = close;
    } else if (c === 92) {
      // `\` joins its line to the next one.
      let i = at + 1;
      while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
      if (text.charCodeAt(i) === 13 && text.charCodeAt(i + 1) === 10) at = i + 2;
      else if (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 13) at = i + 1;
      else push(Kind.Other, at, at + 1);
    } else if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95) {
      let i = at + 1;
      while (i < length && isWordCode(text.charCodeAt(i))) i++;
      const q = text.charCodeAt(i);
      if ((q === 34 || q === 39) && i - at <= 2 && prefixes.has(text.slice(at, i).toLowerCase()))
        string(at, i);
      else push(Kind.Word, at, i);
    } else if (c === 34 || c === 39) {
      string(at, at);
    } else if (c >= 48 && c <= 57) {
      let i = at + 1;
      while (i < length && isWordCode(text.charCodeAt(i))) i++;
      if (text.charCodeAt(i) === 46 && text.charCodeAt(i + 1) !== 46) {
        i++;
        while (i < length && isWordCode(text.charCodeAt(i))) i++;
      }
      push(Kind.Number, at, i);
    } else {
      switch (c) {
        case 40:
          push(Kind.OpenParen, at, at + 1);
          break;
        case 91:
          push(Kind.OpenSquare, at, at + 1);
          break;
        case 123:
          push(Kind.OpenCurly, at, at + 1);
          break;
        case 41:
          push(Kind.CloseParen, at, at + 1);
          break;
        case 93:
          push(Kind.CloseSquare, at, at + 1);
          break;
        case 125:
          push(Kind.CloseCurly, at, at + 1);
          break;
        case 59:
          push(Kind.Semicolon, at, at + 1);
          break;
        case 63:
          push(Kind.Question, at, at + 1);
          break;
        case 58:
          if (text.charCodeAt(at + 1) === 61) push(Kind.Other, at, at + 2);
          else push(Kind.Colon, at, at + 1);
          break;
        case 45:
          if (text.charCodeAt(at + 1) === 62) push(Kind.Arrow, at, at + 2);
          else if (text.charCodeAt(at + 1) === 61) push(Kind.Other, at, at + 2);
          else push(Kind.Other, at, at + 1);
          break;
        case 46:
          if (text.startsWith("...", at)) push(Kind.Ellipsis, at, at + 3);
          else push(Kind.Other, at, at + 1);
          break;
        default: {
          // `+=` and the like are one token, so that a word before them is seen to be a name.
          let i = at + 1;
          if (text.charCodeAt(i) === c && (c === 42 || c === 47 || c === 60 || c === 62)) i++;
          if (c !== 61 && text.charCodeAt(i) === 61 && "+*/%@&|^<>!".includes(text[at]!)) i++;
          else if (c === 61 && text.charCodeAt(i) === 61) i++;
          push(Kind.Other, at, i);
        }
      }
    }
  }
  return { text, count, kind, start, end, first, indent, blanks, comments };
}

function escaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}

function lineEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) break;
    i++;
  }
  return i;
}
