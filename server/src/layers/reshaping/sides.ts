// How much padding and cropping layers add or take at the two ends of each axis. It never changes a shape.
import { int } from "../argument-types.ts";
import { type ArgumentType, Mismatch } from "../define.ts";
import { isSequence, type Value } from "../value.ts";
import type { SpatialRank } from "../windows.ts";

/** Before and after, along one axis. */
export type Sides = readonly [number, number];

const count = int({ min: 0 });

/** `1` or `(0, 1)`: the same at both ends, or one number for each. */
function oneAxis(value: Value, expected: string): Sides | Mismatch {
  const items = isSequence(value) ? value.items : [value, value];
  if (items.length !== 2) return new Mismatch("range", expected);
  const [before, after] = items.map((item) => count.parse(item));
  const wrong = [before, after].find((part) => part instanceof Mismatch);
  if (wrong instanceof Mismatch)
    return wrong.reason === "undecided" ? wrong : new Mismatch(wrong.reason, expected);
  return [before as number, after as number];
}

/**
 * One number for everything, one for each axis, or two for each axis: `1`, `(1, 2)`, `((0, 1), (0, 1))`. Along a sequence
 * there is one axis, so two numbers are its two ends. `least` holds for the single number.
 */
export function sides(rank: SpatialRank, least = 0): ArgumentType<readonly Sides[]> {
  const whole = int({ min: least });
  const text =
    rank === 1
      ? "int ≥ 0, or 2 of them (before, after)"
      : `int ≥ 0, or ${rank} of them, each a number or a pair (before, after)`;
  return {
    text,
    parse(value) {
      if (rank === 1) {
        const pair = oneAxis(value, text);
        return pair instanceof Mismatch ? pair : [pair];
      }
      if (!isSequence(value)) {
        const n = whole.parse(value);
        if (n instanceof Mismatch) return n.reason === "undecided" ? n : new Mismatch(n.reason, text);
        return Array.from({ length: rank }, () => [n, n] as const);
      }
      if (value.items.length !== rank) return new Mismatch("range", text);
      const axes = value.items.map((item) => oneAxis(item, text));
      return axes.find((axis) => axis instanceof Mismatch) ?? (axes as readonly Sides[]);
    },
  };
}
