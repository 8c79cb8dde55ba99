// Python's operators on values that are no tensors: numbers, sizes, strings, lists. It never touches the graph.
import { floatText, isSequence, typeName, type Value, valueText } from "../layers/value.ts";
import type { BinaryOperator, ComparisonOperator } from "../syntax/tree.ts";
import * as dim from "../tensor/dim.ts";

/** What an operator does where it gives no value. */
export class Unfit {
  readonly what: string;
  readonly advice: string | undefined;
  constructor(what: string, advice?: string) {
    this.what = what;
    this.advice = advice;
  }
}

/** A result beyond the limit: one of bits where no other is named. */
export class Huge {
  readonly what: string;
  readonly number: string;
  readonly limit: string | undefined;
  constructor(what: string, number: string, limit?: string) {
    this.what = what;
    this.number = number;
    this.limit = limit;
  }
}

/** The most items of a list and characters of a string. */
const longest = 100_000;

/** A string or list that would be too long, as `length` counts it. */
export const tooLong = (what: string, length: number, of: "characters" | "items"): Huge | undefined =>
  length > longest
    ? new Huge(what, `${length.toLocaleString("en")} ${of}`, `${longest.toLocaleString("en")} ${of}`)
    : undefined;

/** The most digits behind the point. */
export const mostDigits = 100;

/** A text moved to the right in a field of `width`, which is cut where it would be longer than a string may be. */
export const padded = (text: string, width: number, zeros: boolean): string =>
  text.padStart(Math.min(width, longest), zeros ? "0" : " ");

type Size = dim.Symbolic | dim.Unknown;

const isSize = (value: Value): value is Size =>
  typeof value === "object" && value !== null && (value.kind === "symbolic" || value.kind === "unknown");
const isNumber = (value: Value): value is bigint | number | boolean =>
  typeof value === "bigint" || typeof value === "number" || typeof value === "boolean";

/** An int as a dimension; sizes as they are. */
export function toDim(value: Value): dim.Dim | undefined {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") {
    const n = Number(value);
    return Number.isSafeInteger(n) ? n : undefined;
  }
  return isSize(value) ? value : undefined;
}

/** A dimension as a value of the language. */
export const fromDim = (d: dim.Dim): Value => (typeof d === "number" ? BigInt(d) : d);

const whole = (value: bigint | number | boolean): bigint | number =>
  typeof value === "boolean" ? BigInt(value) : value;

const floorDiv = (a: bigint, b: bigint): bigint => {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
};

const bits = (n: bigint): number => (n < 0n ? -n : n).toString(16).length * 4;

/** `a operator b` for values without tensors. */
export function binary(operator: BinaryOperator, a: Value, b: Value, maxBits: number): Value | Unfit | Huge {
  if (isNumber(a) && isNumber(b)) return numbers(operator, whole(a), whole(b), maxBits);
  if ((isSize(a) && (isSize(b) || isNumber(b))) || (isSize(b) && isNumber(a))) return sizes(operator, a, b);
  if (isSize(a) && a.kind === "unknown") return a;
  if (isSize(b) && b.kind === "unknown") return b;
  if (operator === "+") {
    if (typeof a === "string" && typeof b === "string")
      return tooLong("a string", a.length + b.length, "characters") ?? a + b;
    if (isSequence(a) && isSequence(b) && a.kind === b.kind) {
      const length = a.items.length + b.items.length;
      return tooLong(`a ${a.kind}`, length, "items") ?? { kind: a.kind, items: [...a.items, ...b.items] };
    }
    if (isSequence(a) && isSequence(b)) {
      return new Unfit(`a ${a.kind} and a ${b.kind} cannot be added`, `make both lists or both tuples`);
    }
  }
  if (operator === "*") {
    const [many, count] = typeof b === "bigint" ? [a, b] : [b, a];
    if (typeof count === "bigint") {
      const n = Math.max(0, Number(count));
      // What is empty stays so however often it is repeated.
      if (typeof many === "string") {
        const length = many.length * n;
        return tooLong("a repeated string", length, "characters") ?? (length === 0 ? "" : many.repeat(n));
      }
      if (isSequence(many)) {
        const length = many.items.length * n;
        const items = (): Value[] => Array.from({ length }, (_, i) => many.items[i % many.items.length]!);
        return tooLong(`a repeated ${many.kind}`, length, "items") ?? { kind: many.kind, items: items() };
      }
    }
  }
  if (operator === "%" && typeof a === "string") return format(a, b);
  if (
    operator === "|" &&
    typeof a === "object" &&
    a !== null &&
    a.kind === "dict" &&
    typeof b === "object" &&
    b !== null &&
    b.kind === "dict"
  ) {
    const keys = new Set(b.entries.map(([k]) => valueText(k)));
    return { kind: "dict", entries: [...a.entries.filter(([k]) => !keys.has(valueText(k))), ...b.entries] };
  }
  return new Unfit(
    `${operator} cannot be used on ${typeName(a)} and ${typeName(b)} (\`${short(a)}\` and \`${short(b)}\`)`,
  );
}

const short = (value: Value): string => {
  const text = valueText(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
};

/** `"block%d" % 3` and `"%s_%d" % (a, b)`. */
function format(pattern: string, argument: Value): Value | Unfit {
  const args =
    typeof argument === "object" && argument !== null && argument.kind === "tuple"
      ? [...argument.items]
      : [argument];
  let failed = false;
  const text = pattern.replace(/%(%|0?\d*[sdif])/g, (_, code: string) => {
    if (code === "%") return "%";
    const value = args.shift();
    if (value === undefined) {
      failed = true;
      return "";
    }
    const written = plainText(value);
    const width = /^(0?)(\d*)/.exec(code)!;
    return width[2] ? padded(written, Number(width[2]), width[1] !== "") : written;
  });
  return failed ? new Unfit(`\`${pattern}\` asks for more values than it gets`) : text;
}

/** The text of a value as `str()` gives it. */
export const plainText = (value: Value): string =>
  typeof value === "string" ? value : typeof value === "number" ? floatText(value) : valueText(value);

function numbers(
  operator: BinaryOperator,
  a: bigint | number,
  b: bigint | number,
  maxBits: number,
): Value | Unfit | Huge {
  if (typeof a === "bigint" && typeof b === "bigint") {
    switch (operator) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return bits(a) + bits(b) > maxBits ? new Huge("a product", `${bits(a) + bits(b)} bits`) : a * b;
      case "/":
        return b === 0n ? new Unfit(`\`${a} / 0\` divides by zero`) : Number(a) / Number(b);
      case "//":
        return b === 0n ? new Unfit(`\`${a} // 0\` divides by zero`) : floorDiv(a, b);
      case "%":
        return b === 0n ? new Unfit(`\`${a} % 0\` divides by zero`) : a - floorDiv(a, b) * b;
      case "**":
        if (b < 0n)
          return a === 0n ? new Unfit("`0` cannot be raised to a negative power") : Number(a) ** Number(b);
        if (a !== 0n && a !== 1n && a !== -1n && BigInt(bits(a)) * b > BigInt(maxBits)) {
          return new Huge(`\`${a} ** ${b}\``, `${BigInt(bits(a)) * b} bits`);
        }
        return a ** b;
      case "&":
        return a & b;
      case "|":
        return a | b;
      case "^":
        return a ^ b;
      case "<<":
        return b < 0n || b > BigInt(maxBits) ? new Huge(`\`${a} << ${b}\``, `${b} bits`) : a << b;
      case ">>":
        return b < 0n ? new Unfit("a shift by a negative number") : a >> (b > 100_000n ? 100_000n : b);
      case "@":
        return new Unfit("`@` multiplies tensors, not numbers");
    }
  }
  const x = Number(a);
  const y = Number(b);
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return y === 0 ? new Unfit("a division by zero") : x / y;
    case "//":
      return y === 0 ? new Unfit("a division by zero") : Math.floor(x / y);
    case "%":
      return y === 0 ? new Unfit("a division by zero") : x - Math.floor(x / y) * y;
    case "**":
      return x ** y;
    default:
      return new Unfit(`${operator} takes whole numbers`);
  }
}

function sizes(operator: BinaryOperator, a: Value, b: Value): Value | Unfit {
  const left = toDim(a);
  const right = toDim(b);
  if (left === undefined || right === undefined) {
    const open = isSize(a) ? a : (b as Size);
    return open.kind === "unknown"
      ? open
      : dim.unknown(`a fraction of \`${dim.dimText(open)}\` is not a whole number that can be kept`);
  }
  switch (operator) {
    case "+":
      return fromDim(dim.add(left, right));
    case "-":
      return fromDim(dim.subtract(left, right));
    case "*":
      return fromDim(dim.multiply(left, right));
    case "//":
      return right === 0 ? new Unfit("a division by zero") : fromDim(dim.floorDivide(left, right));
    case "%":
      return right === 0 ? new Unfit("a division by zero") : fromDim(dim.modulo(left, right));
    case "/": {
      const exact = dim.divideExact(left, right);
      return exact === undefined
        ? dim.unknown(
            `\`${dim.dimText(left)} / ${dim.dimText(right)}\` may be a fraction; use // to round down`,
          )
        : fromDim(exact);
    }
    case "**":
      if (typeof right === "number" && right >= 0 && right <= 16) {
        return fromDim(dim.product(Array.from({ length: right }, () => left)));
      }
      return dim.unknown(`\`${dim.dimText(left)} ** ${dim.dimText(right)}\` has no size that can be kept`);
    default:
      return new Unfit(`${operator} cannot be used on a symbolic size`);
  }
}

export function negate(value: Value): Value | Unfit {
  if (typeof value === "bigint") return -value;
  if (typeof value === "number") return -value;
  if (typeof value === "boolean") return value ? -1n : 0n;
  if (isSize(value)) return fromDim(dim.subtract(0, value));
  return new Unfit(`\`-\` cannot be used on ${typeName(value)}`);
}

/** Whether a value counts as true; an unknown where that is open. */
export function truth(value: Value): boolean | dim.Unknown {
  if (value === null) return false;
  switch (typeof value) {
    case "boolean":
      return value;
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
    case "string":
      return value !== "";
    default:
      break;
  }
  switch (value.kind) {
    case "list":
    case "tuple":
      return value.items.length > 0;
    case "dict":
      return value.entries.length > 0;
    case "symbolic":
      return dim.unknown(`\`${dim.dimText(value)}\` is given by the data`);
    case "unknown":
      return value;
    default:
      return true;
  }
}

/** Python's `==`; an unknown where a size leaves it open. */
export function equals(a: Value, b: Value): boolean | dim.Unknown {
  if (isSize(a) || isSize(b)) {
    const left = toDim(a);
    const right = toDim(b);
    if (left === undefined || right === undefined) {
      const open = isSize(a) ? a : (b as Size);
      // None is never a size, so a pasted `if c is None` is decided.
      return open.kind === "unknown" && open.consequence ? open : false;
    }
    const same = dim.equal(left, right);
    if (same !== undefined) return same;
    return openReason(a, b);
  }
  if (isNumber(a) && isNumber(b))
    return Number(a) === Number(b) && (typeof a !== "bigint" || typeof b !== "bigint" || a === b);
  if (isSequence(a) && isSequence(b)) {
    // Shapes compare equal as list or tuple.
    if (a.items.length !== b.items.length) return false;
    let open: dim.Unknown | undefined;
    for (let i = 0; i < a.items.length; i++) {
      const same = equals(a.items[i]!, b.items[i]!);
      if (same === false) return false;
      if (same !== true) open ??= same;
    }
    return open ?? true;
  }
  const text = (v: Value): string | undefined =>
    typeof v === "string" ? v : typeof v === "object" && v !== null && v.kind === "word" ? v.name : undefined;
  const [x, y] = [text(a), text(b)];
  if (x !== undefined && y !== undefined) return x === y;
  if (
    typeof a === "object" &&
    typeof b === "object" &&
    a !== null &&
    b !== null &&
    a.kind === "dict" &&
    b.kind === "dict"
  )
    return sameEntries(a.entries, b.entries);
  if (
    typeof a === "object" &&
    typeof b === "object" &&
    a !== null &&
    b !== null &&
    a.kind === "other" &&
    b.kind === "other"
  ) {
    return a.ref === b.ref || JSON.stringify(partName(a.ref)) === JSON.stringify(partName(b.ref));
  }
  if (typeof a === "object" && typeof b === "object" && a?.kind === "layer" && b?.kind === "layer")
    return a.ref === b.ref;
  if (typeof a === "object" && typeof b === "object" && a?.kind === "function" && b?.kind === "function")
    return a.name === b.name;
  return a === b;
}

type Entries = readonly (readonly [Value, Value])[];

/** Whether two dictionaries have the same values under the same keys, in whatever order. */
function sameEntries(a: Entries, b: Entries): boolean | dim.Unknown {
  if (a.length !== b.length) return false;
  let open: dim.Unknown | undefined;
  for (const [key, value] of a) {
    const other = b.find(([k]) => equals(k, key) === true);
    const same = other !== undefined && equals(value, other[1]);
    if (same === false) return false;
    if (same !== true) open ??= same;
  }
  return open ?? true;
}

const partName = (ref: unknown): unknown => {
  const r = ref as { kind?: string; definition?: { name: string }; part?: { name: string } } | undefined;
  return r && [r.kind, r.definition?.name ?? r.part?.name];
};

function openReason(a: Value, b: Value): dim.Unknown {
  if (isSize(a) && a.kind === "unknown") return a;
  if (isSize(b) && b.kind === "unknown") return b;
  return dim.unknown(`\`${valueText(isSize(a) ? a : b)}\` is given by the data`);
}

export function compare(operator: ComparisonOperator, a: Value, b: Value): boolean | dim.Unknown | Unfit {
  const not = (x: boolean | dim.Unknown): boolean | dim.Unknown => (typeof x === "boolean" ? !x : x);
  switch (operator) {
    case "==":
      return equals(a, b);
    case "!=":
      return not(equals(a, b));
    case "is":
      return b === null || a === null ? identical(a, b) : equals(a, b);
    case "is not":
      return b === null || a === null ? not(identical(a, b)) : not(equals(a, b));
    case "in":
    case "not in": {
      const found = member(a, b);
      return found instanceof Unfit ? found : operator === "in" ? found : not(found);
    }
    default:
      return order(operator, a, b);
  }
}

const identical = (a: Value, b: Value): boolean | dim.Unknown => {
  const other = a === null ? b : a;
  if (typeof other === "object" && other !== null && other.kind === "unknown" && other.consequence)
    return other;
  return a === b;
};

function member(item: Value, container: Value): boolean | dim.Unknown | Unfit {
  if (typeof container === "string" && typeof item === "string") return container.includes(item);
  const items = isSequence(container)
    ? container.items
    : typeof container === "object" && container !== null && container.kind === "dict"
      ? container.entries.map(([k]) => k)
      : undefined;
  if (!items) {
    return isSize(container) && container.kind === "unknown"
      ? container
      : new Unfit(`\`in\` needs a list, tuple, dictionary or string, not ${typeName(container)}`);
  }
  let open: dim.Unknown | undefined;
  for (const candidate of items) {
    const same = equals(item, candidate);
    if (same === true) return true;
    if (same !== false) open ??= same;
  }
  return open ?? false;
}

function order(operator: "<" | "<=" | ">" | ">=", a: Value, b: Value): boolean | dim.Unknown | Unfit {
  const pick = (sign: number): boolean =>
    operator === "<" ? sign < 0 : operator === "<=" ? sign <= 0 : operator === ">" ? sign > 0 : sign >= 0;
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [whole(a), whole(b)];
    return pick(x < y ? -1 : x > y ? 1 : 0);
  }
  if ((isSize(a) || isNumber(a)) && (isSize(b) || isNumber(b))) {
    const [left, right] = [toDim(a), toDim(b)];
    if (left === undefined || right === undefined) return openReason(a, b);
    if (dim.equal(left, right) === true) return pick(0);
    return openReason(a, b);
  }
  if (isSize(a) && a.kind === "unknown") return a;
  if (isSize(b) && b.kind === "unknown") return b;
  if (typeof a === "string" && typeof b === "string") return pick(a < b ? -1 : a > b ? 1 : 0);
  if (isSequence(a) && isSequence(b)) {
    for (let i = 0; i < Math.min(a.items.length, b.items.length); i++) {
      const same = equals(a.items[i]!, b.items[i]!);
      if (same === false) return order(operator, a.items[i]!, b.items[i]!);
      if (same !== true) return same;
    }
    return pick(a.items.length - b.items.length);
  }
  return new Unfit(`${operator} cannot compare ${typeName(a)} with ${typeName(b)}`);
}
