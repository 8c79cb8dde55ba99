// Gives a name to long values that many calls share, such as the initializer of every convolution. It never names a number.
import { findLayer, findObject } from "../../layers/catalogue.ts";
import type { Source, Stage } from "./graph.ts";
import { type Argument, type Term, termKey, termText } from "./term.ts";

const fewestUses = 4;
const shortest = 18;

/** The source with a constant for each long value that comes often; `taken` are names that stand for something else. */
export function withConstants(source: Source, taken: ReadonlySet<string>): Source {
  const counts = new Map<string, { readonly term: Term; n: number }>();
  const spelling = { hidden: taken };
  for (const model of source.models) {
    for (const { stage } of model.nodes) {
      for (const { term } of stage.args) {
        if (
          term.kind !== "call" ||
          term.args.some((a) => a.term.kind === "call") ||
          termText(term, spelling).length < shortest
        )
          continue;
        if (!isObject(term)) continue;
        const entry = counts.get(termKey(term)) ?? { term, n: 0 };
        entry.n++;
        counts.set(termKey(term), entry);
      }
    }
  }
  const names = new Map<string, string>();
  const constants: (readonly [string, Term])[] = [];
  const used = new Set(taken);
  for (const [key, { term, n }] of counts) {
    if (n < fewestUses || term.kind !== "call") continue;
    const family = findObject(term.callee)?.family ?? "value";
    const base = family === "initializer" ? "init" : family;
    let name = base;
    for (let i = 2; used.has(name); i++) name = `${base}_${i}`;
    used.add(name);
    names.set(key, name);
    constants.push([name, term]);
  }
  if (constants.length === 0) return source;
  const argument = (a: Argument): Argument => {
    const name = names.get(termKey(a.term));
    return name === undefined ? a : { ...a, term: { kind: "text", text: name } };
  };
  const stage = (s: Stage): Stage => ({ ...s, args: s.args.map(argument) });
  return {
    ...source,
    constants,
    models: source.models.map((model) => ({
      ...model,
      nodes: model.nodes.map((node) => ({ ...node, stage: stage(node.stage) })),
    })),
  };
}

/** Initializers, regularizers and the like; layers inside wrappers are made anew each time. */
const isObject = (term: Extract<Term, { kind: "call" }>): boolean =>
  findObject(term.callee) !== undefined && !findLayer(term.callee);
