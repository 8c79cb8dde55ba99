// Gives the tensors of a list parameter names of their own: `def f(inputs): a, b = inputs` takes `a` and `b`. It changes
// functions before anything else looks at them.
import { rewriteParts } from "./data-flow.ts";
import {
  bare,
  boundNames,
  type ClassStmt,
  type DefStmt,
  type Expr,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";

const tensors = /^(?:inputs?|vects?|vectors|tensors?|args|xs?|pairs?|features)$/;

/** A function with each parameter that is only unpacked replaced by what it is unpacked to. */
export function spreadParameters(node: DefStmt): DefStmt {
  let result = node;
  const spread = new Set<string>();
  for (const p of node.params) {
    // A list of sizes is unpacked as well; it stays one parameter.
    const own = node.params.filter((x) => x.name !== "self");
    if (p.name === "self" || p.star || p.fallback || (own.length > 1 && !tensors.test(p.name))) continue;
    const at = result.body.findIndex((s) => unpacks(s, p.name));
    const s = result.body[at];
    if (s?.kind !== "assign") continue;
    const names = s.targets.flatMap(boundNames);
    // `inputs, context = inputs` goes on under the parameter's name.
    const before = uses(result.body.slice(0, at), p.name);
    if (names.includes(p.name) ? before > 0 : uses(result.body, p.name) !== 1) continue;
    const taken = result.params.map((x) => x.name).filter((n) => n !== p.name);
    if (names.some((n) => taken.includes(n)) || new Set(names).size !== names.length) continue;
    const params = result.params.flatMap((x) => (x === p ? names.map((name) => ({ name })) : [x]));
    for (const name of names) spread.add(name);
    result = { ...result, params, spread, body: result.body.filter((_, i) => i !== at) };
  }
  return result;
}

/** A class whose `call` is spread so. */
export const spreadCall = (node: ClassStmt): ClassStmt => ({
  ...node,
  body: node.body.map((s): Stmt => (s.kind === "def" && s.name === "call" ? spreadParameters(s) : s)),
});

/** Classes with the methods of the file's own classes they are made from. */
export function withInherited(nodes: readonly (DefStmt | ClassStmt)[]): readonly (DefStmt | ClassStmt)[] {
  const classes = new Map(nodes.flatMap((n) => (n.kind === "class" ? [[n.name, n] as const] : [])));
  const methods = (node: ClassStmt, seen: ReadonlySet<string>): readonly Stmt[] => {
    const parents = node.bases.flatMap((b) =>
      b.kind === "name" && !seen.has(b.name) ? (classes.get(b.name) ?? []) : [],
    );
    const own = new Set(node.body.flatMap((s) => (s.kind === "def" ? [s.name] : [])));
    const more = parents.flatMap((p) => methods(p, new Set([...seen, p.name])));
    return [...node.body, ...more.filter((s) => s.kind === "def" && !own.has(s.name))];
  };
  return nodes.map((n) => (n.kind === "class" ? { ...n, body: methods(n, new Set([n.name])) } : n));
}

const unpacks = (s: Stmt, name: string): boolean => {
  if (
    s.kind !== "assign" ||
    s.op ||
    s.targets.length !== 1 ||
    s.value.kind !== "name" ||
    s.value.name !== name
  )
    return false;
  const target = bare(s.targets[0]!);
  return (
    (target.kind === "tuple" || target.kind === "list") &&
    target.items.length > 1 &&
    target.items.every((t) => bare(t).kind === "name")
  );
};

function uses(body: readonly Stmt[], name: string): number {
  let count = 0;
  for (const s of statementsOf(body)) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        if (x.kind === "name" && x.name === name) count++;
        return true;
      });
    }
  }
  return count;
}

/** The parts of a list parameter that is only ever asked for its first, second … tensor: `lambda t: t[0] - t[1]`. */
export function listedInputs(
  body: Expr,
  name: string,
): { readonly params: readonly { readonly name: string }[]; readonly body: Expr } | undefined {
  let most = -1;
  let whole = 0;
  let parts = 0;
  walk(body, (x) => {
    if (x.kind === "name" && x.name === name) whole++;
    const index = x.kind === "sub" && x.value.kind === "name" && x.value.name === name ? x.index : undefined;
    if (index?.length === 1 && index[0]!.kind === "number" && /^\d$/.test(index[0]!.text)) {
      parts++;
      most = Math.max(most, Number(index[0]!.text));
    }
    return true;
  });
  if (parts === 0 || parts !== whole || most === 0) return undefined;
  const part = (i: number): string => `${name}_${i + 1}`;
  const change = (e: Expr): Expr => {
    if (e.kind === "sub" && e.value.kind === "name" && e.value.name === name && e.index[0]?.kind === "number")
      return { kind: "name", name: part(Number(e.index[0].text)), from: e.from, to: e.to };
    return rewriteParts(e, change);
  };
  return { params: Array.from({ length: most + 1 }, (_, i) => ({ name: part(i) })), body: change(body) };
}
