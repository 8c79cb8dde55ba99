// In which use of which block, and in which turn of which loop, each layer was made: read off what the bodies did when they
// ran. It never runs one.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Instantiation } from "../../model/frame.ts";
import type { FilePlace, GraphNode, Group } from "../../model/graph.ts";
import { loopsOf } from "./loops.ts";

/** A use of a block, a loop, or a turn of one. */
export interface Origin {
  readonly kind: "block" | "loop" | "turn";
  /** The same object for everything that was made in one use, loop or turn. */
  readonly key: object;
  /** The block's name, or the keyword of the loop. */
  readonly className: string;
  /** Of loops and turns: what they are called; blocks are called by their group, or numbered. */
  readonly name: string | undefined;
  readonly place: FilePlace | undefined;
  /** Where the use has a label. */
  readonly group: Group | undefined;
}

export interface Origins {
  /** The blocks and loops around a use of a layer, outermost first. */
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
  const loops = loopsOf(runs);
  const origins: Origins = {
    of(node) {
      const chain: Origin[] = [];
      const around = loops.get(node) ?? [];
      let group = node.instance.group;
      for (let at = made.get(node); at; at = at.parent) {
        chain.unshift(...around.filter(({ within }) => within === at).flatMap(({ origins }) => origins));
        if (at.part.kind !== "block") break;
        const own = labelled.get(at) ? group : undefined;
        if (own) group = own.parent;
        const { name } = at.part;
        chain.unshift({
          kind: "block",
          key: at,
          className: name,
          name: undefined,
          place: at.place,
          group: own,
        });
      }
      return chain;
    },
  };
  known.set(analysis, origins);
  return origins;
}
