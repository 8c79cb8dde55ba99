// What stands between the brackets of `x[…]`: whole numbers, slices, `...` and `None`. It never looks at a shape.

import { type Dim, isUnknown, type Symbolic, type Unknown } from "../../tensor/dim.ts";
import { type ArgumentType, Mismatch } from "../define.ts";
import { isSequence, type Value } from "../value.ts";

/** One part of a subscript, from the first axis on. */
export type SubscriptPart =
  | { readonly kind: "index"; readonly index: Dim }
  | {
      readonly kind: "slice";
      readonly start: Dim | null;
      readonly stop: Dim | null;
      readonly step: Dim | null;
    }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "newaxis" };

const expected = "whole numbers, slices, `...` and `None`, as in `x[:, 0]`";

/** Keras takes a slice, `...` or `None` only beside another part: `x[:2]` is refused, `x[:2, :]` is not. */
export const subscriptType: ArgumentType<readonly SubscriptPart[]> = {
  text: expected,
  parse(value) {
    if (isSequence(value)) return parts(value.items);
    const found = parts([value]);
    if (found instanceof Mismatch || found[0]!.kind === "index") return found;
    return new Mismatch(
      "range",
      "a whole number or several parts; with a comma, as in `x[:2, ...]`, Keras takes slices too",
    );
  },
};

function parts(values: readonly Value[]): readonly SubscriptPart[] | Mismatch {
  const found: SubscriptPart[] = [];
  for (const value of values) {
    const part = partOf(value);
    if (part instanceof Mismatch) return part;
    found.push(part);
  }
  if (found.filter((part) => part.kind === "ellipsis").length > 1)
    return new Mismatch("range", "a subscript with one `...` at most");
  return found;
}

function partOf(value: Value): SubscriptPart | Mismatch {
  if (value === null) return { kind: "newaxis" };
  const index = wholeOf(value);
  if (index instanceof Mismatch) return index;
  if (index !== undefined) return { kind: "index", index };
  if (typeof value === "object" && value.kind === "ellipsis") return { kind: "ellipsis" };
  if (typeof value === "object" && value.kind === "slice") {
    const ends: (Dim | null)[] = [];
    for (const end of [value.start, value.stop, value.step]) {
      const dim = end === null ? null : wholeOf(end);
      if (dim instanceof Mismatch) return dim;
      if (dim === undefined) return new Mismatch("type", expected);
      ends.push(dim);
    }
    if (ends[2] === 0) return new Mismatch("range", "a slice whose step is not 0");
    return { kind: "slice", start: ends[0]!, stop: ends[1]!, step: ends[2]! };
  }
  return new Mismatch("type", expected);
}

/** A whole number, symbolic or unknown size; `True` is 1, as in Python. */
function wholeOf(value: Value): Dim | Mismatch | undefined {
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind !== "symbolic" && value.kind !== "unknown") return undefined;
  const dim: Symbolic | Unknown = value;
  return isUnknown(dim) && dim.consequence ? new Mismatch("undecided", dim.reason) : dim;
}
