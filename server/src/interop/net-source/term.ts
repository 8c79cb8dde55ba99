// Values as they are written in a text of Net, kept apart enough to see where two of them differ. They are never evaluated.
import { floatText } from "../../layers/value.ts";

/** A value of a call. A `hole` is the name of a parameter or a loop's variable. */
export type Term =
  /** Written as it stands. */
  | { readonly kind: "text"; readonly text: string }
  /** A bare option such as `relu`; in quotes where a name of the file hides it. */
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "int"; readonly value: number }
  /** A string, in parts. */
  | { readonly kind: "string"; readonly parts: readonly (string | Term)[] }
  | { readonly kind: "tuple" | "list"; readonly items: readonly Term[] }
  /** An object or a layer made by a call: `L2(0.01)`. */
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Argument[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [string, Term])[] }
  | { readonly kind: "hole"; readonly name: string }
  /** `factor * hole + offset`. */
  | { readonly kind: "linear"; readonly name: string; readonly factor: number; readonly offset: number }
  /** `then if name == test else otherwise`. */
  | {
      readonly kind: "choice";
      readonly name: string;
      readonly test: number;
      readonly then: Term;
      readonly otherwise: Term;
    };

/** An argument of a call; without `name` it stands by its position. */
export interface Argument {
  readonly name: string;
  readonly positional: boolean;
  readonly term: Term;
}

export const text = (t: string): Term => ({ kind: "text", text: t });
export const int = (value: number): Term => ({ kind: "int", value });
export const string = (value: string): Term => ({ kind: "string", parts: [value] });

/** `True`, `0.5`, `None`: a plain value of JSON or of the language. */
export function plain(value: null | boolean | bigint | number | string): Term {
  if (value === null) return text("None");
  if (typeof value === "boolean") return text(value ? "True" : "False");
  if (typeof value === "string") return string(value);
  if (typeof value === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? int(small) : text(value.toString());
  }
  return Number.isFinite(value)
    ? text(fraction(value) ?? floatText(short(value)))
    : text(Number.isNaN(value) ? 'float("nan")' : value > 0 ? 'float("inf")' : 'float("-inf")');
}

/** `1 / 255` for a number that is longer written out. */
function fraction(value: number): string | undefined {
  const below = Math.round(1 / value);
  return below > 1 && below <= 1000 && 1 / below === value && `${value}`.length > 8
    ? `1 / ${below}`
    : undefined;
}

/** A number that was a 32-bit float once, as its writer wrote it: `1e-4` for `9.999999747378752e-05`. */
function short(value: number): number {
  if (Math.fround(value) !== value) return value;
  const written = Number(value.toPrecision(7));
  return Math.fround(written) === value ? written : value;
}

const keys = new WeakMap<Term, string>();

/** Equal texts mean equal terms. */
export function termKey(term: Term): string {
  let key = keys.get(term);
  if (key === undefined) {
    key = JSON.stringify(term);
    keys.set(term, key);
  }
  return key;
}

/** What a text of Net needs to know to spell words: the names that would hide them. */
export interface Spelling {
  readonly hidden: ReadonlySet<string>;
}

/** A term as it is written. */
export function termText(term: Term, spelling: Spelling): string {
  switch (term.kind) {
    case "text":
      return term.text;
    case "word":
      return spelling.hidden.has(term.text) ? quoted(term.text) : term.text;
    case "int":
      return `${term.value}`;
    case "string":
      return stringText(term.parts, spelling, true);
    case "tuple":
      return term.items.length === 1
        ? `(${termText(term.items[0]!, spelling)},)`
        : `(${term.items.map((item) => termText(item, spelling)).join(", ")})`;
    case "list":
      return `[${term.items.map((item) => termText(item, spelling)).join(", ")}]`;
    case "call":
      return `${term.callee}(${argumentsText(term.args, spelling)})`;
    case "dict":
      return `{${term.entries.map(([key, value]) => `${quoted(key)}: ${termText(value, spelling)}`).join(", ")}}`;
    case "hole":
      return term.name;
    case "choice":
      return `${termText(term.then, spelling)} if ${term.name} == ${term.test} else ${termText(term.otherwise, spelling)}`;
    case "linear": {
      const product = term.factor === 1 ? term.name : `${term.factor} * ${term.name}`;
      return term.offset === 0
        ? product
        : `${product} ${term.offset < 0 ? "-" : "+"} ${Math.abs(term.offset)}`;
    }
  }
}

export const argumentsText = (args: readonly Argument[], spelling: Spelling): string =>
  args
    .map(({ name, positional, term }) => `${positional ? "" : `${name}=`}${termText(term, spelling)}`)
    .join(", ");

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

const escaped = (value: string): string =>
  value.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: names in files may hold anything.
    /["\\\u0000-\u001f\u007f\u2028\u2029]/g,
    (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A string in quotes. */
export const quoted = (value: string): string => `"${escaped(value)}"`;

/** A string with its holes in braces; `prefixed` puts the `f` that strings other than labels need for them. */
export function stringText(parts: readonly (string | Term)[], spelling: Spelling, prefixed: boolean): string {
  const holes = parts.some((part) => typeof part !== "string");
  if (!holes && prefixed) return quoted(parts.join(""));
  const only = parts.length === 1 ? parts[0] : undefined;
  if (prefixed && typeof only === "object" && only.kind !== "linear" && only.kind !== "int")
    return termText(only, spelling);
  const body = parts
    .map((part) =>
      typeof part === "string"
        ? escaped(part).replaceAll("{", "{{").replaceAll("}", "}}")
        : `{${termText(part, spelling)}}`,
    )
    .join("");
  return `${prefixed ? "f" : ""}"${body}"`;
}

const identifier = /^[A-Za-z_]\w*$/;
const reserved = new Set(
  "for if else elif assert import in is and or not True False None true false none from pass lambda yield del def class while return with try global nonlocal async await break continue raise except finally as".split(
    " ",
  ),
);

/** Whether a name can stand by itself, wherever it stands. */
export const isPlainName = (name: string): boolean => identifier.test(name) && !reserved.has(name);

/** A plain name as near as can be to a text. */
export function plainName(name: string, otherwise: string): string {
  const clean = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+(?=\d)|_+$/g, "");
  const named = clean === "" ? otherwise : /^\d/.test(clean) ? `_${clean}` : clean;
  return isPlainName(named) ? named : `${named}_`;
}
