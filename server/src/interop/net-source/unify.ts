// Finds what several sequences have in common, and the places where they differ. It never decides whether that is worth it.
import type { Item, Part, Sequence } from "./arrange.ts";
import type { Piece, Stage } from "./graph.ts";
import { type Argument, int, type Term, termKey } from "./term.ts";
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

export interface Unified {
  readonly template: Sequence;
  readonly holes: readonly Hole[];
}

/** A place where the sequences differ, before it has a name. */
interface Difference {
  readonly values: readonly Term[];
  readonly hint: string;
  readonly word: string | undefined;
}

/** What a default is worth where an argument is missing: found by the callee and the argument's name. */
export type Defaults = (callee: string, argument: string) => Term | undefined;

export interface UnifyOptions {
  readonly defaults: Defaults;
  /** Names no hole may have. */
  readonly taken: ReadonlySet<string>;
  /** Whether numbers in names become numbers (`conv{i}`) rather than their beginnings strings (`{prefix}_conv`). */
  readonly numbers: boolean;
  /** With more holes than these nothing is given. */
  readonly most: number;
}

/** A part of many sequences that is looked at first: what differs too much there does so in all of them. */
const sample = 6;

class Different extends Error {}

/** The template of sequences of one shape, or nothing where they differ in more than a few values. */
export function unify(sequences: readonly Sequence[], options: UnifyOptions): Unified | undefined {
  if (sequences.length > 2 * sample) {
    const few = sequences.filter((_, i) => i % Math.floor(sequences.length / sample) === 0);
    if (!unify(few, options)) return undefined;
  }
  const differences: Difference[] = [];
  const site: Site = { differences, options, word: undefined };
  try {
    const template = sequenceOf(sequences, site);
    const unified = named(template, differences, options, false);
    if (unified.holes.length <= options.most) return unified;
    // A word that goes with a number needs no parameter of its own.
    const fewer = named(template, differences, options, true);
    return fewer.holes.length > options.most ? undefined : fewer;
  } catch (error) {
    if (error instanceof Different) return undefined;
    throw error;
  }
}

interface Site {
  readonly differences: Difference[];
  readonly options: UnifyOptions;
  /** The word of the layer that is looked at. */
  word: string | undefined;
}

/** What a size is called behind a layer that does this to it. */
const participles: Readonly<Record<string, string>> = {
  expand: "expanded",
  project: "projected",
  reduce: "reduced",
  squeeze: "squeezed",
  compress: "compressed",
};

const plainWords =
  /^(?:\w*(?:conv|dense|pool|bn|norm|act|relu|block|layer)\w*|[a-z]|dw|pw|se|stage|stem|top|head)$/;

/** The last telling word of a name: `expand` in `{name}_expand_conv`. */
function wordOf(name: Term | undefined): string | undefined {
  const last = name?.kind === "string" ? name.parts.at(-1) : undefined;
  if (typeof last !== "string") return undefined;
  const words = last.toLowerCase().match(/[a-z]+/g) ?? [];
  return words.filter((word) => !plainWords.test(word)).at(-1);
}

const column = <T>(rows: readonly (readonly T[])[], i: number): readonly T[] => rows.map((row) => row[i]!);

function sequenceOf(sequences: readonly Sequence[], site: Site): Sequence {
  const [first] = sequences;
  if (sequences.some((s) => s.length !== first!.length)) throw new Different();
  return first!.map((_, i) => itemOf(column(sequences, i), site));
}

function itemOf(items: readonly Item[], site: Site): Item {
  const [first] = items as readonly [Item, ...Item[]];
  if (items.some((item) => item.kind !== first.kind)) throw new Different();
  switch (first.kind) {
    case "stage":
      return {
        kind: "stage",
        stage: stageOf(
          items.map((i) => (i as typeof first).stage),
          site,
        ),
      };
    case "use": {
      const uses = items as readonly (typeof first)[];
      if (uses.some((u) => u.block !== first.block)) throw new Different();
      site.word = wordOf(first.args[0]);
      return {
        ...first,
        args: first.args.map((_, i) =>
          termOf(
            column(
              uses.map((u) => u.args),
              i,
            ),
            first.block.parameters[i]!.name,
            site,
          ),
        ),
      };
    }
    case "region": {
      const regions = items.map((i) => (i as typeof first).region.parts);
      if (regions.some((parts) => parts.length !== regions[0]!.length)) throw new Different();
      return {
        kind: "region",
        region: { parts: regions[0]!.map((_, i) => partOf(column(regions, i), site)) },
      };
    }
    case "loop": {
      const loops = items.map((i) => (i as typeof first).loop);
      const { loop } = first;
      if (loops.some((l) => l.variables.join() !== loop.variables.join() || !l.range !== !loop.range))
        throw new Different();
      return {
        kind: "loop",
        loop: {
          variables: loop.variables,
          body: sequenceOf(
            loops.map((l) => l.body),
            site,
          ),
          ...(loop.range
            ? {
                range: {
                  from: termOf(
                    loops.map((l) => l.range!.from),
                    "start",
                    site,
                  ),
                  to: termOf(
                    loops.map((l) => l.range!.to),
                    "end",
                    site,
                  ),
                },
              }
            : {
                values: termOf(
                  loops.map((l) => l.values!),
                  "rows",
                  site,
                ),
              }),
        },
      };
    }
  }
}

function partOf(parts: readonly Part[], site: Site): Part {
  const [first] = parts as readonly [Part, ...Part[]];
  const key = JSON.stringify(first.sources);
  if (
    parts.some(
      (p) => JSON.stringify(p.sources) !== key || !p.merge !== !first.merge || p.several !== first.several,
    )
  )
    throw new Different();
  return {
    ...first,
    merge:
      first.merge &&
      stageOf(
        parts.map((p) => p.merge!),
        site,
      ),
    sequence: sequenceOf(
      parts.map((p) => p.sequence),
      site,
    ),
  };
}

function stageOf(stages: readonly Stage[], site: Site): Stage {
  const [first] = stages as readonly [Stage, ...Stage[]];
  if (
    stages.some(
      (s) =>
        s.callee !== first.callee ||
        s.form !== first.form ||
        !s.label !== !first.label ||
        s.shared ||
        s.bare !== first.bare,
    )
  )
    throw new Different();
  site.word = wordOf(first.label);
  const pieces = first.pieces;
  if (stages.some((s) => s.pieces?.length !== pieces?.length)) throw new Different();
  return {
    ...first,
    label:
      first.label &&
      termOf(
        stages.map((s) => s.label!),
        "label",
        site,
      ),
    args: argumentsOf(stages, site),
    ...(pieces
      ? {
          pieces: pieces.map((_, i) =>
            pieceOf(
              column(
                stages.map((s) => s.pieces!),
                i,
              ),
              site,
            ),
          ),
        }
      : {}),
  };
}

function pieceOf(pieces: readonly Piece[], site: Site): Piece {
  const [first] = pieces as readonly [Piece, ...Piece[]];
  const isTerm = (piece: Piece): piece is Term => typeof piece === "object" && !("source" in piece);
  if (pieces.every(isTerm)) return termOf(pieces, "value", site);
  const key = JSON.stringify(first);
  if (pieces.some((p) => JSON.stringify(p) !== key)) throw new Different();
  return first;
}

/** Arguments given in any of the calls; where one is missing, its default stands in. */
function argumentsOf(stages: readonly Stage[], site: Site): readonly Argument[] {
  const longest = stages.reduce((a, b) => (b.args.length > a.args.length ? b : a));
  const names = [...longest.args.map((a) => a.name)];
  for (const stage of stages) for (const { name } of stage.args) if (!names.includes(name)) names.push(name);
  return names.map((name): Argument => {
    const found = stages.map((s) => s.args.find((a) => a.name === name));
    const values = found.map((argument, i) => {
      const term = argument?.term ?? site.options.defaults(stages[i]!.callee, name);
      if (!term) throw new Different();
      return term;
    });
    return { name, positional: found.every((a) => a?.positional), term: termOf(values, hintOf(name), site) };
  });
}

const hints: Readonly<Record<string, string>> = {
  kernel_size: "size",
  strides: "stride",
  pool_size: "size",
  dilation_rate: "rate",
  target_shape: "shape",
  kernel_initializer: "initializer",
};
const hintOf = (name: string): string => hints[name] ?? name;

function termOf(terms: readonly Term[], hint: string, site: Site): Term {
  const [first] = terms as readonly [Term, ...Term[]];
  const key = termKey(first);
  if (terms.every((t) => termKey(t) === key)) return first;
  if (first.kind === "tuple" || first.kind === "list") {
    const same = terms.every((t) => t.kind === first.kind && t.items.length === first.items.length);
    const rows = same ? terms.map((t) => (t as typeof first).items) : [];
    const differing = same
      ? first.items.filter((item, i) => rows.some((row) => termKey(row[i]!) !== termKey(item))).length
      : 0;
    if (differing === 1 && hint !== "rows") {
      return { kind: first.kind, items: first.items.map((_, i) => termOf(column(rows, i), hint, site)) };
    }
  }
  if (first.kind === "call") {
    const shape = (t: Term): string =>
      t.kind === "call" ? `${t.callee}(${t.args.map((a) => a.name + a.positional).join()})` : "";
    if (terms.every((t) => shape(t) === shape(first))) {
      const rows = terms.map((t) => (t as typeof first).args);
      return {
        ...first,
        args: first.args.map((a, i) => ({
          ...a,
          term: termOf(
            column(rows, i).map((x) => x.term),
            a.name,
            site,
          ),
        })),
      };
    }
  }
  site.differences.push({ values: terms, hint, word: site.word });
  return { kind: "hole", name: `#${site.differences.length - 1}` };
}

/** Gives the differences names: equal ones the same, parts of names first. */
function named(
  template: Sequence,
  differences: readonly Difference[],
  options: UnifyOptions,
  choices: boolean,
): Unified {
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

/** A sequence with holes replaced by terms. */
export function substitute(sequence: Sequence, meaning: ReadonlyMap<string, Term>): Sequence {
  const term = (t: Term): Term => {
    switch (t.kind) {
      case "hole":
        return meaning.get(t.name) ?? t;
      case "string": {
        const parts = t.parts.flatMap((part): readonly (string | Term)[] => {
          if (typeof part === "string") return [part];
          const found = term(part);
          return found.kind === "string" ? found.parts : [found];
        });
        return { kind: "string", parts };
      }
      case "linear": {
        const found = meaning.get(t.name);
        if (found?.kind === "hole") return { ...t, name: found.name };
        return found?.kind === "int" ? int(found.value * t.factor + t.offset) : t;
      }
      case "choice": {
        const found = meaning.get(t.name);
        if (found?.kind === "hole") return { ...t, name: found.name };
        return found?.kind === "int" ? (found.value === t.test ? t.then : t.otherwise) : t;
      }
      case "tuple":
      case "list":
        return { ...t, items: t.items.map(term) };
      case "call":
        return { ...t, args: t.args.map((a) => ({ ...a, term: term(a.term) })) };
      case "dict":
        return { ...t, entries: t.entries.map(([k, v]) => [k, term(v)] as const) };
      default:
        return t;
    }
  };
  const stage = (s: Stage): Stage => ({
    ...s,
    label: s.label && term(s.label),
    args: s.args.map((a) => ({ ...a, term: term(a.term) })),
    ...(s.pieces
      ? { pieces: s.pieces.map((p) => (typeof p === "object" && !("source" in p) ? term(p) : p)) }
      : {}),
  });
  const one = (item: Item): Item => {
    switch (item.kind) {
      case "stage":
        return { kind: "stage", stage: stage(item.stage) };
      case "use":
        return { ...item, args: item.args.map(term) };
      case "region":
        return {
          kind: "region",
          region: {
            parts: item.region.parts.map((p) => ({
              ...p,
              merge: p.merge && stage(p.merge),
              sequence: substitute(p.sequence, meaning),
            })),
          },
        };
      case "loop": {
        const { loop } = item;
        return {
          kind: "loop",
          loop: {
            ...loop,
            body: substitute(loop.body, meaning),
            ...(loop.range ? { range: { from: term(loop.range.from), to: term(loop.range.to) } } : {}),
            ...(loop.values ? { values: term(loop.values) } : {}),
          },
        };
      }
    }
  };
  return sequence.map(one);
}

/** A number one larger, for the end of a range. */
export const next = (n: number): Term => int(n + 1);

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
