// Kinds of arguments only optimizers, losses and the like have. It never lists objects.
import { either, float, int, nullable, option, optional, string, wordOf } from "../argument-types.ts";
import { type ArgumentType, Mismatch } from "../define.ts";

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** The lowest value itself is not allowed. */
  readonly above?: number;
  /** The highest value itself is not allowed. */
  readonly below?: number;
}

const boundsText = ({ min, max, above, below }: Bounds): string =>
  [
    above !== undefined ? ` > ${above}` : min !== undefined ? ` ≥ ${min}` : "",
    below !== undefined ? ` < ${below}` : max !== undefined ? ` ≤ ${max}` : "",
  ]
    .filter(Boolean)
    .join(" and");

const within = (n: number, { min, max, above, below }: Bounds): boolean =>
  (min === undefined || n >= min) &&
  (max === undefined || n <= max) &&
  (above === undefined || n > above) &&
  (below === undefined || n < below);

/** A number with bounds that may leave out their ends. */
export function bounded(bounds: Bounds): ArgumentType<number> {
  const text = `float${boundsText(bounds)}`;
  const any = float();
  return {
    text,
    parse(value) {
      const parsed = any.parse(value);
      if (parsed instanceof Mismatch)
        return parsed.reason === "undecided" ? parsed : new Mismatch(parsed.reason, text);
      return within(parsed, bounds) ? parsed : new Mismatch("range", text);
    },
  };
}

/** A float where Keras takes no int: `0.0` and not `0`. */
export function pointed(bounds: Bounds = {}): ArgumentType<number> {
  const text = `float${boundsText(bounds)}, written with a point (0.0, not 0)`;
  const known = bounded(bounds);
  return {
    text,
    parse(value) {
      if (typeof value === "bigint") return new Mismatch("type", text);
      const parsed = known.parse(value);
      return parsed instanceof Mismatch && parsed.reason !== "undecided"
        ? new Mismatch(parsed.reason, text)
        : parsed;
    },
  };
}

/** One of a few strings, in any case. */
export const anyCase = (names: readonly string[]): ArgumentType<string> => ({
  ...option(names, { anyCase: true }),
  parse(value) {
    const word = wordOf(value);
    const found = names.find((name) => name.toLowerCase() === word?.toLowerCase());
    return found ?? option(names).parse(value);
  },
});

/** The name an object is shown under. */
export const objectName = (value: string | null) =>
  optional(nullable(string), value, "The name it is shown under.");

export const seed = optional(nullable(int()), null, "Makes the random numbers the same in every run.");

/** How often a file is written: each epoch, or every so many batches. */
export const saveFrequency = either(option(["epoch"]), int());
