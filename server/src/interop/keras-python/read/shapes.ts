// Says Python's shapes in Net, where the batch is not counted. Sizes only a run could know are left open.
import type { Expressions } from "./expressions.ts";
import { bare, type Expr, namesIn } from "./python-syntax.ts";
import { Unreadable } from "./scope.ts";

/** An index into a shape with a batch as the text of one without; nothing where it is no number. */
function shifted(e: Expr): string | "batch" | undefined {
  if (e.kind === "number" && /^\d+$/.test(e.text))
    return e.text === "0" ? "batch" : String(Number(e.text) - 1);
  if (e.kind === "unary" && e.op === "-" && e.value.kind === "number") return `-${e.value.text}`;
  return undefined;
}

/** The sizes of a shape without its batch, each as text; nothing where they cannot be told. */
export function shapeItems(self: Expressions, e: Expr): readonly string[] | undefined {
  const b = bare(e);
  const size = (x: Expr): string | undefined => {
    if (x.kind === "word" && x.word === "None") return "?";
    if (x.kind === "star") return undefined;
    if (self.kind(x) === "data") {
      const bound = x.kind === "name" ? self.scope.get(x.name) : undefined;
      return bound?.kind === "data" || x.kind !== "name" ? openSize(self, x) : openSize(self, x);
    }
    try {
      return sizeText(self, x);
    } catch {
      return openSize(self, x);
    }
  };
  if (b.kind === "list" || b.kind === "tuple") {
    const items: string[] = [];
    for (const item of b.items) {
      if (item.kind === "star") {
        const inner = shapeItems(self, item.value);
        if (!inner) return undefined;
        items.push(...inner);
      } else items.push(size(item)!);
    }
    return items;
  }
  if (b.kind === "binary" && b.op === "+") {
    const [left, right] = [shapeItems(self, b.left), shapeItems(self, b.right)];
    return left && right ? [...left, ...right] : undefined;
  }
  if (b.kind === "binary" && b.op === "*") return undefined;
  if (b.kind === "sub" && b.index[0]?.kind === "slice") {
    const items = shapeItems(self, b.value);
    const [from, to] = b.index[0].parts.map((p) => (p ? Number(self.context.text(p)) : undefined));
    if (!items || Number.isNaN(from) || Number.isNaN(to))
      return self.kind(b.value) === "shape" ? undefined : undefined;
    return items.slice(from, to);
  }
  if (b.kind === "name" || b.kind === "attr") {
    const bound = self.boundOf(b);
    if (bound?.literal) {
      const literal = bare(bound.literal);
      if (literal.kind === "tuple" || literal.kind === "list" || literal.kind === "binary") {
        const named = [...namesIn(literal)].some((n) => self.scope.get(n)?.kind === "data");
        if (!named) return shapeItems(self, literal);
      }
      if (literal.kind === "number") return [sizeText(self, b)];
    }
    if (bound?.rank !== undefined) return Array.from({ length: bound.rank }, (_, i) => `${bound.net}[${i}]`);
    return undefined;
  }
  if (
    b.kind === "call" &&
    b.func.kind === "name" &&
    (b.func.name === "tuple" || b.func.name === "list") &&
    b.args[0]
  )
    return shapeItems(self, b.args[0].value);
  if (b.kind === "number") return [b.text];
  return undefined;
}

/** A size; a bare name would be a new one there, whatever the file calls so. */
export function sizeText(self: Expressions, e: Expr): string {
  const text = self.text(e);
  if (!/^[A-Za-z_]\w*$/.test(text)) return text;
  const bound = self.boundOf(e);
  if (!bound || self.context.scope.own(e.kind === "name" ? e.name : "") !== bound) return text;
  const literal = bound.literal ? bare(bound.literal) : undefined;
  return literal?.kind === "number" ? literal.text : `+${text}`;
}

/** A size only the data knows, as a symbolic dimension. */
export function openSize(self: Expressions, e: Expr): string {
  const words = (self.context.text(e).match(/[A-Za-z_]\w*|\d+/g) ?? ["size"]).filter((w) => w !== "shape");
  const name = words.join("_").slice(0, 30);
  if (name !== self.context.text(e)) self.remarks.push(`fill in: ${name} is ${self.context.text(e)}`);
  self.context.note(
    `the size \`${self.context.text(e)}\` is known only when the code runs; it is left open as \`${name}\``,
    e.from,
  );
  return /^[A-Za-z_]/.test(name) ? name : `size_${name}`;
}

/** Net's shapes have no batch axis: `x.shape[1]` is `x.shape[0]`. */
export function shapeSubscript(self: Expressions, e: Extract<Expr, { kind: "sub" }>): string {
  const base = shapeText(self, e.value);
  const index = e.index[0];
  if (!index || e.index.length > 1) throw new Unreadable("this part of a shape", e);
  if (index.kind === "slice") {
    const [start, stop] = index.parts;
    const from = start ? shifted(start) : "batch";
    const to = stop ? shifted(stop) : "";
    if (
      from === undefined ||
      to === undefined ||
      from === "batch" ||
      to === "batch" ||
      index.parts.length > 2
    )
      throw new Unreadable("a shape with the batch size in it", e);
    if (from === "0" && to === "") return base;
    return `${base}[${from === "0" ? "" : from}:${to}]`;
  }
  const at = shifted(index);
  if (at === undefined) return `${base}[${self.text(index)} - 1]`;
  if (at === "batch") throw new Unreadable("the batch size is no value of the model", e);
  return `${base}[${at}]`;
}

/** The text of a shape, which has lost its batch axis. */
export function shapeText(self: Expressions, e: Expr): string {
  const b = bare(e);
  if (b.kind === "call") return `${self.operand(b.args[0]!.value)}.shape`;
  return self.text(b);
}
