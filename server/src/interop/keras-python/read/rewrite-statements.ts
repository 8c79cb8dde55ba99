// Changes the expressions of statements, those of inner bodies, functions and classes too. It decides nothing.
import { rewriteParts } from "./data-flow.ts";
import type { Expr, Param, Stmt } from "./python-syntax.ts";

/** The statements with each of their expressions changed. */
export const rewriteStatements = (body: readonly Stmt[], change: (e: Expr) => Expr): readonly Stmt[] =>
  body.map((s) => rewriteStatement(s, change));

function rewriteStatement(s: Stmt, change: (e: Expr) => Expr): Stmt {
  const inner = (list: readonly Stmt[]): readonly Stmt[] => rewriteStatements(list, change);
  const params = (list: readonly Param[]): readonly Param[] =>
    list.map((p) => (p.fallback ? { ...p, fallback: change(p.fallback) } : p));
  switch (s.kind) {
    case "assign":
      return { ...s, targets: s.targets.map(change), value: change(s.value) };
    case "expr":
      return { ...s, value: change(s.value) };
    case "return":
      return { ...s, value: s.value && change(s.value) };
    case "assert":
      return { ...s, test: change(s.test) };
    case "for":
      return { ...s, targets: s.targets.map(change), iter: change(s.iter), body: inner(s.body) };
    case "while":
      return { ...s, test: change(s.test), body: inner(s.body) };
    case "with":
      return { ...s, items: s.items.map(change), body: inner(s.body) };
    case "if":
      return {
        ...s,
        branches: s.branches.map((b) => ({ test: b.test && change(b.test), body: inner(b.body) })),
      };
    case "try":
      return { ...s, bodies: s.bodies.map(inner) };
    case "def":
      return { ...s, params: params(s.params), body: inner(s.body) };
    case "class":
      return { ...s, bases: s.bases.map(change), body: inner(s.body) };
    case "import":
    case "pass":
    case "other":
      return s;
  }
}

/** Changes an expression from its leaves up, comprehensions and lambdas included. */
export function rewriteDeep(e: Expr, change: (e: Expr) => Expr): Expr {
  const inner = (x: Expr): Expr => rewriteDeep(x, change);
  if (e.kind === "comp")
    return change({
      ...e,
      element: inner(e.element),
      clauses: e.clauses.map((c) => ({ ...c, iter: inner(c.iter), tests: c.tests.map(inner) })),
    });
  if (e.kind === "lambda") return change({ ...e, body: inner(e.body) });
  return change(rewriteParts(e, inner));
}
