// Puts terms in the place of holes. It never looks at what a term means.
import type { Item, Sequence } from "./arrange.ts";
import type { Stage } from "./graph.ts";
import { int, type Term } from "./term.ts";

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
