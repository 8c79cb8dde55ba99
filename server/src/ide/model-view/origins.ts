// In which use of which block each layer was made, labelled or not: read off what the bodies did when they ran. It never
// runs one.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Instantiation } from "../../model/frame.ts";
import type { FilePlace, GraphNode, Group } from "../../model/graph.ts";

/** A use of a block. */
export interface Origin {
  /** The same object for everything that was made in one use. */
  readonly key: object;
  readonly className: string;
  readonly place: FilePlace | undefined;
  /** Where the use has a label. */
  readonly group: Group | undefined;
}

export interface Origins {
  /** The uses of blocks around a use of a layer, outermost first. */
  of(node: GraphNode): readonly Origin[];
}

const known = new WeakMap<Analysis, Origins>();

export function originsOf(analysis: Analysis): Origins {
  const old = known.get(analysis);
  if (old) return old;
  const made = new Map<GraphNode, Instantiation>();
  const groups = new Map<Instantiation, Group | undefined>();
  for (const runs of analysis.elaboration.program.runs.values())
    for (const run of runs)
      for (const first of run.memos)
        for (let memo: typeof first | undefined = first; memo; memo = memo.branch) {
          const use = run.copied ? run.copied(memo.use) : memo.use;
          if (!use.instantiation) continue;
          if (!groups.has(use.instantiation)) groups.set(use.instantiation, run.group);
          for (const node of use.nodes) made.set(node, use.instantiation);
        }
  const chains = new Map<Instantiation, readonly Origin[]>();
  const chainOf = (at: Instantiation | undefined): readonly Origin[] => {
    if (at?.part.kind !== "block") return [];
    const chain = chains.get(at);
    if (chain) return chain;
    const outer = chainOf(at.parent);
    const group = groups.get(at);
    const labelled = group !== undefined && group !== (at.parent && groups.get(at.parent));
    const found = [
      ...outer,
      { key: at, className: at.part.name, place: at.place, group: labelled ? group : undefined },
    ];
    chains.set(at, found);
    return found;
  };
  const origins: Origins = { of: (node) => chainOf(made.get(node)) };
  known.set(analysis, origins);
  return origins;
}
