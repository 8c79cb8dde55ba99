// Writes out loops that make inputs, or find layers by a name: Net's inputs have names of their own, and `base.conv4` is said by
// name, so `for name in ["a", "b"]` with an `Input` in it becomes its rounds. It changes statements before anything else looks
// at them, and leaves loops over what is not known.
import { rewriteParts } from "./data-flow.ts";
import {
  bare,
  boundNames,
  type CallExpr,
  type DefStmt,
  type Expr,
  expressionsOf,
  type Stmt,
  type StringExpr,
  statementsOf,
  walk,
} from "./python-syntax.ts";

/** More rounds than anybody would write inputs for. */
const most = 64;

/** Statements with the loops that make inputs or find layers written out. `outer` are values of names around them. */
export function unrollInputs(
  body: readonly Stmt[],
  isInput: (e: Expr) => boolean,
  outer: ReadonlyMap<string, Expr> = new Map(),
): readonly Stmt[] {
  const values = new Map(outer);
  for (const s of statementsOf(body)) {
    const t = s.kind === "assign" && !s.op && s.targets.length === 1 ? bare(s.targets[0]!) : undefined;
    if (s.kind === "assign" && t?.kind === "name") values.set(t.name, bare(s.value));
  }
  let count = 0;
  const makes = (e: Expr): boolean => {
    let found = false;
    walk(e, (x) => {
      if (x.kind === "call" && (isInput(x.func) || findsLayer(x))) found = true;
      return !found;
    });
    return found;
  };
  /** The values a loop takes, each as the expressions its targets get. */
  const rounds = (iter: Expr): readonly (readonly Expr[])[] | undefined => {
    const e = bare(iter);
    if (e.kind === "name") return values.has(e.name) ? rounds(values.get(e.name)!) : undefined;
    if (e.kind === "list" || e.kind === "tuple") return e.items.map((i) => [i]);
    if (e.kind === "binary" && e.op === "+") {
      const [left, right] = [rounds(e.left), rounds(e.right)];
      return left && right ? [...left, ...right] : undefined;
    }
    if (e.kind === "dict") return e.entries.flatMap((x) => (x.key ? [[x.key]] : []));
    if (e.kind !== "call") return undefined;
    const at = { from: e.from, to: e.to };
    const given = e.args[0] ? bare(e.args[0].value) : undefined;
    if (e.func.kind === "name" && e.func.name === "range" && e.args.length === 1 && given) {
      const n = given.kind === "name" ? values.get(given.name) : given;
      if (n?.kind !== "number" || Number(n.text) > most) return undefined;
      return Array.from({ length: Number(n.text) }, (_, i) => [{ kind: "number", text: String(i), ...at }]);
    }
    if (e.func.kind === "name" && e.func.name === "enumerate" && given)
      return rounds(given)?.map(([x], i) => [{ kind: "number", text: String(i), ...at }, x!]);
    if (e.func.kind === "attr" && e.args.length === 0) {
      const of = bare(e.func.value);
      const dict = of.kind === "name" ? values.get(of.name) : of;
      if (dict?.kind !== "dict" || dict.entries.some((x) => !x.key)) return undefined;
      if (e.func.name === "items") return dict.entries.map((x) => [x.key!, x.value]);
      if (e.func.name === "keys") return dict.entries.map((x) => [x.key!]);
      if (e.func.name === "values") return dict.entries.map((x) => [x.value]);
    }
    return undefined;
  };
  const replaced = (targets: readonly Expr[], round: readonly Expr[]): ((e: Expr) => Expr) | undefined => {
    const names = targets.flatMap(boundNames);
    const parts =
      names.length === round.length
        ? round
        : round.length === 1 && (round[0]!.kind === "tuple" || round[0]!.kind === "list")
          ? round[0]!.items
          : [];
    if (parts.length !== names.length) return undefined;
    const change = (e: Expr): Expr => {
      if (e.kind === "string" && e.format) return filledIn(e, names, parts);
      const i = e.kind === "name" ? names.indexOf(e.name) : -1;
      return i >= 0 ? parts[i]! : rewriteParts(e, change);
    };
    return change;
  };
  const changed = (s: Stmt, change: (e: Expr) => Expr): Stmt => {
    switch (s.kind) {
      case "assign":
        return { ...s, targets: s.targets.map(change), value: change(s.value) };
      case "expr":
        return { ...s, value: change(s.value) };
      case "for":
        return { ...s, iter: change(s.iter), body: s.body.map((x) => changed(x, change)) };
      case "if":
        return {
          ...s,
          branches: s.branches.map((b) => ({
            test: b.test && change(b.test),
            body: b.body.map((x) => changed(x, change)),
          })),
        };
      default:
        return s;
    }
  };
  /** `[Input((4,), name=n) for n in ["a", "b"]]` as a list of inputs. */
  const listed = (e: Expr): Expr => {
    if (e.kind === "comp" && e.form === "list" && e.clauses.length === 1 && makes(e.element)) {
      const clause = e.clauses[0]!;
      const items = rounds(clause.iter)?.map((r) => replaced(clause.targets, r)?.(e.element));
      if (items && clause.tests.length === 0 && items.every((i) => i !== undefined))
        return { kind: "list", from: e.from, to: e.to, items: items as readonly Expr[] };
    }
    return rewriteParts(e, listed);
  };
  /** `xs.append(Input(…))` and `xs[k] = Input(…)` as an input with a name, and the rest. */
  const named = (s: Stmt): readonly Stmt[] => {
    const value = s.kind === "expr" || s.kind === "assign" ? bare(s.value) : undefined;
    const inside =
      s.kind === "expr" &&
      value?.kind === "call" &&
      value.func.kind === "attr" &&
      value.func.name === "append"
        ? value.args[0] && bare(value.args[0].value)
        : s.kind === "assign" && bare(s.targets[0]!).kind === "sub"
          ? value
          : undefined;
    if (inside?.kind !== "call" || !isInput(inside.func) || (s.kind !== "expr" && s.kind !== "assign"))
      return [s];
    const name: Expr = { kind: "name", name: `input_${++count}`, from: inside.from, to: inside.to };
    const swap = (e: Expr): Expr => (e === inside ? name : rewriteParts(e, swap));
    return [
      { ...s, kind: "assign", targets: [name], value: inside },
      { ...s, comments: [], gap: false, value: swap(s.value) },
    ];
  };
  const run = (statements: readonly Stmt[]): readonly Stmt[] =>
    statements.flatMap((s): readonly Stmt[] => {
      if (s.kind === "def") {
        const own = new Map([...values].filter(([name]) => !s.params.some((p) => p.name === name)));
        return [{ ...s, body: unrollInputs(s.body, isInput, own) } as DefStmt];
      }
      if (s.kind === "class") return [s];
      if (s.kind === "for" && [...statementsOf(s.body)].some((x) => expressionsOf(x).some(makes))) {
        const all = rounds(s.iter);
        const changes = all && all.length <= most ? all.map((r) => replaced(s.targets, r)) : undefined;
        if (!changes || changes.includes(undefined)) return [s];
        return changes.flatMap((c, i) =>
          s.body.flatMap((x) => {
            const round = named(changed(x, c!));
            return i === 0 ? round : round.map((y) => ({ ...y, comments: [] }) as Stmt);
          }),
        );
      }
      if (s.kind === "if") return [{ ...s, branches: s.branches.map((b) => ({ ...b, body: run(b.body) })) }];
      if (s.kind === "with") return [{ ...s, body: run(s.body) }];
      if (s.kind === "assign") {
        const value = listed(s.value);
        return named(value === s.value ? s : { ...s, value });
      }
      return named(s);
    });
  return run(body);
}

/** `base.get_layer(name)`, where `name` may be that of a loop. */
const findsLayer = (e: CallExpr): boolean =>
  e.func.kind === "attr" &&
  e.func.name === "get_layer" &&
  e.args.some((a) => a.value.kind === "name" || (a.value.kind === "string" && a.value.format));

/** `f"block{i}"` with what `i` is; a format or another name leaves it as it was. */
function filledIn(e: StringExpr, names: readonly string[], values: readonly Expr[]): Expr {
  let open = false;
  const text = e.value.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[names.indexOf(name)];
    if (value?.kind === "number") return value.text;
    if (value?.kind === "string" && !value.format) return value.value;
    open = true;
    return whole;
  });
  if (text === e.value) return e;
  const format = open || /[{}]/.test(text);
  return { ...e, value: text, raw: `${format ? "f" : ""}${JSON.stringify(text)}`, format };
}
