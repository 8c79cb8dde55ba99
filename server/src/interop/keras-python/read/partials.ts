// Writes out `functools.partial`: `Conv = partial(layers.Conv2D, padding="same")` and `Conv(8, 3)` become `layers.Conv2D(8, 3,
// padding="same")`. It changes statements before anything else looks at them, and leaves what is not called by its name.
import { bare, type CallExpr, type Expr, type Stmt, statementsOf } from "./python-syntax.ts";
import { rewriteDeep, rewriteStatements } from "./rewrite-statements.ts";

type PathOf = (e: Expr) => string | undefined;

/** Statements whose calls of partial functions are calls of the functions themselves. */
export function withoutPartials(body: readonly Stmt[], path: PathOf): readonly Stmt[] {
  const made = new Map<string, CallExpr>();
  const isPartial = (e: Expr): e is CallExpr =>
    e.kind === "call" && path(e.func) === "functools.partial" && e.args[0]?.name === undefined;
  for (const s of everyStatement(body)) {
    const target = s.kind === "assign" && !s.op && s.targets.length === 1 ? bare(s.targets[0]!) : undefined;
    const value = s.kind === "assign" ? bare(s.value) : undefined;
    if (target?.kind === "name" && value && isPartial(value)) made.set(target.name, value);
  }
  const change = (e: Expr): Expr => {
    if (e.kind !== "call") return e;
    const func = bare(e.func);
    const partial = isPartial(func) ? func : func.kind === "name" ? made.get(func.name) : undefined;
    if (!partial) return e;
    const [of, ...bound] = partial.args;
    const given = new Set(e.args.flatMap((a) => a.name ?? []));
    return change({
      ...e,
      func: of!.value,
      args: [
        ...bound.filter((a) => !a.name && !a.star),
        ...e.args,
        ...bound.filter((a) => a.star || (a.name && !given.has(a.name))),
      ],
    });
  };
  const called = rewriteStatements(body, (e) => rewriteDeep(e, change));
  return made.size === 0 ? called : withoutMade(called, made);
}

/** Statements without the assignments nobody needs any more. */
const withoutMade = (body: readonly Stmt[], made: ReadonlyMap<string, CallExpr>): readonly Stmt[] =>
  body.flatMap((s): readonly Stmt[] => {
    const target = s.kind === "assign" ? bare(s.targets[0]!) : undefined;
    if (s.kind === "assign" && target?.kind === "name" && made.get(target.name)?.from === bare(s.value).from)
      return [];
    if (s.kind === "def" || s.kind === "class") return [{ ...s, body: withoutMade(s.body, made) }];
    return [s];
  });

function* everyStatement(body: readonly Stmt[]): Generator<Stmt> {
  for (const s of statementsOf(body)) {
    yield s;
    if (s.kind === "def" || s.kind === "class") yield* everyStatement(s.body);
  }
}
