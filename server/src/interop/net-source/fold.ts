// Makes what repeats in a source a block or a loop. It never changes what the text means: whoever calls it compares.
import type { Block, Item, Parameter, Part, Sequence } from "./arrange.ts";
import { type Cell, foldCells } from "./cells.ts";
import { defaultTerm } from "./default-term.ts";
import { blockName, blockStem } from "./fold-names.ts";
import { costOf, type Hole, inOrder, usual } from "./holes.ts";
import { freeNames, itemSize, namedParts } from "./items.ts";
import { foldLoops, foldRuns } from "./loops.ts";
import { substitute } from "./substitute.ts";
import { type Term, termKey } from "./term.ts";
import { type Unified, unify } from "./unify.ts";
import type { Folding } from "./write-source.ts";

const mostParameters = 6;
const longest = 40;
const rounds = 40;
const mostNodes = 3000;

/** A sequence under way, and whether it is written as statements, so that loops can stand in it. */
export interface Place {
  readonly items: Item[];
  readonly flows: boolean;
  /** Whether its value gets a name, which that of a loop cannot have. */
  readonly named: boolean;
}

/** Blocks first, then loops, in copies of the models. */
export const folded: Folding = (models, names) => {
  // The search grows with the square of what there is to search; no network that people draw is near this.
  if (models.reduce((sum, { model }) => sum + model.nodes.length, 0) > mostNodes)
    return { blocks: [], cells: [], models };
  const copies = models.map(({ model, arranged }) => ({
    model,
    arranged: { ...arranged, parts: arranged.parts.map(copyPart) },
  }));
  const blocks: Block[] = [];
  const taken = new Set(names);
  const places = (): Place[] => [
    ...copies.flatMap(({ arranged }) => {
      const named = namedParts(arranged);
      return arranged.parts.flatMap((part, i) => placesIn(part.sequence as Item[], true, named.has(i)));
    }),
    ...blocks.flatMap((block) => placesIn(block.sequence as Item[], true)),
  ];
  foldRuns(places(), taken);
  for (let round = 0; round < rounds; round++) {
    const block = extract(places(), `#${round}`);
    if (!block) break;
    blocks.push(block);
  }
  for (const place of places()) if (place.flows) foldLoops(place, taken);
  const cells: Cell[] = [];
  const done = copies.map(({ model, arranged }) => {
    const result = foldCells(arranged, taken);
    cells.push(...result.cells);
    return { model, arranged: result.arranged };
  });
  const order = used(blocks, [...cells.map((arranged) => ({ arranged })), ...done]);
  for (const block of order) {
    block.name = blockName(block.stem, taken);
    taken.add(block.name);
  }
  return { blocks: order, cells, models: done };
};

/** Blocks in the order of their use, those that others use first. */
function used(
  blocks: readonly Block[],
  copies: readonly { readonly arranged: { readonly parts: readonly Part[] } }[],
): readonly Block[] {
  const order: Block[] = [];
  const visit = (sequence: Sequence): void => {
    for (const item of sequence) {
      if (item.kind === "use" && !order.includes(item.block)) {
        visit(item.block.sequence);
        order.push(item.block);
      } else if (item.kind === "loop") visit(item.loop.body);
      else if (item.kind === "region") for (const part of item.region.parts) visit(part.sequence);
    }
  };
  for (const { arranged } of copies) for (const part of arranged.parts) visit(part.sequence);
  return blocks.length === order.length ? order : order.filter((b) => blocks.includes(b));
}

const copyPart = (part: Part): Part => ({ ...part, sequence: copy(part.sequence) });

const copy = (sequence: Sequence): Item[] =>
  sequence.map((item) =>
    item.kind === "region"
      ? { kind: "region", region: { parts: item.region.parts.map(copyPart) } }
      : { ...item },
  );

/** A sequence and those inside it. */
export function placesIn(items: Item[], flows: boolean, named = false): Place[] {
  return [
    { items, flows, named },
    ...items.flatMap((item) =>
      item.kind === "region"
        ? item.region.parts.flatMap((part) => placesIn(part.sequence as Item[], false))
        : item.kind === "loop"
          ? placesIn(item.loop.body as Item[], true)
          : [],
    ),
  ];
}

/** What an item is without its values; equal texts may be unified. `fine` also tells words and missing arguments apart. */
export function shapeOf(item: Item, fine: boolean): string {
  switch (item.kind) {
    case "stage": {
      const { stage } = item;
      if (stage.shared) return `shared ${stage.callee}`;
      const args = fine
        ? stage.args
            .map((a) => `${a.name}${/^(int|hole|linear|choice)$/.test(a.term.kind) ? "" : termKey(a.term)}`)
            .join()
        : "";
      const pieces = (stage.pieces ?? [])
        .map((p) => (typeof p === "string" || "source" in p ? JSON.stringify(p) : "*"))
        .join("");
      return `${stage.callee}.${stage.form}.${stage.label ? "l" : ""}${pieces}${args}`;
    }
    case "use":
      return `use ${item.block.name}`;
    case "region":
      return `{${item.region.parts
        .map(
          (p) =>
            `${JSON.stringify(p.sources)}${p.merge ? shapeOf({ kind: "stage", stage: p.merge }, fine) : ""}[${p.sequence.map((i) => shapeOf(i, fine)).join(">")}]`,
        )
        .join("|")}}`;
    case "loop":
      return `for ${item.loop.variables.join()}${item.loop.range ? "r" : "v"}[${item.loop.body.map((i) => shapeOf(i, fine)).join(">")}]`;
  }
}

/** Whether a block may hold it: it sees nothing of the model around it. */
const closed = (item: Item): boolean =>
  item.kind === "stage"
    ? !item.stage.shared
    : item.kind === "region"
      ? item.region.parts.every((p) => !p.merge?.shared && !p.several && p.sequence.every(closed))
      : item.kind === "loop"
        ? item.loop.body.every(closed)
        : true;

interface Group {
  readonly size: number;
  readonly length: number;
  readonly at: { readonly place: number; readonly start: number }[];
}

interface Candidate {
  readonly group: Group;
  readonly unified: Unified;
  readonly value: number;
}

/** Makes the most worthwhile block, and puts its uses in place. */
function extract(places: readonly Place[], id: string): Block | undefined {
  const groups = [...repeated(places, false), ...repeated(places, true)]
    .filter((group) => !isRun(group, places))
    .map((group) => ({ group, most: worth(group, 0) }))
    .filter(({ most }) => most > 0)
    .sort((a, b) => b.most - a.most || b.group.length - a.group.length);
  let best: Candidate | undefined;
  let tried = 0;
  for (const { group, most } of groups) {
    if (best && (most <= best.value || tried > 150)) break;
    tried++;
    const windows = group.at.map(({ place, start }) =>
      places[place]!.items.slice(start, start + group.length),
    );
    const unified = blockOf(windows);
    if (!unified) continue;
    const value = neat(worth(group, costOf(unified.holes)), group.size, unified);
    if (value > (best?.value ?? 0)) best = { group, unified, value };
  }
  return best && place(best, places, id);
}

/** What windows have in common. Names of the blocks they stand in become parameters too, for the new block sees none of them. */
function blockOf(windows: readonly Sequence[]): Unified | undefined {
  const outer = new Set(windows.flatMap(freeNames));
  const unified = unify(windows, {
    defaults: defaultTerm,
    taken: outer,
    numbers: false,
    most: mostParameters,
  });
  if (!unified || outer.size === 0) return unified;
  const own = new Set(unified.holes.map((hole) => hole.name));
  const handed = freeNames(unified.template)
    .filter((name) => !own.has(name))
    .map((name): Hole => {
      const values = windows.map((): Term => ({ kind: "hole", name }));
      return { name, values, naming: /^(name|n|part)(_\d+)?$/.test(name) };
    });
  if (handed.length + unified.holes.length > mostParameters) return undefined;
  const names = new Set(handed.map((hole) => hole.name));
  const renamed = inOrder(unified.holes, names);
  const meaning = new Map(
    unified.holes.map((hole, i): [string, Term] => [hole.name, { kind: "hole", name: renamed[i]!.name }]),
  );
  return { template: substitute(unified.template, meaning), holes: [...handed, ...renamed] };
}

/** Whether windows without branches follow each other with nothing between them: a loop needs no block for these. */
function isRun({ at, length }: Group, places: readonly Place[]): boolean {
  const { place, start } = at[0]!;
  const { items, flows } = places[place]!;
  return (
    flows &&
    at.every((other, i) => other.place === place && other.start === start + i * length) &&
    items.slice(start, start + length).every((item) => item.kind !== "region")
  );
}

/** Lines saved, less what the parameters cost to read. */
const worth = ({ size, at }: Group, holes: number): number =>
  (at.length - 1) * size - at.length - 2 - at.length * 0.1 * Math.max(0, holes - 2) - holes * 0.25;

/**
 * Names that begin alike make a good block. Several unrelated parts of names do not, nor does a beginning that ends within a
 * word: `block2` for `block2a` and `block2b` puts two things into one.
 */
function neat(value: number, size: number, { holes, template }: Unified): number {
  const naming = holes.filter((h) => h.naming).length;
  const text = JSON.stringify(template, (key, v: unknown) => (key === "block" ? undefined : v));
  const cut = /\{"kind":"hole","name":"(?:name|n|part)(?:_\d+)?"\},"[A-Za-z\d]/.test(text);
  if ((cut && value < 12) || (naming > 1 && size < 4)) return 0;
  return value * (naming <= 1 ? 1 : naming === 2 ? 0.75 : 0.5) * (cut ? 0.3 : 1);
}

/** Whether a window ends in the same parts twice: a loop says that better than a block. */
function repeats(items: readonly Item[], shapes: readonly number[], start: number, last: number): boolean {
  for (let period = 1; period <= 8; period++) {
    const from = last - 2 * period + 1;
    if (from < start) return false;
    let same = true;
    let big = false;
    for (let i = 0; i < period && same; i++) {
      same = shapes[from + i] === shapes[from + period + i];
      big ||= items[from + i]!.kind !== "stage";
    }
    if (same && big) return true;
  }
  return false;
}

/** Windows that come up more than once without overlapping, by their shape. */
function repeated(places: readonly Place[], fine: boolean): readonly Group[] {
  const ids = new Map<string, number>();
  const id = (key: string): number => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size);
    return ids.size - 1;
  };
  const groups = new Map<
    string,
    { size: number; length: number; at: { place: number; start: number; end: number }[] }
  >();
  places.forEach(({ items }, place) => {
    const shapes = items.map((item) => (closed(item) ? id(shapeOf(item, fine)) : -1));
    const sizes = items.map(itemSize);
    for (let start = 0; start < items.length; start++) {
      let key = "";
      let size = 0;
      for (let length = 1; length <= longest && start + length <= items.length; length++) {
        const last = start + length - 1;
        if (shapes[last] === -1 || repeats(items, shapes, start, last)) break;
        key += `${shapes[last]},`;
        size += sizes[last]!;
        if (size < 2) continue;
        const group = groups.get(key) ?? { size, length, at: [] };
        groups.set(key, group);
        const before = group.at.at(-1);
        if (before && before.place === place && before.end > start) continue;
        group.at.push({ place, start, end: start + length });
      }
    }
  });
  return [...groups.values()].filter((group) => group.at.length > 1);
}

function place({ group, unified }: Candidate, places: readonly Place[], id: string): Block {
  const holes = [...unified.holes];
  const fallback = (hole: Hole): Term | undefined => (hole.naming ? undefined : usual(hole.values));
  const ordered = [
    ...holes.filter((h) => h.naming),
    ...holes.filter((h) => !h.naming && !fallback(h)),
    ...holes.filter((h) => !h.naming && fallback(h)),
  ];
  const parameters = ordered.map((h): Parameter => {
    const term = fallback(h);
    return term ? { name: h.name, fallback: term } : { name: h.name };
  });
  const block: Block = {
    name: id,
    stem: blockStem(unified.template, ordered),
    parameters,
    sequence: copy(unified.template),
  };
  // From the back, so that earlier places keep their numbers.
  group.at
    .map((at, use) => ({ ...at, use }))
    .sort((a, b) => b.start - a.start)
    .forEach(({ place: p, start, use }) => {
      places[p]!.items.splice(start, group.length, {
        kind: "use",
        block,
        args: ordered.map((h) => h.values[use]!),
      });
    });
  return block;
}
