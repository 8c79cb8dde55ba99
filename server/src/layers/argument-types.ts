// The kinds of values arguments can have, as Keras takes them. Each parses a value of the language or says what would fit.

import type { Dim } from "../tensor/dim.ts";
import { dtypeNames, type TensorType } from "../tensor/tensor-type.ts";
import type { ArgumentType, Parameter, Parameters } from "./define.ts";
import { Mismatch } from "./define.ts";
import { isSequence, type LayerValue, type Value } from "./value.ts";

const wrongType = (text: string): Mismatch => new Mismatch("type", text);
const outOfRange = (text: string): Mismatch => new Mismatch("range", text);

/** A parameter that must be given. */
export const required = <T>(type: ArgumentType<T>, doc: string): Parameter<T> => ({
  type,
  doc,
  required: true,
});

/** A parameter with a default; `defaultText` where the default does not print as it is written. */
export const optional = <T>(
  type: ArgumentType<T>,
  value: NoInfer<T>,
  doc: string,
  more: { readonly keywordOnly?: boolean; readonly defaultText?: string } = {},
): Parameter<T> => ({
  type,
  doc,
  required: false,
  default: value,
  defaultText: more.defaultText ?? pythonText(value),
  ...more,
});

function pythonText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return `(${value.map(pythonText).join(", ")})`;
  return String(value);
}

/** What an unknown or symbolic value means for a type that needs a known one. */
function undecided(value: Value, text: string): Mismatch | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "unknown") return new Mismatch("undecided", value.reason);
  if (value.kind === "symbolic") return wrongType(`${text}, known here`);
  return undefined;
}

interface Range {
  readonly min?: number;
  readonly max?: number;
}

const rangeText = (range: Range): string =>
  range.min !== undefined && range.max !== undefined
    ? ` from ${range.min} to ${range.max}`
    : range.min !== undefined
      ? ` ≥ ${range.min}`
      : range.max !== undefined
        ? ` ≤ ${range.max}`
        : "";

const inRange = (n: number, { min, max }: Range): boolean =>
  (min === undefined || n >= min) && (max === undefined || n <= max);

/** A known whole number; `True` is 1 and `False` is 0, as in Python, unless `strict`. */
export function int(range: Range & { readonly strict?: boolean } = {}): ArgumentType<number> {
  const text = `int${rangeText(range)}`;
  return {
    text,
    parse(given) {
      const value = typeof given === "boolean" && !range.strict ? BigInt(given) : given;
      // Keras takes `64.0` nowhere and `64` everywhere, so a float is a mistake worth telling.
      if (typeof value !== "bigint") return undecided(value, text) ?? wrongType(text);
      const n = Number(value);
      if (!inRange(n, range)) return outOfRange(text);
      return Number.isSafeInteger(n) ? n : outOfRange(`${text} and below 2^53`);
    },
  };
}

/** A size: a whole number, symbolic or unknown. For `units`, `filters` and the like. */
export function size(range: Range & { readonly strict?: boolean } = { min: 1 }): ArgumentType<Dim> {
  const known = int(range);
  return {
    text: known.text,
    parse(value) {
      if (
        typeof value === "object" &&
        value !== null &&
        (value.kind === "symbolic" || value.kind === "unknown")
      )
        return value;
      return known.parse(value);
    },
  };
}

/** A number with or without a fraction. */
export function float(range: Range = {}): ArgumentType<number> {
  const text = `float${rangeText(range)}`;
  return {
    text,
    parse(value) {
      if (typeof value !== "bigint" && typeof value !== "number" && typeof value !== "boolean")
        return undecided(value, text) ?? wrongType(text);
      const n = Number(value);
      return inRange(n, range) ? n : outOfRange(text);
    },
  };
}

/** `True` or `False`, and no number. */
export const strictBool: ArgumentType<boolean> = {
  text: "bool",
  options: () => ["True", "False"],
  parse: (value) => (typeof value === "boolean" ? value : (undecided(value, "bool") ?? wrongType("bool"))),
};

/** `True` or `False`; 1 and 0 are the same to Python. */
export const bool: ArgumentType<boolean> = {
  ...strictBool,
  parse: (value) => (value === 1n || value === 0n ? value === 1n : strictBool.parse(value)),
};

/** Any text. */
export const string: ArgumentType<string> = {
  text: "str",
  parse: (value) => (typeof value === "string" ? value : wrongType("str")),
};

/** The name of a layer, which stands in the paths of its weights. */
export const layerName: ArgumentType<string> = {
  text: "str without `/`",
  parse: (value) =>
    typeof value !== "string"
      ? wrongType("str")
      : value.includes("/")
        ? outOfRange("a name without `/`")
        : value,
};

/** One of a few strings, also as a bare word; upper case is taken too where Keras does. */
export function option<const T extends string>(
  names: readonly T[],
  more: { readonly anyCase?: boolean } = {},
): ArgumentType<T> {
  const text = names.map((name) => `"${name}"`).join(" or ");
  return {
    text,
    options: () => names,
    parse(value) {
      const name = wordOf(value);
      if (name === undefined) return undecided(value, text) ?? wrongType(text);
      const wanted = more.anyCase ? name.toLowerCase() : name;
      return (names as readonly string[]).includes(wanted) ? (wanted as T) : outOfRange(text);
    },
  };
}

/** The text of a string or a bare word. */
export function wordOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && value.kind === "word") return value.name;
  return undefined;
}

/** `None`, or a value of the type. */
export function nullable<T>(type: ArgumentType<T>): ArgumentType<T | null> {
  return {
    text: `${type.text} or None`,
    options: () => [...(type.options?.() ?? []), "None"],
    ...(type.harmless ? { harmless: true } : {}),
    ...(type.family ? { family: type.family } : {}),
    parse: (value) => (value === null ? null : type.parse(value)),
  };
}

/** The first type that takes the value; the message names all. */
export function either<A, B>(a: ArgumentType<A>, b: ArgumentType<B>): ArgumentType<A | B> {
  const text = `${a.text}, or ${b.text}`;
  return {
    text,
    options: () => [...(a.options?.() ?? []), ...(b.options?.() ?? [])],
    parse(value) {
      const first = a.parse(value);
      if (!(first instanceof Mismatch)) return first;
      const second = b.parse(value);
      if (!(second instanceof Mismatch)) return second;
      const worst =
        [first, second].find((m) => m.reason === "undecided") ??
        [first, second].find((m) => m.reason === "range");
      return new Mismatch(worst?.reason ?? "type", worst?.reason === "undecided" ? worst.text : text);
    },
  };
}

/** A list or tuple of values of one type; `length` fixes how many. */
export function listOf<T>(type: ArgumentType<T>, length?: number): ArgumentType<readonly T[]> {
  const text = length === undefined ? `a list of ${type.text}` : `${length} values, each ${type.text}`;
  return {
    text,
    parse(value) {
      if (!isSequence(value)) return undecided(value, text) ?? wrongType(text);
      if (length !== undefined && value.items.length !== length) return outOfRange(text);
      const items: T[] = [];
      for (const item of value.items) {
        const parsed = type.parse(item);
        if (parsed instanceof Mismatch)
          return parsed.reason === "undecided" ? parsed : new Mismatch(parsed.reason, text);
        items.push(parsed);
      }
      return items;
    },
  };
}

/**
 * One whole number for all axes, or one for each of `rank` axes: `3` or `(3, 5)`. Parsed to `rank` numbers, as Keras's
 * `standardize_tuple` does.
 */
export function perAxis(rank: number, range: Range = { min: 1 }): ArgumentType<readonly number[]> {
  const one = int(range);
  const text = rank === 1 ? one.text : `${one.text}, or ${rank} of them`;
  const each = listOf(one, rank);
  return {
    text,
    parse(value) {
      const parsed = isSequence(value) ? each.parse(value) : one.parse(value);
      if (parsed instanceof Mismatch)
        return parsed.reason === "undecided" ? parsed : new Mismatch(parsed.reason, text);
      return typeof parsed === "number" ? Array.from({ length: rank }, () => parsed) : parsed;
    },
  };
}

/** A dtype by name: `float32`, `int32`, `mixed_float16`. */
export const dtype: ArgumentType<string> = {
  text: "a dtype",
  options: () => [...dtypeNames, "mixed_float16", "mixed_bfloat16"],
  parse(value) {
    const name =
      wordOf(value) ??
      (typeof value === "object" && value?.kind === "function" ? value.name.split(".").at(-1) : undefined);
    if (name === undefined) return wrongType("a dtype such as float32");
    const known =
      dtypeNames.includes(name) ||
      /^mixed_b?float16$/.test(name) ||
      /^(int8|int4(\/-?\d+)?|float8)_from_(mixed_)?b?float(16|32|64)$/.test(name);
    return known ? name : outOfRange("a dtype such as float32");
  },
};

/** A tensor of the graph. */
export const tensor: ArgumentType<TensorType> = {
  text: "a tensor",
  parse: (value) =>
    typeof value === "object" && value?.kind === "tensor"
      ? value.type
      : (undecided(value, "a tensor") ?? wrongType("a tensor")),
};

/** A tensor or a number, as the two sides of `x * 0.5`. */
export const operand: ArgumentType<TensorType | number> = {
  text: "a tensor or a number",
  parse(value) {
    if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
      return Number(value);
    const parsed = tensor.parse(value);
    return parsed instanceof Mismatch
      ? (undecided(value, "a tensor or a number") ?? wrongType("a tensor or a number"))
      : parsed;
  },
};

/** A list of tensors. */
export const tensors: ArgumentType<readonly TensorType[]> = listOf(tensor);

/** A layer, block or model, made but not applied. */
export const layer: ArgumentType<LayerValue> = {
  text: "a layer",
  parse: (value) =>
    typeof value === "object" && value?.kind === "layer" ? value : wrongType("a layer, such as Dense(3)"),
};

/** Any value at all, kept as it is. */
export const anything: ArgumentType<Value> = { text: "any value", parse: (value) => value };

/** Call arguments nearly every layer takes. */
export const trainingCall = {
  training: optional(
    nullable(bool),
    null,
    "Whether the layer behaves as in `fit` (True) or as in `predict` (False); left out, the method decides.",
  ),
} satisfies Parameters;

export const maskCall = {
  mask: optional(
    nullable(either(tensor, listOf(nullable(tensor)))),
    null,
    "Which steps count: a boolean tensor.",
  ),
} satisfies Parameters;
