// Small questions about the statements of functions and scripts. None of them changes anything.
import { readsIn } from "./expressions.ts";
import {
  type Argument,
  bare,
  boundNames,
  type CallExpr,
  type ClassStmt,
  type DefStmt,
  type Expr,
  expressionsOf,
  namesIn,
  type Param,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import type { Declared, Scope } from "./scope.ts";

/** The statements of `with`, `try` and the main guard in line with the rest. */
export function flatten(statements: readonly Stmt[]): readonly Stmt[] {
  return statements.flatMap((s): readonly Stmt[] => {
    if (s.kind === "with") return flatten(s.body);
    if (s.kind === "try") return flatten(s.bodies[0] ?? []);
    if (s.kind === "if" && s.branches[0]?.test && isMainGuard(s.branches[0].test))
      return flatten(s.branches[0].body);
    return [s];
  });
}

const isMainGuard = (test: Expr): boolean =>
  test.kind === "binary" && test.left.kind === "name" && test.left.name === "__name__";

/** Whether a statement makes a model, or compiles or fits one. */
export function makesOrTrains(s: Stmt): boolean {
  for (const x of statementsOf([s])) {
    if (x.kind === "assign" && x.targets.some((t) => t.kind === "attr" && t.name === "trainable"))
      return true;
    const value = x.kind === "expr" || x.kind === "assign" || x.kind === "return" ? x.value : undefined;
    if (!value) continue;
    const b = bare(value);
    if (b.kind !== "call") continue;
    if (
      b.func.kind === "attr" &&
      /^(?:compile|fit|train_on_batch|evaluate|predict|load_weights|save|save_weights|enable_lora|quantize)$/.test(
        b.func.name,
      )
    )
      return true;
    const name = b.func.kind === "name" ? b.func.name : b.func.kind === "attr" ? b.func.name : "";
    if (name === "Model" || name === "Sequential") return true;
  }
  return false;
}

/** A slice with the asserts that speak of what it binds. */
export function withAsserts(all: readonly Stmt[], slice: readonly Stmt[]): readonly Stmt[] {
  const bound = new Set(
    [...statementsOf(slice)].flatMap((s) => (s.kind === "assign" ? s.targets.flatMap(boundNames) : [])),
  );
  const asserts = all.filter((s) => s.kind === "assert" && sliceNames([s]).some((n) => bound.has(n)));
  return asserts.length === 0 ? slice : [...slice, ...asserts].sort((a, b) => a.from - b.from);
}

export const sliceNames = (statements: readonly Stmt[]): readonly string[] =>
  [...statementsOf(statements)].flatMap((s) =>
    expressionsOf(s).flatMap((e) => {
      const names: string[] = [];
      walk(e, (x) => {
        if (x.kind === "name") names.push(x.name);
        return true;
      });
      return names;
    }),
  );

export type Closure =
  | { readonly kind: "def"; readonly node: DefStmt; readonly params: readonly Param[] }
  | { readonly kind: "lambda"; readonly body: Expr; readonly params: readonly Param[] };

/** The inner function that a function gives back. */
export function closureOf(node: DefStmt): Closure | undefined {
  const last = node.body.at(-1);
  if (last?.kind !== "return" || !last.value) return undefined;
  const value = bare(last.value);
  if (value.kind === "lambda") return { kind: "lambda", body: value.body, params: value.params };
  if (value.kind !== "name") return undefined;
  const inner = node.body.find((s): s is DefStmt => s.kind === "def" && s.name === value.name);
  return inner ? { kind: "def", node: inner, params: inner.params } : undefined;
}

/** Parameters that a function which makes a model only trains with: data, an optimizer, the number of epochs. */
export function idleParameters(node: DefStmt): ReadonlySet<string> {
  const used = new Set<string>();
  for (const s of statementsOf(node.body)) {
    const value = s.kind === "expr" || s.kind === "assign" ? bare(s.value) : undefined;
    const trains =
      value?.kind === "call" &&
      value.func.kind === "attr" &&
      /^(?:compile|fit|fit_generator|evaluate|predict|train_on_batch|load_weights|save|save_weights|summary)$/.test(
        value.func.name,
      );
    if (trains) continue;
    for (const e of expressionsOf(s)) for (const name of namesIn(withoutOwnName(e))) used.add(name);
  }
  return new Set(node.params.flatMap((p) => (used.has(p.name) ? [] : [p.name])));
}

/** `Model(inputs, outputs, name=name)` without the name: every model of Net takes one anyway. */
const withoutOwnName = (e: Expr): Expr => {
  const call = bare(e);
  if (call.kind !== "call") return e;
  const made = call.func.kind === "name" || call.func.kind === "attr" ? call.func.name : "";
  if (made !== "Model" && made !== "Sequential") return e;
  return { ...call, args: call.args.filter((a) => a.name !== "name" || bare(a.value).kind !== "name") };
};

/** The name that a call gives what it makes, by its keyword or, for a function with an idle `name`, by its place. */
export function nameArgument(call: CallExpr, declared: Declared | undefined): Argument | undefined {
  const named = call.args.find((a) => a.name === "name");
  if (named || !takesOwnName(declared)) return named;
  const at = declared!.params.findIndex((p) => p.name === "name");
  const before = call.args.slice(0, at + 1);
  return before.length > at && before.every((a) => !a.name && !a.star) ? before[at] : undefined;
}

/** Whether a function of the file has a parameter `name` that is the name of the model it makes. */
export const takesOwnName = (declared: Declared | undefined): boolean =>
  declared?.kind === "model" &&
  declared.idle?.has("name") === true &&
  declared.params.some((p) => p.name === "name");

/** Whether `name=` is an argument of the body of a function, rather than the name of what it makes. */
export const readsName = (declared: Declared | undefined): boolean =>
  declared?.params.some((p) => p.name === "name") === true && !takesOwnName(declared);

/** Whether a parameter is the shape of an input. */
export function isShapeParameter(node: DefStmt | ClassStmt, name: string): boolean {
  if (node.kind !== "def") return false;
  let found = false;
  for (const s of statementsOf(node.body)) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        if (
          x.kind === "call" &&
          ((x.func.kind === "attr" && x.func.name === "Input") ||
            (x.func.kind === "name" && x.func.name === "Input"))
        )
          found ||= x.args.some(
            (a) => (!a.name || a.name === "shape") && a.value.kind === "name" && a.value.name === name,
          );
        return !found;
      });
    }
  }
  return found;
}

/** Names of the scopes between a body and its file. */
export function localNames(scope: Scope, file: Scope): readonly string[] {
  const names = new Set<string>();
  for (let s: Scope | undefined = scope; s && s !== file; s = s.outer) {
    for (const key of s.keys()) {
      const bound = s.own(key)!;
      if (
        bound.kind === "static" ||
        bound.kind === "layers" ||
        (bound.kind === "layer" && /^\w+$/.test(bound.net))
      )
        for (const n of readsIn(bound.net)) names.add(n);
    }
  }
  return [...names];
}

/** Returns of a function itself. */
export const returnsOf = (body: readonly Stmt[]): readonly Expr[] =>
  [...statementsOf(body)].flatMap((s) => (s.kind === "return" && s.value ? [s.value] : []));
