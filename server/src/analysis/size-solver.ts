// Finds sizes that work where a shape error stands, by building the model again with others. It tries a bounded number of
// sizes, never edits a file and never guesses: what it names was tried.
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { modelWith, type VariableModel } from "./model-variant.ts";
import type { SizeKnob } from "./size-knobs.ts";

/** Which sizes of one axis work, as far as they were tried. */
export interface SizeRule {
  readonly below?: number;
  readonly above?: number;
  /** `a multiple of 32`, `at least 46`, `from 224 to 255`; nothing where a few sizes work and no rule was seen. */
  readonly rule?: string;
}

/** How much may be tried: a layer that is built is one. */
export interface Budget {
  layers: number;
  /** What it was at the start. */
  readonly whole: number;
  /** Sizes that are tried on each side, one by one, where no usual rule holds. */
  readonly window: number;
}

const largest = 1 << 20;

export type Works = (size: number) => boolean | undefined;

/**
 * Whether sizes work, each tried once; `undefined` from when the budget is spent. A size works where no error is left but
 * those the model has for every size. `problem` is the error to be mended.
 */
export function tryingSizes(model: VariableModel, knob: SizeKnob, problem: string, budget: Budget): Works {
  const free = freeName(model.file.tree.text);
  const open = (spans: readonly Span[], from: number): readonly Edit[] =>
    spans.map((span, i) => ({ span, text: knob.open === "None" ? "None" : `${free}${from + i}` }));
  const others = open(knob.others, 0);
  const start = modelWith(model, [...others, ...open(knob.items, others.length)]);
  budget.layers -= start.cost;
  const always =
    knob.items.length > 0 ? start.errors : new Set([...start.errors].filter((e) => e !== problem));
  const known = new Map<number, boolean>();
  return (size) => {
    const answer = known.get(size);
    if (answer !== undefined) return answer;
    if (budget.layers <= 0 || always.has(problem)) return undefined;
    const made = modelWith(model, [...others, ...written(knob, size)]);
    budget.layers -= made.cost;
    const works = [...made.errors].every((error) => always.has(error));
    known.set(size, works);
    return works;
  };
}

/** The edits that write a size. */
export const written = (knob: SizeKnob, size: number): readonly Edit[] =>
  knob.spans.map((span) => ({ span, text: `${size}` }));

/** A start of names that the text has nowhere. */
function freeName(text: string): string {
  let name = "size";
  while (text.includes(name)) name += "_";
  return name;
}

/** What is known about the sizes that work before any is tried. */
export interface Hint {
  /** The axis ran out, so larger sizes are tried first. */
  readonly growing?: boolean;
  /** A size that works if the layers on the way only scale. */
  readonly guess?: number | undefined;
}

/** The nearest sizes that work and the rule behind them; `undefined` where `now` works or nothing was found. */
export function solveSize(
  now: number,
  works: Works,
  { growing, guess }: Hint,
  window: number,
): SizeRule | undefined {
  if (works(now) !== false) return undefined;
  const range = guess === undefined ? undefined : rangeAround(now, guess, works);
  if (range) return range;
  const least = growing ? leastAbove(now, works) : undefined;
  if (least !== undefined && [1, 2, 3].every((more) => works(least + more)))
    return { above: least, rule: `at least ${least}` };
  const usual = usualRule(now, works);
  if (usual) return usual;
  const above = least ?? nearest(now, 1, works, window);
  const below = nearest(now, -1, works, window);
  if (above === undefined && below === undefined) return undefined;
  const rule = above === undefined ? undefined : periodOf(below, above, works, window);
  return {
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** The sizes next to a guess that work, where those between do as well; named is the one that halves most often. */
function rangeAround(now: number, guess: number, works: Works): SizeRule | undefined {
  const start = [0, 1, -1, 2, -2, 3, -3].map((d) => guess + d).find((n) => n > 0 && n !== now && works(n));
  if (start === undefined) return undefined;
  const low = edge(start, -1, works);
  const high = edge(start, 1, works);
  if (low === undefined || high === undefined) return undefined;
  let size = low;
  for (let step = 2; Math.ceil(low / step) * step <= high; step *= 2) size = Math.ceil(low / step) * step;
  const side = size < now ? { below: size } : { above: size };
  return low === high ? { ...side, rule: `${low}` } : { ...side, rule: `from ${low} to ${high}` };
}

/** The last size that works, going one way from one that does. */
function edge(start: number, way: 1 | -1, works: Works): number | undefined {
  let fits = start;
  let step = 1;
  while (fits + way * step > 0 && works(fits + way * step)) {
    fits += way * step;
    step *= 2;
    if (fits > largest) return undefined;
  }
  for (; step >= 1; step = Math.floor(step / 2))
    if (fits + way * step > 0 && works(fits + way * step)) fits += way * step;
  return works(fits) ? fits : undefined;
}

/** The smallest size above that works, where all larger ones do: found by doubling the step, then halving it. */
function leastAbove(now: number, works: Works): number | undefined {
  let fails = now;
  let step = 1;
  while (works(fails + step) === false) {
    fails += step;
    step *= 2;
    if (fails > largest) return undefined;
  }
  let fits = fails + step;
  while (fits - fails > 1) {
    const middle = Math.floor((fits + fails) / 2);
    const answer = works(middle);
    if (answer === undefined) return undefined;
    if (answer) fits = middle;
    else fails = middle;
  }
  return works(fits) ? fits : undefined;
}

/** Multiples of powers of two and three, as pooling asks for: a few trials where a search would take many. */
const usualPeriods = [2, 4, 8, 16, 32, 64, 128, 256, 3, 9, 27, 81, 243];

function usualRule(now: number, works: Works): SizeRule | undefined {
  for (const period of usualPeriods) {
    const below = Math.floor(now / period) * period;
    const above = below + period;
    if (below === now || !works(above)) continue;
    const rule = ruleOf(period, above, works);
    if (rule) return { ...(below > 0 && works(below) ? { below } : {}), above, rule };
  }
  return undefined;
}

function nearest(now: number, way: 1 | -1, works: Works, window: number): number | undefined {
  for (let d = 1; d <= window && now + way * d >= 1; d++) {
    const answer = works(now + way * d);
    if (answer === undefined) return undefined;
    if (answer) return now + way * d;
  }
  return undefined;
}

/** Which sizes work, from those next to one that does not: every p-th, as far as the next ones tell. */
function periodOf(
  below: number | undefined,
  above: number,
  works: Works,
  window: number,
): string | undefined {
  if (below !== undefined) return ruleOf(above - below, above, works);
  const itself = ruleOf(above, above, works);
  if (itself !== undefined) return itself;
  const next = nearest(above, 1, works, window);
  const rule = next === undefined ? undefined : ruleOf(next - above, above, works);
  return rule && `${rule}, at least ${above}`;
}

function ruleOf(period: number, fits: number, works: Works): string | undefined {
  if (period < 2 || !works(fits + period) || !works(fits + 2 * period)) return undefined;
  const between = [1, ...primesOf(period).map((prime) => period / prime)];
  if (between.some((more) => works(fits + more) !== false)) return undefined;
  const rest = fits % period;
  const rule = rest === 0 ? `a multiple of ${period}` : `a multiple of ${period} plus ${rest}`;
  const before = works(fits + period - 1);
  // A stride with padding makes as much of one less.
  return before && period > 2 && rest === 0 ? `${rule} or one less` : before ? undefined : rule;
}

function primesOf(n: number): readonly number[] {
  const primes: number[] = [];
  let rest = n;
  for (let p = 2; p <= rest; p++) {
    if (rest % p !== 0) continue;
    primes.push(p);
    while (rest % p === 0) rest /= p;
  }
  return primes;
}
