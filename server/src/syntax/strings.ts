// Reads what a string literal says: escapes, and the text and expressions of one that interpolates. It never evaluates.

const simple: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
  "\r": "",
};

/** The pieces of a literal as written. */
export interface LiteralShape {
  readonly formatted: boolean;
  readonly raw: boolean;
  /** Where the text between the quotes begins and ends, within the literal. */
  readonly from: number;
  readonly to: number;
}

export function literalShape(image: string, closed: boolean): LiteralShape {
  const quoteAt = image.search(/["']/);
  const prefix = image.slice(0, quoteAt).toLowerCase();
  const quote = image[quoteAt]!;
  const width =
    image.startsWith(quote.repeat(3), quoteAt) && (image.length >= quoteAt + 6 || !closed) ? 3 : 1;
  return {
    formatted: prefix.includes("f"),
    raw: prefix.includes("r"),
    from: quoteAt + width,
    to: closed ? image.length - width : image.length,
  };
}

/** The text with Python's escapes replaced; unknown ones stay as they are. */
export function replaceEscapes(text: string, raw: boolean): string {
  if (raw || !text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(\r\n|[\s\S]))/g,
    (
      whole,
      x: string | undefined,
      u: string | undefined,
      long: string | undefined,
      octal: string | undefined,
      c: string | undefined,
    ) => {
      if (c !== undefined) return c === "\r\n" ? "" : (simple[c] ?? whole);
      const code = octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt((x ?? u ?? long)!, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** A hole of an interpolating string: from its `{` to behind its `}`, with the expression and the format between. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  readonly expression: { readonly start: number; readonly end: number };
  readonly format: string | undefined;
  readonly closed: boolean;
}

/** The text and the holes of `image` between `from` and `to`, in turn; `{{` and `}}` are braces of the text. */
export function holes(image: string, from: number, to: number, raw: boolean): (string | Hole)[] {
  const parts: (string | Hole)[] = [];
  let text = "";
  let i = from;
  while (i < to) {
    const c = image[i]!;
    if (c === "\\" && !raw) {
      text += image.slice(i, i + 2);
      i += 2;
    } else if ((c === "{" || c === "}") && image[i + 1] === c && i + 1 < to) {
      text += c;
      i += 2;
    } else if (c === "{") {
      if (text) parts.push(replaceEscapes(text, raw));
      text = "";
      const hole = readHole(image, i, to);
      parts.push(hole);
      i = hole.end;
    } else {
      text += c;
      i++;
    }
  }
  if (text) parts.push(replaceEscapes(text, raw));
  return parts;
}

function readHole(image: string, start: number, to: number): Hole {
  let depth = 0;
  let quote = "";
  let colon = -1;
  for (let i = start + 1; i < to; i++) {
    const c = image[i]!;
    if (quote) {
      if (c === quote) quote = "";
    } else if (c === "'" || c === '"') quote = c;
    else if (colon < 0 && (c === "(" || c === "[" || c === "{")) depth++;
    else if (colon < 0 && (c === ")" || c === "]")) depth--;
    else if (c === "}") {
      if (depth <= 0) {
        const end = colon >= 0 ? colon : i;
        return {
          start,
          end: i + 1,
          expression: { start: start + 1, end },
          format: colon >= 0 ? image.slice(colon + 1, i) : undefined,
          closed: true,
        };
      }
      depth--;
    } else if (depth === 0 && colon < 0 && (c === ":" || (c === "!" && /[rsa]/.test(image[i + 1] ?? ""))))
      colon = i;
  }
  return {
    start,
    end: to,
    expression: { start: start + 1, end: colon >= 0 ? colon : to },
    format: undefined,
    closed: false,
  };
}
