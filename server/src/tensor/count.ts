// Exact counts of parameters, multiply-adds and bytes: whole numbers of any size, symbolic, or unknown.
// It never uses floating point.
import { type Dim, isUnknown, type Symbolic, type Unknown, unknown } from "./dim.ts";
import * as poly from "./polynomial.ts";

export type Count = bigint | Symbolic | Unknown;

export const isExact = (count: Count): count is bigint => typeof count === "bigint";

const polynomialOf = (count: bigint | Symbolic): poly.Polynomial =>
  typeof count === "bigint" ? poly.constant(count) : count.value;

function countOf(p: poly.Polynomial): Count {
  return poly.constantOf(p) ?? { kind: "symbolic", value: p };
}

export const toCount = (dim: Dim): Count => (typeof dim === "number" ? BigInt(dim) : dim);

export function addCounts(a: Count, b: Count): Count {
  if (isExact(a) && isExact(b)) return a + b;
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  return countOf(poly.add(polynomialOf(a), polynomialOf(b)));
}

export function subtractCounts(a: Count, b: Count): Count {
  if (isExact(a) && isExact(b)) return a - b;
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  return countOf(poly.subtract(polynomialOf(a), polynomialOf(b)));
}

export function multiplyCounts(a: Count, b: Count): Count {
  if (isExact(a) && isExact(b)) return a * b;
  if (a === 0n || b === 0n) return 0n;
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  return countOf(poly.multiply(polynomialOf(a), polynomialOf(b)));
}

export const sumCounts = (counts: Iterable<Count>): Count => {
  let total: Count = 0n;
  for (const count of counts) total = addCounts(total, count);
  return total;
};

/** The number of elements of a shape: the product of its sizes, 1 for a scalar. */
export const elements = (shape: readonly Dim[]): Count =>
  shape.includes(0) ? 0n : shape.reduce<Count>((total, dim) => multiplyCounts(total, toCount(dim)), 1n);

/** `a < b` where it is certain. */
export function lessCount(a: Count, b: Count): boolean | undefined {
  return isExact(a) && isExact(b) ? a < b : undefined;
}

/** `138,357,544`, `64*T + 64` or `?`. */
export const countText = (count: Count): string =>
  isExact(count) ? groupDigits(count.toString()) : isUnknown(count) ? "?" : count.value.text;

const groupDigits = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export type CountJson = number | string | null | { readonly symbolic: string };

/** A number, a string of digits beyond 2^53, `{ symbolic }`, or `null` for unknown. */
export function countJson(count: Count): CountJson {
  if (isExact(count)) {
    const n = Number(count);
    return Number.isSafeInteger(n) ? n : count.toString();
  }
  return isUnknown(count) ? null : { symbolic: count.value.text };
}

/** A count for a quantity without a definition here, and why. */
export const unknownCount = (reason: string): Count => unknown(reason);

const byteUnits = ["bytes", "KB", "MB", "GB", "TB"];

/** The bytes of `8 GB`, `512 MiB` or `1.5TB`, in steps of 1,024 as `bytesText` has them; nothing where it is none. */
export function bytesFrom(text: string): bigint | undefined {
  const [, whole, part = "", unit] = /^\s*(\d+)(?:\.(\d{1,3}))?\s*([kmgt])i?b\s*$/i.exec(text) ?? [];
  if (whole === undefined || unit === undefined) return undefined;
  const size = 1024n ** BigInt(byteUnits.findIndex((u) => u[0] === unit.toUpperCase()));
  return ((BigInt(whole) * 1000n + BigInt(part.padEnd(3, "0"))) * size) / 1000n;
}

/** `527.8 MB`, in steps of 1,024. */
export function bytesText(count: Count): string {
  if (!isExact(count)) return countText(count);
  let unit = 0;
  let tenths = count * 10n;
  while (tenths >= 10_240n && unit < byteUnits.length - 1) {
    tenths /= 1024n;
    unit++;
  }
  return unit === 0 ? `${count} bytes` : `${tenths / 10n}.${tenths % 10n} ${byteUnits[unit]}`;
}
