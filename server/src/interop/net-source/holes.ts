// Names for the places where sequences differ: equal ones get the same, and one that follows from another gets none. It never
// finds a difference.
import type { Sequence } from "./arrange.ts";
import { substitute } from "./substitute.ts";
import { type Term, termKey } from "./term.ts";
import { chooseNames } from "./unify-names.ts";

/** A difference that got a name: what it is in each of the sequences. */
export interface Hole {
  readonly name: string;
  readonly values: readonly Term[];
  /** Part of a name, and no argument. */
  readonly naming: boolean;
  /** What the layer it stands in is called, as `expand`: it tells two holes of one kind apart. */
  readonly word?: string | undefined;
  /** What it is: `filters`. Absent where its name says so. */
  readonly stem?: string | undefined;
}

/** A place where the sequences differ, before it has a name. */
export interface Difference {
  readonly values: readonly Term[];
  readonly hint: string;
  readonly word: string | undefined;
}

interface Named {
  readonly template: Sequence;
  readonly holes: readonly Hole[];
}

interface NamingOptions {
  /** Names no hole may have. */
  readonly taken: ReadonlySet<string>;
  /** Whether numbers in names become numbers rather than their beginnings strings. */
  readonly numbers: boolean;
}

/** What a size is called behind a layer that does this to it. */
const participles: Readonly<Record<string, string>> = {
  expand: "expanded",
  project: "projected",
  reduce: "reduced",
  squeeze: "squeezed",
  compress: "compressed",
};

/** Gives the differences names: equal ones the same, parts of names first. */
export function named(
  template: Sequence,
  differences: readonly Difference[],
  options: NamingOptions,
  choices: boolean,
): Named {
  const holes: Hole[] = [];
  const taken = new Set(options.taken);
  const fresh = (stem: string): string => {
    let name = stem;
    for (let i = 2; taken.has(name); i++) name = `${stem}_${i}`;
    taken.add(name);
    return name;
  };
  const meaning = new Map<string, Term>();
  const isName = (d: Difference): boolean => d.values.every((v) => v.kind === "string");
  const strings = differences.flatMap((d, i) => (isName(d) ? [{ id: `#${i}`, values: d.values }] : []));
  for (const { hole, terms } of chooseNames(strings, options.numbers, fresh)) {
    holes.push(hole);
    for (const [id, term] of terms) meaning.set(id, term);
  }
  // Small numbers first, so that `4 * filters` is found; the holes stay in the order of the text.
  const rest = differences
    .map((difference, i) => ({ difference, i }))
    .filter(({ difference }) => !isName(difference));
  const place = new Map<Hole, number>(holes.map((h) => [h, -1]));
  for (const { difference, i } of rest.toSorted((a, b) => sizeOf(a.difference) - sizeOf(b.difference))) {
    const before = holes.length;
    meaning.set(`#${i}`, argumentHole(difference, holes, fresh, choices));
    const added = holes.length > before ? holes.at(-1) : undefined;
    if (added) place.set(added, i);
  }
  const ordered = holes.toSorted((a, b) => place.get(a)! - place.get(b)!);
  const renamed = inOrder(ordered, options.taken);
  const names = new Map(
    ordered.map((h, i): [string, Term] => [h.name, { kind: "hole", name: renamed[i]!.name }]),
  );
  return { template: substitute(substitute(template, meaning), names), holes: renamed };
}

/**
 * The same holes with names that tell them apart: `expanded` and `projected` by the layers they stand in, else
 * `filters` and `filters_out` for the last of them; beyond that numbers, as the text comes by them.
 */
export function inOrder(holes: readonly Hole[], taken: ReadonlySet<string>): readonly Hole[] {
  const used = new Set(taken);
  const stems = holes.map((hole) => (hole.stem ?? hole.name).replace(/(_\d+)+$/, ""));
  return holes.map((hole, at) => {
    const stem = stems[at]!;
    const alike = holes.flatMap((other, i) => (stems[i] === stem ? [other] : []));
    const { word } = hole;
    const telling =
      alike.length > 1 &&
      !/^(n|name|part)$/.test(stem) &&
      word !== undefined &&
      alike.every((other) => other === hole || other.word !== word);
    const last = alike.length > 1 && !hole.naming && stem !== "n" && alike.at(-1) === hole;
    const short = stem.replace(/^.*_(?=(?:filters|units|rate|size|stride)$)/, "");
    const done = telling && /^(filters|units)$/.test(short) ? participles[word] : undefined;
    const base =
      done ?? (telling ? `${word}_${short}` : last && !stem.endsWith("_out") ? `${stem}_out` : stem);
    let name = base;
    for (let i = 2; used.has(name); i++) name = `${base}_${i}`;
    used.add(name);
    return { ...hole, name };
  });
}

/** The largest number of a difference; others come last. */
const sizeOf = ({ values }: Difference): number =>
  Math.max(...values.map((v) => (v.kind === "int" ? v.value : Number.POSITIVE_INFINITY)));

function argumentHole(
  { values, hint, word }: Difference,
  holes: Hole[],
  fresh: (stem: string) => string,
  choices: boolean,
): Term {
  const key = values.map(termKey).join();
  const equal = holes.findIndex((h) => h.values.map(termKey).join() === key);
  if (equal >= 0) {
    const { name } = holes[equal]!;
    // The size of a layer says more than that it comes back in a shape.
    if (/^shape/.test(name) && /^(filters|units)/.test(hint))
      holes[equal] = { ...holes[equal]!, stem: hint, word };
    return { kind: "hole", name };
  }
  const choice = choices ? choiceOf(values, holes) : undefined;
  if (choice) return choice;
  const numbers = values.map((v) => (v.kind === "int" ? v.value : undefined));
  if (numbers.every((n) => n !== undefined) && new Set(numbers).size >= 2) {
    for (const hole of holes) {
      const others = hole.values.map((v) => (v.kind === "int" ? v.value : undefined));
      if (hole.naming && /^n(_\w+)?$/.test(hint) && others[0] !== undefined) {
        const offset: number = numbers[0]! - others[0];
        if (numbers.every((n, i) => n === others[i]! + offset))
          return { kind: "linear", name: hole.name, factor: 1, offset };
      }
      if (hole.naming || others.some((n) => n === undefined || n === 0)) continue;
      const factor: number = numbers[0]! / others[0]!;
      const distinct = new Set(numbers).size;
      if (distinct >= 3 && Number.isInteger(factor) && factor <= (distinct > 3 ? 32 : 8)) {
        if (numbers.every((n, i) => n === others[i]! * factor))
          return { kind: "linear", name: hole.name, factor, offset: 0 };
      }
    }
  }
  const name = fresh(hint);
  holes.push({ name, values, naming: false, stem: hint, word });
  return { kind: "hole", name };
}

/** One of two words that goes with one of two numbers: `valid if stride == 2 else same`. */
function choiceOf(values: readonly Term[], holes: readonly Hole[]): Term | undefined {
  const distinct = new Map(values.map((v) => [termKey(v), v]));
  if (distinct.size !== 2 || values.length < 4 || values.some((v) => v.kind !== "word")) return undefined;
  for (const hole of holes) {
    if (hole.naming || new Set(hole.values.map(termKey)).size !== 2) continue;
    const usually = usual(hole.values);
    const other = hole.values.findIndex((v) => termKey(v) !== (usually && termKey(usually)));
    const test = hole.values[other]!;
    if (usually?.kind !== "int" || test.kind !== "int") continue;
    const then = values[other]!;
    const fits = values.every(
      (v, i) => (termKey(v) === termKey(then)) === (termKey(hole.values[i]!) === termKey(test)),
    );
    const otherwise = values.find((v) => termKey(v) !== termKey(then));
    if (fits && otherwise) return { kind: "choice", name: hole.name, test: test.value, then, otherwise };
  }
  return undefined;
}

/** What parameters cost to read: one that most uses leave out counts for less. */
export const costOf = (holes: readonly Hole[]): number =>
  holes.reduce((sum, hole) => sum + (!hole.naming && usual(hole.values) ? 0.5 : 1), 0);

/** The value most uses give, if most of them do. */
export function usual(values: readonly Term[]): Term | undefined {
  if (values.length < 3) return undefined;
  const counts = new Map<string, { term: Term; n: number }>();
  for (const term of values) {
    if (containsHole(term)) continue;
    const entry = counts.get(termKey(term)) ?? { term, n: 0 };
    entry.n++;
    counts.set(termKey(term), entry);
  }
  const best = [...counts.values()].sort((a, b) => b.n - a.n)[0];
  return best && best.n >= values.length * 0.6 ? best.term : undefined;
}

const containsHole = (term: Term): boolean => /"kind":"(hole|linear|choice)"/.test(termKey(term));
