// Subscripts of tensors and of shapes whose ends alone are known. It reads no statement.
import { closed, insertAxis, itemsOf, type OpenShape, onlyFront, replaceAxis, sizeAt } from "./open-shape.ts";
import type { Expr } from "./python-syntax.ts";
import { operand, type Value } from "./tensor-shapes.ts";

/** What the numbers in a subscript are. */
export interface Ask {
  /** A whole number that is stated. */
  readonly number: (e: Expr) => number | undefined;
  /** A size as text. */
  readonly size: (e: Expr) => string | undefined;
}

/** `shape[-1]`, `shape[:-1]`, `shape[1:]` of a shape that counts its batch. */
export function partOfShape(shape: OpenShape, index: Expr, ask: Ask): Value | undefined {
  if (index.kind !== "slice") {
    const at = ask.number(index);
    if (at === 0) return { kind: "batch" };
    const text = at === undefined ? undefined : sizeAt(shape, at);
    return text === undefined ? undefined : { kind: "size", text };
  }
  const [start, stop] = index.parts.map((p) => (p ? ask.number(p) : undefined));
  if (index.parts.length > 2 || (index.parts[0] && start === undefined)) return undefined;
  if (index.parts[1] && stop === undefined) return undefined;
  let rest: OpenShape | undefined = shape;
  if (stop !== undefined && stop < 0)
    for (let i = 0; i < -stop; i++) rest = rest && replaceAxis(rest, -1, () => []);
  else if (stop !== undefined) {
    const items = onlyFront(shape, stop - 1);
    rest = items && closed(items);
  }
  if (rest === undefined) return undefined;
  if (start === undefined || start === 0) return { kind: "shape", shape: rest };
  if (start < 0) {
    const sizes = Array.from({ length: -start }, (_, i) => sizeAt(shape, start + i));
    return sizes.includes(undefined) || stop !== undefined
      ? undefined
      : { kind: "several", values: sizes.map((text): Value => ({ kind: "size", text: text! })) };
  }
  // Without its batch a shape is a list of sizes.
  for (let i = 1; i < start; i++) rest = rest && replaceAxis(rest, 1, () => []);
  if (rest === undefined) return undefined;
  const items = itemsOf(rest);
  return items
    ? { kind: "several", values: items.map((text): Value => ({ kind: "size", text })) }
    : { kind: "several", values: [{ kind: "shape", shape: rest }] };
}

/** `x[:, 0]`, `x[..., :3]`, `x[:, None]`, the batch first. */
export function subscripted(shape: OpenShape, index: readonly Expr[], ask: Ask): OpenShape | undefined {
  const dots = index.findIndex((i) => i.kind === "word" && i.word === "...");
  let now: OpenShape | undefined = shape;
  const isNew = (i: Expr): boolean =>
    (i.kind === "word" && i.word === "None") || (i.kind === "attr" && i.name === "newaxis");
  const at = (i: Expr, axis: number): boolean => {
    if (now === undefined) return false;
    if (isNew(i)) {
      now = insertAxis(now, axis, "1");
      return true;
    }
    if (i.kind === "slice") {
      if (i.parts.every((p) => p === undefined)) return true;
      now = replaceAxis(now, axis, (size) => [sliceSize(i, size, ask)]);
      return true;
    }
    now = ask.number(i) === undefined ? undefined : replaceAxis(now, axis, () => []);
    return false;
  };
  let axis = 0;
  for (const i of dots < 0 ? index : index.slice(0, dots)) {
    if (axis === 0) {
      if (i.kind !== "slice" || i.parts.some((p) => p !== undefined)) return undefined;
      axis = 1;
    } else if (at(i, axis)) axis++;
  }
  const after = dots < 0 ? [] : index.slice(dots + 1);
  let back = -1;
  for (const i of [...after].reverse()) if (at(i, back)) back--;
  return now;
}

/** How many sizes a slice takes. */
function sliceSize(i: Extract<Expr, { kind: "slice" }>, size: string, ask: Ask): string {
  const [from, to, step] = i.parts.map((p) => {
    return p && ask.size(p);
  });
  const length =
    to === undefined
      ? from === undefined
        ? size
        : from.startsWith("-")
          ? from.slice(1)
          : `${operand(size)} - ${operand(from)}`
      : to.startsWith("-")
        ? `${operand(size)} - ${operand(to.slice(1))}${from ? ` - ${operand(from)}` : ""}`
        : from
          ? `${operand(to)} - ${operand(from)}`
          : to;
  return step ? `(${operand(length)} + ${operand(step)} - 1) // ${operand(step)}` : length;
}
