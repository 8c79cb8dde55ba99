// Gives the tensors of a list parameter names of their own: `def f(inputs): a, b = inputs` takes `a` and `b`. It changes
// functions before anything else looks at them.
import {
  bare,
  boundNames,
  type ClassStmt,
  type DefStmt,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";

/** A function with each parameter that is only unpacked replaced by what it is unpacked to. */
export function spreadParameters(node: DefStmt): DefStmt {
  let result = node;
  for (const p of node.params) {
    if (p.name === "self" || p.star || p.fallback) continue;
    const at = result.body.findIndex((s) => unpacks(s, p.name));
    const s = result.body[at];
    if (s?.kind !== "assign" || uses(result.body, p.name) !== 1) continue;
    const names = s.targets.flatMap(boundNames);
    const taken = result.params.map((x) => x.name);
    if (names.some((n) => taken.includes(n)) || new Set(names).size !== names.length) continue;
    const params = result.params.flatMap((x) => (x === p ? names.map((name) => ({ name })) : [x]));
    result = { ...result, params, body: result.body.filter((_, i) => i !== at) };
  }
  return result;
}

/** A class whose `call` is spread so. */
export const spreadCall = (node: ClassStmt): ClassStmt => ({
  ...node,
  body: node.body.map((s): Stmt => (s.kind === "def" && s.name === "call" ? spreadParameters(s) : s)),
});

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
