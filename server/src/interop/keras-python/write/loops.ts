// Comprehensions and the targets of loops and assignments. It never writes a statement of the body.
import type { Comprehension, Expression } from "../../../syntax/tree.ts";
import { expression } from "./expressions.ts";
import { elementKind } from "./kinds.ts";
import {
  assign,
  atom,
  block,
  call,
  dictionary,
  flat,
  line,
  list,
  type Python,
  type PythonStatement,
  strength,
  within,
} from "./python.ts";
import { bindName, freeName, type Kind, temporary, unsaid, type Writing } from "./session.ts";

/** A comprehension, or a loop that appends where its value takes more than an expression. */
export function comprehension(
  w: Writing,
  node: Comprehension,
  value: (w: Writing, node: Expression) => Python = (inner, v) => expression(inner, v),
): Python {
  const saved = new Map(w.names);
  const outer = w.body;
  const clauses: { target: Python; iterable: Python; conditions: readonly Python[] }[] = [];
  for (const clause of node.clauses) {
    const iterable = expression(w, clause.iterable);
    const kind = elementKind(w, clause.iterable);
    const target = loopTarget(w, clause.target, kind, outer);
    clauses.push({
      target,
      iterable,
      conditions: clause.conditions.map((c) => expression(w, c, { words: true })),
    });
  }
  const body: PythonStatement[] = [];
  w.body = body;
  const key = node.key && expression(w, node.key);
  const made = w.first?.made.length;
  const written = value(w, node.value);
  if (made !== w.first?.made.length)
    throw unsaid(w, "a comprehension of layers in a block that is used again", node);
  w.body = outer;
  w.names.clear();
  for (const [name, bound] of saved) w.names.set(name, bound);
  if (body.length === 0) {
    const item: Python = {
      pieces: [
        ...(key ? [...key.pieces, ": "] : []),
        ...within(written, strength.conditional).pieces,
        ...clauses.flatMap((c) => [
          " for ",
          ...c.target.pieces,
          " in ",
          ...within(c.iterable, strength.or).pieces,
          ...c.conditions.flatMap((condition) => [" if ", ...within(condition, strength.or).pieces]),
        ]),
      ],
      strength: strength.tuple,
      operands: [
        {
          value: key
            ? { pieces: [...key.pieces, ": ", ...written.pieces], strength: strength.atom }
            : within(written, strength.conditional),
        },
        ...clauses.flatMap((c) => [
          {
            operator: "for",
            value: {
              pieces: [...c.target.pieces, " in ", ...within(c.iterable, strength.or).pieces],
              strength: strength.atom,
            },
          },
          ...c.conditions.map((condition) => ({ operator: "if", value: within(condition, strength.or) })),
        ]),
      ],
    };
    const open = node.form === "dict" ? "{" : node.form === "list" ? "[" : "(";
    const close = node.form === "dict" ? "}" : node.form === "list" ? "]" : ")";
    return { pieces: [{ open, close, items: [item], comma: false }], strength: strength.atom };
  }
  const name = temporary(w, "branches");
  if (node.form === "dict" && key) body.push(assign(`${name}[${flat(key)}]`, written));
  else body.push(line("", call(`${name}.append`, [written])));
  let nested: readonly PythonStatement[] = body;
  for (const c of clauses.toReversed()) {
    for (const condition of c.conditions.toReversed()) nested = [block("if ", condition, nested)];
    nested = [block(`for ${flat(c.target)} in `, c.iterable, nested)];
  }
  w.body.push(assign(name, node.form === "dict" ? dictionary([]) : list([])), ...nested);
  return atom(name);
}

function loopTarget(w: Writing, target: Expression, kind: Kind, _outer: unknown): Python {
  if (target.kind === "name") {
    // A variable of the comprehension must not overwrite one of the body.
    const old = w.names.get(target.name);
    const python = old
      ? freeName(target.name, w.taken, w.session.taken)
      : freeName(target.name, w.session.taken);
    w.taken.add(python);
    w.names.set(target.name, { python, kind: kind === "tensors" ? "tensor" : kind });
    return atom(python);
  }
  if (target.kind === "tuple" || target.kind === "list") {
    const items = target.items.map((item) => loopTarget(w, item, kind, _outer));
    return {
      pieces: items.flatMap((item, i) => (i === 0 ? item.pieces : [", ", ...item.pieces])),
      strength: strength.tuple,
    };
  }
  throw unsaid(w, "this loop variable", target);
}

/** The target of an assignment, its names bound. */
export function targetOf(w: Writing, node: Expression, kind: Kind): string {
  switch (node.kind) {
    case "name":
      return bindName(w, node.name, kind);
    case "tuple":
    case "list":
      return node.items.map((item) => targetOf(w, item, kind === "tensors" ? "tensor" : kind)).join(", ");
    case "starred":
      return `*${targetOf(w, node.value, kind === "tensor" ? "tensors" : kind)}`;
    default:
      return flat(expression(w, node));
  }
}
