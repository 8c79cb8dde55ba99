// Follows the data of a script from top to bottom and puts numbers where code asks for them: `x_train.shape[1:]` of MNIST is
// `(28, 28)`. It changes nodes before anything else looks at them, and nothing that is not certain.
import { type Known, knownValue, type PathOf } from "./known-values.ts";
import {
  type Argument,
  bare,
  boundNames,
  type Expr,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";

export interface DataFlow {
  readonly body: readonly Stmt[];
  /** The shapes of arrays given to calls, by the offset of the argument, the batch counted. */
  readonly arrays: ReadonlyMap<number, readonly (number | undefined)[]>;
}

type Env = Map<string, Known>;

/** A file with what is known of its data written out. */
export function followData(body: readonly Stmt[], path: PathOf): DataFlow {
  const arrays = new Map<number, readonly (number | undefined)[]>();
  const env: Env = new Map();

  const of = (e: Expr, values: Env): Known | undefined => knownValue(e, values, path);

  /** Whether an expression asks something of data, rather than of plain numbers with names. */
  const asksData = (e: Expr, values: Env): boolean => {
    let found = false;
    walk(e, (x) => {
      if (x.kind === "name" && values.get(x.name)?.kind === "array") found = true;
      if (x.kind === "call" && /\.load_data$|\.image_data_format$/.test(path(x.func) ?? "")) found = true;
      return !found;
    });
    return found;
  };

  const rewrite = (e: Expr, values: Env): Expr => {
    const known = e.kind === "attr" || e.kind === "sub" || e.kind === "call" ? of(e, values) : undefined;
    if (known && known.kind !== "array" && asksData(e, values)) {
      const literal = literalOf(known, e);
      if (literal) return literal;
    }
    if (known?.kind === "list" && known.vector && e.kind === "call") return literalOf(known, e) ?? e;
    const inner = rewriteParts(e, (x) => rewrite(x, values));
    if (inner.kind === "binary") {
      const value = of(inner, values);
      const plain = bare(inner.left).kind === "number" && bare(inner.right).kind === "number";
      const vector = value?.kind === "list" && value.vector;
      if (inner !== e && value && (plain || vector)) return literalOf(value, e) ?? inner;
      if (vector) return literalOf(value, e) ?? inner;
    }
    return inner;
  };

  const noteArrays = (e: Expr, values: Env): void =>
    walk(e, (x) => {
      if (x.kind !== "call") return true;
      for (const a of x.args) {
        const known = of(a.value, values);
        if (known?.kind === "array") arrays.set(a.value.from, known.shape);
      }
      return true;
    });

  const assign = (target: Expr, known: Known | undefined, values: Env): void => {
    const t = bare(target);
    if (t.kind === "name") {
      if (known) values.set(t.name, known);
      else values.delete(t.name);
    } else if (t.kind === "tuple" || t.kind === "list")
      t.items.forEach((item, i) => {
        assign(item, known?.kind === "list" ? known.items[i] : undefined, values);
      });
  };

  const forget = (statements: readonly Stmt[], values: Env): void => {
    for (const s of statementsOf(statements)) {
      const targets = s.kind === "assign" || s.kind === "for" ? s.targets : [];
      for (const t of targets) for (const name of boundNames(t)) values.delete(name);
    }
  };

  const run = (statements: readonly Stmt[], values: Env): readonly Stmt[] =>
    statements.flatMap((s): readonly Stmt[] => {
      for (const e of expressionsOf(s)) noteArrays(e, values);
      switch (s.kind) {
        case "assign": {
          const whole: Expr = s.op
            ? { kind: "binary", from: s.from, to: s.to, op: s.op, left: s.targets[0]!, right: s.value }
            : s.value;
          const known = of(whole, values);
          const value = rewrite(s.value, values);
          for (const t of s.targets) assign(t, known, values);
          return [value === s.value ? s : { ...s, value }];
        }
        case "expr":
          return [{ ...s, value: rewrite(s.value, values) }];
        case "return":
          return [s.value ? { ...s, value: rewrite(s.value, values) } : s];
        case "with":
          return [{ ...s, body: run(s.body, values) }];
        case "try":
          return [{ ...s, bodies: s.bodies.map((b, i) => (i === 0 ? run(b, values) : b)) }];
        case "for":
        case "while": {
          forget([s], values);
          const inner = new Map(values);
          const looped = run(s.body, inner);
          forget([s], values);
          return [
            s.kind === "for" ? { ...s, iter: rewrite(s.iter, values), body: looped } : { ...s, body: looped },
          ];
        }
        case "if":
          return branch(s, values);
        default:
          return [s];
      }
    });

  /** A branch the data decide, where no branch makes or trains a model, leaves its statements; others stay. */
  const branch = (s: Extract<Stmt, { kind: "if" }>, values: Env): readonly Stmt[] => {
    if (s.branches.every((b) => b.body.every(isPlain))) {
      for (const b of s.branches) {
        const test = b.test ? of(b.test, values) : ({ kind: "truth", value: true } as const);
        if (test?.kind !== "truth") break;
        if (test.value) return run(b.body, values);
        if (b === s.branches.at(-1)) return [];
      }
    }
    const before = new Map(values);
    const ends: Env[] = [];
    const branches = s.branches.map((b) => {
      const inner = new Map(before);
      const body = run(b.body, inner);
      ends.push(inner);
      return { ...b, body };
    });
    if (!s.branches.some((b) => !b.test)) ends.push(before);
    for (const name of new Set(ends.flatMap((e) => [...e.keys()]))) {
      const all = ends.map((e) => JSON.stringify(e.get(name)));
      const value = ends[0]!.get(name);
      if (value && all.every((t) => t === all[0])) values.set(name, value);
      else values.delete(name);
    }
    return [{ ...s, branches }];
  };

  const result = run(body, env);
  const inFunctions = (statements: readonly Stmt[]): readonly Stmt[] =>
    statements.map((s): Stmt => {
      if (s.kind === "class") return { ...s, body: inFunctions(s.body) };
      if (s.kind === "if")
        return { ...s, branches: s.branches.map((b) => ({ ...b, body: inFunctions(b.body) })) };
      if (s.kind !== "def") return s;
      const values = new Map(env);
      for (const p of s.params) values.delete(p.name);
      forget(s.body, values);
      return { ...s, body: run(s.body, values) };
    });
  return { body: inFunctions(result), arrays };
}

/** An assignment, or a call that makes and trains no model. */
const isPlain = (s: Stmt): boolean =>
  s.kind === "pass" ||
  s.kind === "assign" ||
  (s.kind === "expr" &&
    !(
      s.value.kind === "call" &&
      s.value.func.kind === "attr" &&
      /^(?:add|compile|fit\w*)$/.test(s.value.func.name)
    ));

function literalOf(known: Known, at: Expr): Expr | undefined {
  const { from, to } = at;
  if (known.kind === "number") {
    if (!Number.isFinite(known.value) || known.value < 0) return undefined;
    return { kind: "number", from, to, text: String(known.value) };
  }
  if (known.kind === "text")
    return { kind: "string", from, to, raw: JSON.stringify(known.value), value: known.value, format: false };
  if (known.kind !== "list") return undefined;
  const items = known.items.map((i) => (i ? literalOf(i, at) : undefined));
  if (items.some((i) => i === undefined)) return undefined;
  return { kind: known.vector ? "list" : "tuple", from, to, items: items as readonly Expr[] };
}

/** An expression with its parts changed; itself where none changed. */
export function rewriteParts(e: Expr, change: (e: Expr) => Expr): Expr {
  const all = (list: readonly Expr[]): readonly Expr[] => {
    const next = list.map(change);
    return next.some((x, i) => x !== list[i]) ? next : list;
  };
  switch (e.kind) {
    case "call": {
      const func = change(e.func);
      let changed = func !== e.func;
      const args = e.args.map((a): Argument => {
        const value = change(a.value);
        if (value === a.value) return a;
        changed = true;
        return { ...a, value };
      });
      return changed ? { ...e, func, args } : e;
    }
    case "list":
    case "tuple": {
      const items = all(e.items);
      return items === e.items ? e : { ...e, items };
    }
    case "binary": {
      const [left, right] = [change(e.left), change(e.right)];
      return left === e.left && right === e.right ? e : { ...e, left, right };
    }
    case "paren":
    case "star":
    case "unary":
    case "attr": {
      const value = change(e.value);
      return value === e.value ? e : { ...e, value };
    }
    case "named": {
      const [value, label] = [change(e.value), change(e.label)];
      return value === e.value && label === e.label ? e : { ...e, value, label };
    }
    case "sub": {
      const [value, index] = [change(e.value), all(e.index)];
      return value === e.value && index === e.index ? e : { ...e, value, index };
    }
    case "cond": {
      const [yes, test, other] = [change(e.yes), change(e.test), change(e.other)];
      return yes === e.yes && test === e.test && other === e.other ? e : { ...e, yes, test, other };
    }
    case "dict": {
      const entries = e.entries.map((x) => ({ ...x, value: change(x.value) }));
      return entries.some((x, i) => x.value !== e.entries[i]!.value) ? { ...e, entries } : e;
    }
    default:
      return e;
  }
}
