// The size of one axis: a whole number, an expression over named sizes, or unknown with a reason.
// It never throws and never holds a negative number by itself; rules decide what is too small.
import * as poly from "./polynomial.ts";

export interface Symbolic {
  readonly kind: "symbolic";
  readonly value: poly.Polynomial;
}

/** A size nobody can know before the data comes, and why. */
export interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
  /** It follows from an error that was reported already, so rules stay silent about it. */
  readonly consequence?: true;
}

export type Dim = number | Symbolic | Unknown;

export const unknown = (reason: string, consequence = false): Unknown =>
  consequence ? { kind: "unknown", reason, consequence } : { kind: "unknown", reason };

/** A named size such as `T`. */
export const symbolic = (name: string): Symbolic => ({ kind: "symbolic", value: poly.symbol(name) });

export const isNumber = (dim: Dim): dim is number => typeof dim === "number";
export const isUnknown = (dim: Dim | bigint): dim is Unknown =>
  typeof dim === "object" && dim.kind === "unknown";
export const isSymbolic = (dim: Dim | bigint): dim is Symbolic =>
  typeof dim === "object" && dim.kind === "symbolic";

const polynomialOf = (dim: number | Symbolic): poly.Polynomial =>
  typeof dim === "number" ? poly.constant(BigInt(dim)) : dim.value;

function dimOf(p: poly.Polynomial): Dim {
  const value = poly.constantOf(p);
  if (value === undefined) return { kind: "symbolic", value: p };
  const n = Number(value);
  return Number.isSafeInteger(n) ? n : unknown(`${value} is larger than any axis can be`);
}

type Operation = (a: poly.Polynomial, b: poly.Polynomial) => poly.Polynomial;

function apply(a: Dim, b: Dim, quick: (a: number, b: number) => number, exact: Operation): Dim {
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  if (isNumber(a) && isNumber(b)) {
    const n = quick(a, b);
    if (Number.isSafeInteger(n)) return n;
  }
  return dimOf(exact(polynomialOf(a), polynomialOf(b)));
}

export const add = (a: Dim, b: Dim): Dim => apply(a, b, (x, y) => x + y, poly.add);
export const subtract = (a: Dim, b: Dim): Dim => apply(a, b, (x, y) => x - y, poly.subtract);
/** Zero times anything is zero, unknown or not. */
export const multiply = (a: Dim, b: Dim): Dim =>
  a === 0 || b === 0 ? 0 : apply(a, b, (x, y) => x * y, poly.multiply);
/** `a // b` as in Python; unknown when `b` is zero. */
export const floorDivide = (a: Dim, b: Dim): Dim =>
  b === 0 ? unknown("a division by zero") : apply(a, b, (x, y) => Math.floor(x / y), poly.divideFloor);
/** The quotient rounded up. */
export const ceilDivide = (a: Dim, b: Dim): Dim => floorDivide(add(a, subtract(b, 1)), b);
/** `a % b` as in Python. */
export const modulo = (a: Dim, b: Dim): Dim => subtract(a, multiply(floorDivide(a, b), b));
export const minimum = (a: Dim, b: Dim): Dim => apply(a, b, Math.min, poly.minimum);
export const maximum = (a: Dim, b: Dim): Dim => apply(a, b, Math.max, poly.maximum);

/** The product of all; 1 for none. */
export const product = (dims: readonly Dim[]): Dim => (dims.includes(0) ? 0 : dims.reduce<Dim>(multiply, 1));
/** The sum of all; 0 for none. */
export const sum = (dims: readonly Dim[]): Dim => dims.reduce<Dim>(add, 0);

/** `a / b` where it leaves nothing over; `undefined` where it does or nobody can say. */
export function divideExact(a: Dim, b: Dim): Dim | undefined {
  if (isUnknown(a) || isUnknown(b)) return unknown((isUnknown(a) ? a : (b as Unknown)).reason);
  if (isNumber(a) && isNumber(b)) return b !== 0 && a % b === 0 ? a / b : undefined;
  const exact = poly.divideExact(polynomialOf(a), polynomialOf(b));
  return exact && dimOf(exact);
}

/** `true` or `false` where it is certain, `undefined` where a name or an unknown leaves it open. */
export function equal(a: Dim, b: Dim): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined;
  if (isNumber(a) && isNumber(b)) return a === b;
  return polynomialOf(a).text === polynomialOf(b).text ? true : undefined;
}

/** Whether two sizes cannot be the same; `?` and open names agree with everything. */
export const differ = (a: Dim, b: Dim): boolean => equal(a, b) === false;

/** `a < b` where it is certain. */
export function less(a: Dim, b: Dim): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined;
  if (isNumber(a) && isNumber(b)) return a < b;
  return polynomialOf(a).text === polynomialOf(b).text ? false : undefined;
}

/** The better known of two sizes that agree: a number before a name before `?`. */
export const merge = (a: Dim, b: Dim): Dim => (isNumber(a) ? a : isNumber(b) ? b : isUnknown(a) ? b : a);

/** `64`, `T - 2` or `?`. */
export const dimText = (dim: Dim): string =>
  isNumber(dim) ? `${dim}` : isUnknown(dim) ? "?" : dim.value.text;

/** A number, the text of a symbolic size, or `null`. */
export const dimJson = (dim: Dim): number | string | null =>
  isNumber(dim) ? dim : isUnknown(dim) ? null : dim.value.text;

/** The size with names replaced. */
export function substitute(dim: Dim, values: ReadonlyMap<string, Dim>): Dim {
  if (!isSymbolic(dim)) return dim;
  const known = new Map<string, poly.Polynomial>();
  for (const name of poly.names(dim.value)) {
    const value = values.get(name);
    if (value === undefined) continue;
    if (isUnknown(value)) return value;
    known.set(name, polynomialOf(value));
  }
  return dimOf(poly.substitute(dim.value, known));
}
