// Makes blocks with several inputs of pieces of a network that come again, such as the cells of NASNet. It never takes a piece
// that gives out more than one value.
import type { Arranged, Item, Parameter, Part } from "./arrange.ts";
import { defaultTerm } from "./default-term.ts";
import { shapeOf } from "./fold.ts";
import { blockName } from "./fold-names.ts";
import type { Ref, Stage } from "./graph.ts";
import { namesIn, sizeOf } from "./items.ts";
import type { Argument } from "./term.ts";
import { unify } from "./unify.ts";

/** A block of parts; its inputs are the sources `-1`, `-2`, … */
export interface Cell {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly inputs: number;
  readonly parts: readonly Part[];
}

const mostInputs = 4;
const mostParameters = 6;
const longest = 60;
const rounds = 6;
const mostParts = 1500;

/** The parts with uses of cells in place of what comes again, and the cells. */
export function foldCells(
  arranged: Arranged,
  taken: Set<string>,
): { readonly cells: readonly Cell[]; readonly arranged: Arranged } {
  const cells: Cell[] = [];
  let now = split(arranged);
  if (now.parts.length > mostParts) return { cells, arranged };
  for (let round = 0; round < rounds; round++) {
    const found = bestCell(now, taken);
    if (!found) break;
    cells.push(found.cell);
    taken.add(found.cell.name);
    now = found.arranged;
  }
  return cells.length === 0 ? { cells, arranged } : { cells, arranged: rejoined(now) };
}

const moved = (arranged: Arranged, parts: readonly Part[], place: (node: number) => number): Arranged => {
  const ref = ({ node, output }: Ref): Ref => ({ node: node < 0 ? node : place(node), output });
  return {
    parts: parts.map((part) => ({ ...part, sources: part.sources.map(ref) })),
    outputs: arranged.outputs.map((o) => ({ ...o, ref: ref(o.ref) })),
  };
};

/** Merges apart from what flows on behind them, so that a piece may end in one. */
function split(arranged: Arranged): Arranged {
  const parts: Part[] = [];
  const last: number[] = [];
  // Sources are still those of before; those of a flow behind its merge are marked by their place.
  const own = new Map<number, number>();
  arranged.parts.forEach((part) => {
    if (part.merge && part.sequence.length > 0) {
      parts.push({ ...part, sequence: [], several: false });
      own.set(parts.length, parts.length - 1);
      parts.push({ ...part, merge: undefined, sources: [] });
    } else parts.push(part);
    last.push(parts.length - 1);
  });
  const result = moved(arranged, parts, (node) => last[node]!);
  return {
    ...result,
    parts: result.parts.map((part, i) =>
      own.has(i) ? { ...part, sources: [{ node: own.get(i)!, output: 0 }] } : part,
    ),
  };
}

/** What `split` took apart, together again where nothing else takes the value between. */
function rejoined(arranged: Arranged): Arranged {
  const uses = new Map<number, number>();
  const count = ({ node }: Ref): void => void uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const part of arranged.parts) part.sources.forEach(count);
  for (const { ref } of arranged.outputs) count(ref);
  const parts: Part[] = [];
  const place: number[] = [];
  arranged.parts.forEach((part, i) => {
    const before = arranged.parts[i - 1];
    const [source] = part.sources;
    const follows = !part.merge && source?.node === i - 1 && source.output === 0 && uses.get(i - 1) === 1;
    if (follows && before?.merge && !before.several && place[i - 1] === parts.length - 1) {
      const last = parts.at(-1)!;
      parts[parts.length - 1] = {
        ...last,
        sequence: [...last.sequence, ...part.sequence],
        several: part.several,
      };
    } else parts.push(part);
    place.push(parts.length - 1);
  });
  return moved(arranged, parts, (node) => place[node]!);
}

interface Window {
  readonly start: number;
  readonly inputs: readonly Ref[];
}

interface Group {
  readonly length: number;
  readonly size: number;
  readonly at: Window[];
}

const worth = ({ at, size, length }: Group): number =>
  (at.length - 1) * size - 2 * at.length - length * 0.1 - 4;

function bestCell(
  arranged: Arranged,
  taken: ReadonlySet<string>,
): { readonly cell: Cell; readonly arranged: Arranged } | undefined {
  const groups = repeated(arranged)
    .filter((group) => worth(group) > 0)
    .sort((a, b) => worth(b) - worth(a));
  for (const group of groups.slice(0, 20)) {
    const windows = group.at.map((window) => [regionOf(arranged.parts, window, group.length)]);
    const names = new Set([...taken, ...namesIn(windows[0]!)]);
    const unified = unify(windows, {
      defaults: defaultTerm,
      taken: names,
      numbers: true,
      most: mostParameters,
    });
    const template = unified?.template[0];
    if (!unified || template?.kind !== "region") continue;
    const { parts } = template.region;
    const name = blockName(stemOf(parts.at(-1)!), taken);
    const cell: Cell = {
      name,
      parameters: unified.holes.map((hole) => ({ name: hole.name })),
      inputs: group.at[0]!.inputs.length,
      parts,
    };
    const stages = group.at.map((_, use): Stage => {
      const args = unified.holes.map(
        (hole): Argument => ({ name: hole.name, positional: true, term: hole.values[use]! }),
      );
      const className = name.replace(/(?<=.)_cell(_\d+)?$/, "");
      return { callee: name, className, args, form: cell.inputs > 1 ? "list" : "flow" };
    });
    return { cell, arranged: placed(arranged, group, stages) };
  }
  return undefined;
}

/** `normal_cell` for a piece that ends in `normal_concat_{n}`. */
function stemOf(last: Part): string {
  const label = last.merge?.label;
  const [first] = label?.kind === "string" ? label.parts : [];
  const word = typeof first === "string" ? /^[A-Za-z]{3,}(?=_)/.exec(first)?.[0].toLowerCase() : undefined;
  return word === undefined ? "cell" : `${word}_cell`;
}

/** A piece as a region of its own, its inputs counted from `-1` down. */
function regionOf(parts: readonly Part[], { start, inputs }: Window, length: number): Item {
  const inner = ({ node, output }: Ref): Ref =>
    node >= start
      ? { node: node - start, output }
      : { node: -1 - inputs.findIndex((i) => i.node === node && i.output === output), output: 0 };
  return {
    kind: "region",
    region: {
      parts: parts
        .slice(start, start + length)
        .map((part) => ({ ...part, sources: part.sources.map(inner) })),
    },
  };
}

function placed(arranged: Arranged, group: Group, stages: readonly Stage[]): Arranged {
  const parts: Part[] = [];
  const place: number[] = [];
  for (let i = 0; i < arranged.parts.length; ) {
    const use = group.at.findIndex((window) => window.start === i);
    if (use < 0) {
      place.push(parts.push(arranged.parts[i]!) - 1);
      i++;
      continue;
    }
    const sources = group.at[use]!.inputs;
    const stage = stages[use]!;
    parts.push(
      sources.length > 1
        ? { sources, merge: stage, sequence: [], several: false }
        : { sources, sequence: [{ kind: "stage", stage }], several: false },
    );
    for (let n = 0; n < group.length; n++) place.push(parts.length - 1);
    i += group.length;
  }
  return moved(arranged, parts, (node) => place[node]!);
}

/** Pieces of the same shape that do not overlap, each with one value that is taken outside. */
function repeated({ parts, outputs }: Arranged): readonly Group[] {
  const lastUse = parts.map(() => -1);
  parts.forEach((part, i) => {
    for (const { node } of part.sources) if (node >= 0) lastUse[node] = i;
  });
  for (const { ref } of outputs) if (ref.node >= 0) lastUse[ref.node] = Number.POSITIVE_INFINITY;
  const shapes = parts.map(
    (part) =>
      `${part.merge ? shapeOf({ kind: "stage", stage: part.merge }, false) : ""}[${part.sequence
        .map((item) => shapeOf(item, false))
        .join(">")}]`,
  );
  const ids = new Map<string, number>();
  const id = shapes.map((shape) => {
    if (!ids.has(shape)) ids.set(shape, ids.size);
    return ids.get(shape)!;
  });
  const sizes = parts.map((part) => sizeOf(part.sequence) + (part.merge ? 1 : 0));
  const closed = parts.map(
    (part) =>
      !part.several &&
      !part.merge?.shared &&
      part.sequence.every((item) => item.kind !== "stage" || !item.stage.shared),
  );
  const groups = new Map<string, Group>();
  for (let start = 0; start < parts.length; start++) {
    const inputs: Ref[] = [];
    let key = "";
    let size = 0;
    let until = -1;
    for (let length = 1; length <= longest && start + length <= parts.length; length++) {
      const at = start + length - 1;
      if (!closed[at] || until === Number.POSITIVE_INFINITY) break;
      for (const ref of parts[at]!.sources) {
        if (ref.node >= start) key += `${ref.node - start}.${ref.output},`;
        else {
          let n = inputs.findIndex((i) => i.node === ref.node && i.output === ref.output);
          if (n < 0) n = inputs.push(ref) - 1;
          key += `x${n},`;
        }
      }
      if (inputs.length > mostInputs) break;
      key += `${id[at]};`;
      size += sizes[at]!;
      if (length > 1 && until <= at) {
        const group = groups.get(key) ?? { length, size, at: [] };
        groups.set(key, group);
        const before = group.at.at(-1);
        if (!before || before.start + length <= start) group.at.push({ start, inputs: [...inputs] });
      }
      // What is used nowhere would be lost inside.
      until = Math.max(until, lastUse[at] === -1 ? Number.POSITIVE_INFINITY : lastUse[at]!);
    }
  }
  return [...groups.values()].filter((group) => group.at.length > 1);
}
