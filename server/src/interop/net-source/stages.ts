// Where one stage of a network ends and the next begins, for the blank lines between them. It never moves a layer.
import { findLayer } from "../../layers/catalogue.ts";
import type { Arranged, Item, Loop, Part, Sequence } from "./arrange.ts";
import type { Stage } from "./graph.ts";
import { deepSize } from "./items.ts";
import { sharesLine } from "./pipeline-lines.ts";
import { substitute } from "./substitute.ts";
import type { Term } from "./term.ts";

/** What something does to the size of images and sequences, and whether it has weights. */
export interface Effect {
  readonly resizes: boolean;
  readonly weighted: boolean;
}

/** Effects of the models that stand in others, by name. */
export type ModelEffects = ReadonlyMap<string, Effect>;

/** An item of a model's own body, or a part that begins by merging. */
type Mark = Item | Part;

interface Entry {
  readonly mark: Mark;
  /** What its names begin with, as `block3a`. */
  readonly prefix: string | undefined;
  readonly effect: Effect;
  /** Lines it takes, roughly; what follows a layer on its line takes none. */
  readonly lines: number;
  /** Whether it goes on with the value before it; the arms of a branch do not. */
  readonly goesOn: boolean;
  readonly kind: "padding" | "stage" | "group" | "loop" | "repeat" | "head";
}

const fewestLines = 6;

/**
 * The items and parts that begin a stage: a layer with weights that changes the size, what comes behind a pooling layer, a loop
 * of several lines and what is behind it, and the head. Nothing where the model is too short to have stages.
 */
export function stageStarts(arranged: Arranged, models: ModelEffects): ReadonlySet<Mark> {
  const entries = arranged.parts.flatMap((part, at): Entry[] => {
    const goesOn = at === 0 || part.sources.some(({ node }) => node === at - 1);
    const own: Omit<Entry, "goesOn">[] = [
      ...(part.merge
        ? [
            {
              mark: part,
              prefix: prefixOf(part.merge.label),
              effect: stageEffect(part.merge, models),
              lines: 1,
              kind: "group" as const,
            },
          ]
        : []),
      ...part.sequence.map((item, i) => entryOf(item, part.sequence[i - 1], models)),
    ];
    return own.map((entry, i) => ({ ...entry, goesOn: i > 0 || goesOn }));
  });
  const starts = new Set<number>([0]);
  const fixed = new Set<number>([0]);
  entries.forEach((entry, i) => {
    if (i === 0 || !entry.goesOn) return;
    const before = entries[i - 1]!;
    const start = beginning(entries, i);
    if (entry.kind === "loop" || before.kind === "loop") fixed.add(start);
    else if (entry.kind === "head" && !isTail(entries, start, starts)) fixed.add(start);
    else if (entry.effect.resizes && entry.effect.weighted) starts.add(start);
    else if (before.effect.resizes && !before.effect.weighted) starts.add(start);
    else if (entry.kind === "repeat" && before.kind === "stage" && !starts.has(i - 1)) fixed.add(start);
    else if (before.kind === "repeat" && entry.kind === "stage") fixed.add(start);
    if (fixed.has(start)) starts.add(start);
  });
  const kept = withoutSingles(entries, starts, fixed);
  const lines = entries.reduce((sum, entry) => sum + entry.lines, 0);
  return kept.length < 2 || lines < fewestLines ? new Set() : new Set(kept.map((i) => entries[i]!.mark));
}

/** What comes before a layer on its behalf belongs to it, as does what is named alike. */
function beginning(entries: readonly Entry[], at: number): number {
  const { prefix } = entries[at]!;
  const belongs = (before: Entry): boolean =>
    before.kind === "padding" || (prefix !== undefined && before.prefix === prefix);
  let i = at;
  while (i > 0 && belongs(entries[i - 1]!)) i--;
  return i;
}

/** Whether nothing but a last normalisation stands between the stage before and the head. */
function isTail(entries: readonly Entry[], head: number, starts: ReadonlySet<number>): boolean {
  const last = Math.max(...[...starts].filter((i) => i < head));
  const between = entries.slice(last, head);
  return last > 0 && between.every((e) => e.kind === "stage" && !e.effect.weighted && !e.effect.resizes);
}

/** Stages of one line in a row stay together. */
function withoutSingles(
  entries: readonly Entry[],
  starts: ReadonlySet<number>,
  fixed: ReadonlySet<number>,
): readonly number[] {
  const ordered = [...starts].sort((a, b) => a - b);
  const isSingle = (n: number): boolean =>
    entries.slice(ordered[n], ordered[n + 1]).reduce((sum, entry) => sum + entry.lines, 0) <= 1;
  return ordered.filter((start, n) => fixed.has(start) || !isSingle(n - 1) || !isSingle(n));
}

function entryOf(item: Item, before: Item | undefined, models: ModelEffects): Omit<Entry, "goesOn"> {
  const effect = itemEffect(item, models);
  switch (item.kind) {
    case "stage": {
      const { callee } = item.stage;
      const kind = /^(ZeroPadding|Cropping)/.test(callee)
        ? "padding"
        : /^(Global\w*Pooling|Flatten$)/.test(callee)
          ? "head"
          : "stage";
      const follows = !/Conv|Dense|Pool|LSTM|GRU|Attention|Embedding|^Flatten$/.test(callee);
      const lines = follows && !models.has(callee) ? 0 : 1;
      return { mark: item, prefix: prefixOf(item.stage.label), effect, lines, kind };
    }
    case "use":
      return {
        mark: item,
        prefix: prefixOf(item.args[0]),
        effect,
        lines: sharesLine(before, item) ? 0 : 1,
        kind: "group",
      };
    case "region":
      return { mark: item, prefix: undefined, effect, lines: item.region.parts.length, kind: "group" };
    case "loop": {
      const { body } = item.loop;
      const long = body.length > 1 || body[0]!.kind === "region" || body[0]!.kind === "loop";
      const kind = long ? "loop" : deepSize(body) >= 4 ? "repeat" : "group";
      return { mark: item, prefix: undefined, effect, lines: long ? body.length + 2 : 1, kind };
    }
  }
}

/** `block3a` for `block3a_expand`; nothing for a name without a number. */
function prefixOf(name: Term | undefined): string | undefined {
  const [first] = name?.kind === "string" ? name.parts : [];
  return typeof first === "string" ? /^[A-Za-z_]*\d+[a-z]?(?=_|$)/.exec(first)?.[0] : undefined;
}

/** What a whole model does. */
export const modelEffect = (arranged: Arranged, models: ModelEffects): Effect =>
  together(arranged.parts.map((part) => sequenceEffect(part.sequence, models)));

const together = (effects: readonly Effect[]): Effect => ({
  resizes: effects.some((e) => e.resizes),
  weighted: effects.some((e) => e.weighted),
});

/** What a sequence does. */
export const sequenceEffect = (sequence: Sequence, models: ModelEffects): Effect =>
  together(sequence.map((item) => itemEffect(item, models)));

function itemEffect(item: Item, models: ModelEffects): Effect {
  switch (item.kind) {
    case "stage":
      return stageEffect(item.stage, models);
    case "use": {
      const meaning = new Map(item.block.parameters.map((p, i) => [p.name, item.args[i]!]));
      return sequenceEffect(substitute(item.block.sequence, meaning), models);
    }
    case "region":
      return together(item.region.parts.map((part) => sequenceEffect(part.sequence, models)));
    case "loop":
      return together(
        turns(item.loop).map((meaning) => sequenceEffect(substitute(item.loop.body, meaning), models)),
      );
  }
}

/** What the variables of a loop are in each turn, where the values are listed. */
function turns({ variables, values }: Loop): readonly ReadonlyMap<string, Term>[] {
  if (values?.kind !== "list") return [new Map()];
  return values.items.map(
    (row) =>
      new Map(
        variables.map((name, i): [string, Term] => [
          name,
          variables.length > 1 && row.kind === "tuple" ? row.items[i]! : row,
        ]),
      ),
  );
}

function stageEffect(stage: Stage, models: ModelEffects): Effect {
  const { callee } = stage;
  const model = models.get(callee);
  if (model) return model;
  const argument = (name: string): Term | undefined => stage.args.find((a) => a.name === name)?.term;
  if (/^Global/.test(callee)) return { resizes: false, weighted: false };
  if (/Pooling\dD$/.test(callee))
    return { resizes: isAbove1(argument("strides") ?? argument("pool_size"), true), weighted: false };
  if (/^UpSampling/.test(callee)) return { resizes: true, weighted: true };
  const weighted = ["convolution", "core", "recurrent", "attention"].includes(
    findLayer(callee)?.family ?? "",
  );
  return {
    resizes: /Conv/.test(callee) && isAbove1(argument("strides"), false),
    weighted: weighted && !/^(Activation|Dropout|Flatten)$/.test(callee),
  };
}

const isAbove1 = (term: Term | undefined, otherwise: boolean): boolean =>
  term === undefined || (term.kind === "text" && term.text === "None")
    ? otherwise
    : term.kind === "int"
      ? term.value > 1
      : term.kind === "tuple" || term.kind === "list"
        ? term.items.some((item) => isAbove1(item, false))
        : false;
