// Finds the sequences in a graph: what flows straight on, and regions that branch and come together again. It never
// changes what feeds what.
import type { Ref, SourceModel, Stage } from "./graph.ts";
import type { Term } from "./term.ts";

/** What one value goes through, in order. */
export type Sequence = readonly Item[];

export type Item =
  | { readonly kind: "stage"; readonly stage: Stage }
  | { readonly kind: "region"; readonly region: Region }
  /** A use of a block with an argument for each of its parameters. */
  | { readonly kind: "use"; readonly block: Block; readonly args: readonly Term[] }
  | { readonly kind: "loop"; readonly loop: Loop };

/** Parts between one value (source `-1`) and another, that of the last part. */
export interface Region {
  readonly parts: readonly Part[];
}

export interface Part {
  /** Values by their part; in a model `-1`, `-2`, … are its inputs. */
  readonly sources: readonly Ref[];
  /** What takes the sources, where that is more than the flow into a sequence. */
  readonly merge?: Stage | undefined;
  readonly sequence: Sequence;
  readonly several: boolean;
}

export interface Block {
  /** Set anew once all blocks are known. */
  name: string;
  /** What its name begins with. */
  readonly stem: string;
  readonly parameters: readonly Parameter[];
  sequence: Sequence;
}

export interface Parameter {
  readonly name: string;
  readonly fallback?: Term | undefined;
}

/** A body for each value: of a range, or of the rows of a list. */
export interface Loop {
  readonly variables: readonly string[];
  /** `from` up to and without `to`. */
  readonly range?: { readonly from: Term; readonly to: Term } | undefined;
  /** A list of values, or of tuples of one value for each variable. */
  readonly values?: Term | undefined;
  readonly body: Sequence;
}

/** A model in parts; `place` says where each node's value went. */
export interface Arranged {
  readonly parts: readonly Part[];
  readonly outputs: readonly { readonly name?: string | undefined; readonly ref: Ref }[];
}

interface Draft {
  sources: Ref[];
  merge: Stage | undefined;
  sequence: Item[];
  several: boolean;
  gone: boolean;
}

/** Puts a model's nodes into as few parts as its wiring allows. */
export function arrange(model: SourceModel): Arranged {
  const drafts: Draft[] = model.nodes.map(({ stage, sources, several }) => ({
    sources: [...sources],
    merge: stage.form === "flow" ? undefined : stage,
    sequence: stage.form === "flow" ? [{ kind: "stage", stage }] : [],
    several,
    gone: false,
  }));
  // Where the value of a node is now: the part that ends in it.
  const moved = drafts.map((_, i) => i);
  const home = (node: number): number => {
    let at = node;
    while (at >= 0 && moved[at] !== at) at = moved[at]!;
    return at;
  };
  const uses = new Map<number, number>();
  const count = (node: number, by: number): void => void uses.set(node, (uses.get(node) ?? 0) + by);
  for (const draft of drafts) for (const { node } of draft.sources) count(node, 1);
  for (const { ref } of model.outputs) count(ref.node, 1);

  const join = (at: number): boolean => {
    const draft = drafts[at]!;
    const from = draft.sources[0];
    if (draft.merge || draft.sources.length !== 1 || !from || from.node < 0 || from.output !== 0)
      return false;
    const before = drafts[from.node]!;
    if (before.several || uses.get(from.node) !== 1) return false;
    before.sequence.push(...draft.sequence);
    before.several = draft.several;
    draft.gone = true;
    moved[at] = from.node;
    uses.set(from.node, uses.get(at) ?? 0);
    return true;
  };

  const contract = (at: number): boolean => {
    const draft = drafts[at]!;
    if (!draft.merge) return false;
    if (trunk(at)) return true;
    let entry: Ref | undefined;
    const arms: number[] = [];
    for (const source of draft.sources) {
      const arm = source.node >= 0 ? drafts[source.node]! : undefined;
      const single =
        arm &&
        source.output === 0 &&
        !arm.several &&
        arm.sources.length === 1 &&
        !arm.merge &&
        uses.get(source.node) === draft.sources.filter((s) => s.node === source.node).length;
      const root = single ? arm.sources[0]! : source;
      if (single && !arms.includes(source.node)) arms.push(source.node);
      if (entry && (entry.node !== root.node || entry.output !== root.output)) return false;
      entry = root;
    }
    return entry ? fold(at, entry, arms) : false;
  };

  /** One source is where all others start: `x + f(x)` where `x` itself could pass for an arm. */
  const trunk = (at: number): boolean => {
    const { sources } = drafts[at]!;
    for (const entry of sources) {
      const arms: number[] = [];
      const fits = sources.every((source) => {
        if (source.node === entry.node && source.output === entry.output) return true;
        const arm = source.node >= 0 ? drafts[source.node]! : undefined;
        const root = arm?.sources[0];
        if (!arm || arm.merge || arm.several || source.output !== 0 || arm.sources.length !== 1) return false;
        if (uses.get(source.node) !== sources.filter((s) => s.node === source.node).length) return false;
        if (!arms.includes(source.node)) arms.push(source.node);
        return root!.node === entry.node && root!.output === entry.output;
      });
      if (fits) return fold(at, entry, arms);
    }
    return false;
  };

  const fold = (at: number, entry: Ref, arms: readonly number[]): boolean => {
    const draft = drafts[at]!;
    const ordered = [...arms].sort((a, b) => a - b);
    const inner = (source: Ref): Ref => {
      const arm = ordered.indexOf(source.node);
      return arm >= 0 ? { node: arm, output: 0 } : { node: -1, output: 0 };
    };
    const region: Region = {
      parts: [
        ...ordered.map(
          (arm): Part => ({
            sources: [{ node: -1, output: 0 }],
            sequence: drafts[arm]!.sequence,
            several: false,
          }),
        ),
        {
          sources: draft.sources.map(inner),
          merge: draft.merge,
          sequence: [],
          several: draft.several && draft.sequence.length === 0,
        },
      ],
    };
    // A tuple cannot flow on.
    if (draft.several && draft.sequence.length > 0) return false;
    count(entry.node, 1 - draft.sources.filter((s) => s.node === entry.node).length - ordered.length);
    for (const arm of ordered) drafts[arm]!.gone = true;
    draft.sources = [entry];
    draft.merge = undefined;
    draft.sequence.unshift({ kind: "region", region });
    return true;
  };

  for (let changed = true; changed; ) {
    changed = false;
    drafts.forEach((draft, at) => {
      if (draft.gone) return;
      for (const [i, source] of draft.sources.entries()) {
        const now = home(source.node);
        if (now !== source.node) draft.sources[i] = { node: now, output: source.output };
      }
      if (contract(at)) changed = true;
      if (join(at)) changed = true;
    });
  }

  const index = new Map<number, number>();
  const parts: Draft[] = [];
  drafts.forEach((draft, at) => {
    if (draft.gone) return;
    index.set(at, parts.length);
    parts.push(draft);
  });
  const placed = ({ node, output }: Ref): Ref => ({ node: node < 0 ? node : index.get(home(node))!, output });
  return {
    parts: parts.map(({ sources, merge, sequence, several }) => ({
      sources: sources.map(placed),
      merge,
      sequence,
      several,
    })),
    outputs: model.outputs.map(({ name, ref }) => ({
      ...(name === undefined ? {} : { name }),
      ref: placed(ref),
    })),
  };
}
