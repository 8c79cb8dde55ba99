// Python as a small tree: expressions that know where they may be split, and statements. It never knows Net and never
// prints.

/** Something in brackets whose items may stand on lines of their own. */
export interface Bracket {
  readonly open: "(" | "[" | "{";
  readonly close: ")" | "]" | "}";
  readonly items: readonly Python[];
  /** Whether a comma may follow the last item: not in `(a + b)` and not in a subscript. */
  readonly comma: boolean;
  /** A list, tuple or dictionary: several items never share a line of their own. */
  readonly literal?: boolean;
}

export type Piece = string | Bracket;

/** An expression: its pieces in order, how strongly it binds, and where it can be split between operators. */
export interface Python {
  readonly pieces: readonly Piece[];
  readonly strength: number;
  /** `[a, "+", b]`: operands and operators in turn, for expressions too long for a line. */
  readonly operands?: readonly { readonly operator?: string; readonly value: Python }[];
}

/** How strongly the forms of an expression bind, as in Python's reference (6.17). */
export const strength = {
  tuple: 0,
  lambda: 1,
  conditional: 2,
  or: 3,
  and: 4,
  not: 5,
  comparison: 6,
  "|": 7,
  "^": 8,
  "&": 9,
  shift: 10,
  sum: 11,
  product: 12,
  unary: 13,
  power: 14,
  atom: 16,
} as const;

export const atom = (text: string): Python => ({ pieces: [text], strength: strength.atom });

export const none = atom("None");

/** The text on one line. */
export const flat = (node: Python): string => node.pieces.map(flatPiece).join("");

const flatPiece = (piece: Piece): string =>
  typeof piece === "string"
    ? piece
    : `${piece.open}${piece.items.map(flat).join(", ")}${needsComma(piece) ? "," : ""}${piece.close}`;

/** `(a,)` is a tuple only with its comma. */
export const needsComma = ({ open, literal, items }: Bracket): boolean =>
  open === "(" && literal === true && items.length === 1;

/** In parentheses where it binds weaker than its place asks. */
export const within = (node: Python, least: number): Python =>
  node.strength >= least
    ? node
    : { pieces: [{ open: "(", close: ")", items: [node], comma: false }], strength: strength.atom };

export const call = (callee: Python | string, args: readonly Python[]): Python => ({
  pieces: [
    ...within(typeof callee === "string" ? atom(callee) : callee, strength.atom).pieces,
    { open: "(", close: ")", items: args, comma: true },
  ],
  strength: strength.atom,
});

export const keyword = (name: string, value: Python): Python => ({
  pieces: [`${name}=`, ...value.pieces],
  strength: strength.atom,
  ...(value.operands ? { operands: value.operands } : {}),
});

export const prefixed = (mark: string, value: Python): Python => ({
  pieces: [mark, ...value.pieces],
  strength: strength.atom,
});

export const list = (items: readonly Python[]): Python => ({
  pieces: [{ open: "[", close: "]", items, comma: true, literal: true }],
  strength: strength.atom,
});

export function tuple(items: readonly Python[]): Python {
  const bracket: Bracket = { open: "(", close: ")", items, comma: true, literal: true };
  return { pieces: [bracket], strength: strength.atom };
}

export const dictionary = (entries: readonly (readonly [Python | undefined, Python])[]): Python => ({
  pieces: [
    {
      open: "{",
      close: "}",
      literal: true,
      items: entries.map(([key, value]) =>
        key === undefined
          ? prefixed("**", value)
          : { pieces: [...key.pieces, ": ", ...value.pieces], strength: strength.atom },
      ),
      comma: true,
    },
  ],
  strength: strength.atom,
});

export const attribute = (value: Python, name: string): Python => ({
  pieces: [...within(value, strength.atom).pieces, `.${name}`],
  strength: strength.atom,
});

export const subscript = (value: Python, index: readonly Python[]): Python => ({
  pieces: [
    ...within(value, strength.atom).pieces,
    { open: "[", close: "]", items: index, comma: index.length > 1 },
  ],
  strength: strength.atom,
});

/** Operands with operators between them, all of one strength. */
export const operation = (
  operands: readonly { readonly operator?: string; readonly value: Python }[],
  level: number,
): Python => ({
  pieces: operands.flatMap(({ operator, value }) =>
    operator === undefined ? value.pieces : [` ${operator} `, ...value.pieces],
  ),
  strength: level,
  operands,
});

const simple = /^-?[\w.]+$/;

/** `a ** b`, without spaces where both are plain, as formatters write it. */
export function power(left: Python, right: Python): Python {
  const [a, b] = [within(left, strength.power + 1), within(right, strength.unary)];
  const tight = simple.test(flat(a)) && simple.test(flat(b));
  return { pieces: [...a.pieces, tight ? "**" : " ** ", ...b.pieces], strength: strength.power };
}

/** `a:b:c`, with spaces where a bound is more than a name or a number. */
export function slice(parts: readonly (Python | undefined)[]): Python {
  const [lower, upper, step] = parts;
  const spaced = parts.some((part) => part && !/^-?\w+$/.test(flat(part)));
  const before = (part: Python | undefined): string => (part && spaced ? " " : "");
  const pieces: Piece[] = [
    ...(lower?.pieces ?? []),
    `${before(lower)}:${before(upper)}`,
    ...(upper?.pieces ?? []),
  ];
  if (step) pieces.push(`${before(upper)}:${before(step)}`, ...step.pieces);
  return { pieces, strength: strength.tuple };
}

/** A string in double quotes, unless single ones save escapes. */
export function string(text: string): Python {
  return atom(quoted(text));
}

export function quoted(text: string): string {
  const escaped = escapeText(text);
  return text.includes('"') && !text.includes("'") ? `'${escaped}'` : `"${escaped.replaceAll('"', '\\"')}"`;
}

export const escapeText = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped.
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);

// ---- Statements --------------------------------------------------------------------------------------------------

export type PythonStatement =
  | { readonly kind: "assign"; readonly targets: readonly string[]; readonly value: Python; comment?: string }
  | {
      readonly kind: "line";
      readonly before: string;
      readonly value: Python | undefined;
      readonly after?: string;
      comment?: string;
    }
  | {
      readonly kind: "block";
      readonly header: { readonly before: string; readonly value?: Python | undefined };
      readonly body: readonly PythonStatement[];
      comment?: string;
    }
  | {
      readonly kind: "assert";
      readonly condition: Python;
      readonly negated: Python;
      readonly message: Python | undefined;
      comment?: string;
    }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "docstring"; readonly text: string }
  | { readonly kind: "blank"; readonly lines?: number };

export const assign = (target: string, value: Python): PythonStatement => ({
  kind: "assign",
  targets: [target],
  value,
});
export const line = (before: string, value?: Python): PythonStatement => ({ kind: "line", before, value });
export const block = (
  before: string,
  value: Python | undefined,
  body: readonly PythonStatement[],
): PythonStatement => ({ kind: "block", header: { before, value }, body });
export const comment = (text: string): PythonStatement => ({ kind: "comment", text });

/** A function; its parameters may stand on lines of their own. */
export const func = (
  name: string,
  parameters: readonly Python[],
  body: readonly PythonStatement[],
): PythonStatement =>
  block(
    `def ${name}`,
    { pieces: [{ open: "(", close: ")", items: parameters, comma: true }], strength: 99 },
    body,
  );
