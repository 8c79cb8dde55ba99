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
  const { runs } = analysis.elaboration.program;
  const groups = new Map<Instantiation, Group | undefined>();
  for (const of of runs.values())
    for (const { instantiation, group } of of) if (instantiation) groups.set(instantiation, group);
  const hasLabel = (at: Instantiation): boolean => {
    const group = groups.get(at);
    return group !== undefined && group !== (at.parent && groups.get(at.parent));
  };
  const made = new Map<GraphNode, Instantiation>();
  const labelled = new Map<Instantiation, boolean>();
  for (const of of runs.values())
    for (const run of of)
      for (const first of run.memos)
        for (let memo: typeof first | undefined = first; memo; memo = memo.branch) {
          const use = run.copied ? run.copied(memo.use) : memo.use;
          const { instantiation } = use;
          if (!instantiation) continue;
          // Inside a copy the run is still that of the original, which has its labels in the same places.
          if (run.instantiation && !labelled.has(instantiation))
            labelled.set(instantiation, hasLabel(run.instantiation));
          for (const node of use.nodes) made.set(node, instantiation);
        }
  const origins: Origins = {
    of(node) {
      const chain: Origin[] = [];
      let group = node.instance.group;
      for (let at = made.get(node); at?.part.kind === "block"; at = at.parent) {
        const own = labelled.get(at) ? group : undefined;
        if (own) group = own.parent;
        chain.unshift({ key: at, className: at.part.name, place: at.place, group: own });
      }
      return chain;
    },
  };
  known.set(analysis, origins);
  return origins;
}
