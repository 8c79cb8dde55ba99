// Finds what several sequences have in common, and the places where they differ. It never decides whether that is worth it.
import type { Item, Part, Sequence } from "./arrange.ts";
import type { Piece, Stage } from "./graph.ts";
import { type Difference, type Hole, named } from "./holes.ts";
import { type Argument, type Term, termKey } from "./term.ts";

export interface Unified {
  readonly template: Sequence;
  readonly holes: readonly Hole[];
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
