// Places in Keras's `layers`, as Net counts them: of a Sequential, and of a model that took over the layers of a part whose input
// it has. It reads no statement.
import type { Context, Joined } from "./context.ts";
import type { Expressions } from "./expressions.ts";
import { writtenLayers } from "./probe.ts";
import { bare, type Expr } from "./python-syntax.ts";

/** A place in the layers of a Sequential, counted with its input. */
export function afterInput(e: Expr): Expr {
  if (e.kind === "number") return { ...e, text: String(Number(e.text) + 1) };
  if (e.kind === "slice") return { ...e, parts: e.parts.map((p, i) => (p && i < 2 ? afterInput(p) : p)) };
  return e;
}

/** A stretch of a list: from the first place up to, but without, the second. */
type Stretch = readonly [from: number, to: number];

/**
 * `model.layers[…]` of a model that Keras gives the layers of its part: those of the part, then the model's own. Without an index
 * it is all of them. Nothing where a place is not a plain number.
 */
export function joinedLayers(
  context: Context,
  net: string,
  joined: Joined,
  index: Expr | undefined,
  expressions: Expressions,
): string | undefined {
  const own = writtenLayers(context, net);
  // The input and the part stand before the rest, in Net.
  const rest = own ? own.length - 2 : undefined;
  if (rest === undefined || own?.[1] !== joined.label) return undefined;
  const inner = joined.kept.length;
  const range = stretch(index, inner + rest, expressions);
  if (range === undefined) return undefined;
  if (typeof range === "number")
    return range < inner ? `${joined.label}.layers[${range}]` : `model.layers[${range - inner + 2}]`;
  const [from, to] = range;
  const parts = [
    ...(from < inner ? [slice(`${joined.label}.layers`, [from, Math.min(to, inner)], inner)] : []),
    ...(to > inner
      ? [slice("model.layers", [Math.max(from, inner) - inner + 2, to - inner + 2], rest + 2)]
      : []),
  ];
  return parts.length === 0 ? "[]" : parts.join(" + ");
}

/** `base.layers[…]` of a part of which a model has not all layers. */
export function keptLayers(joined: Joined, index: Expr, expressions: Expressions): string | undefined {
  const range = stretch(index, joined.layers.length, expressions);
  if (range === undefined) return undefined;
  const before = (place: number): number =>
    joined.layers.slice(0, place).filter((name) => joined.kept.includes(name)).length;
  if (typeof range === "number")
    return joined.kept.includes(joined.layers[range]!) ? `${joined.label}.layers[${before(range)}]` : "[]";
  return slice(`${joined.label}.layers`, [before(range[0]), before(range[1])], joined.kept.length);
}

function slice(list: string, [from, to]: Stretch, length: number): string {
  if (from === 0 && to === length) return list;
  return `${list}[${from === 0 ? "" : from}:${to === length ? "" : to}]`;
}

/** What an index of a list of that length takes: one place, or a stretch. */
function stretch(
  index: Expr | undefined,
  length: number,
  expressions: Expressions,
): number | Stretch | undefined {
  const place = (e: Expr | undefined, missing: number): number | undefined => {
    if (e === undefined) return missing;
    const text = numberText(e, expressions);
    if (!/^-?\d+$/.test(text)) return undefined;
    const value = Number(text);
    return Math.min(length, Math.max(0, value < 0 ? value + length : value));
  };
  if (index?.kind !== "slice") {
    const at = index === undefined ? undefined : place(index, 0);
    return index === undefined ? [0, length] : at;
  }
  if (index.parts.length > 2) return undefined;
  const [from, to] = [place(index.parts[0], 0), place(index.parts[1], length)];
  return from === undefined || to === undefined ? undefined : [from, Math.max(from, to)];
}

const numberText = (e: Expr, expressions: Expressions): string => {
  const b = bare(e);
  if (b.kind === "unary" && b.op === "-") return `-${numberText(b.value, expressions)}`;
  const literal = b.kind === "name" ? expressions.scope.get(b.name)?.literal : undefined;
  return expressions.context.text(literal ?? b).replace(/\s|_/g, "");
};
