// Puts the helper methods of a class where its `call` uses them: `q = self.split_heads(q)` becomes what `split_heads` does.
// It changes classes before anything else looks at them, and leaves methods it cannot follow.
import { rewriteParts } from "./data-flow.ts";
import {
  bare,
  boundNames,
  type CallExpr,
  type ClassStmt,
  type DefStmt,
  type Expr,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";

const deepest = 3;

/** A class whose `call` does without its other methods, where they are plain. */
export function inlineMethods(node: ClassStmt): ClassStmt {
  const methods = new Map(
    node.body.flatMap((s) =>
      s.kind === "def" &&
      !/^(?:__\w+__|call|build|get_config|train_step|test_step|compute_\w+)$/.test(s.name) &&
      isPlain(s)
        ? [[s.name, s] as const]
        : [],
    ),
  );
  if (methods.size === 0) return node;
  const body = node.body.map((s): Stmt => {
    if (s.kind !== "def" || s.name !== "call") return s;
    const taken = new Set([...s.params.map((p) => p.name), ...bound(s.body)]);
    return { ...s, body: inlined(s.body, methods, taken, 0) };
  });
  return { ...node, body };
}

/** Statements and one return at the end, so that it can stand in another body. */
const isPlain = (m: DefStmt): boolean => {
  const returns = [...statementsOf(m.body)].filter((s) => s.kind === "return");
  const last = m.body.at(-1);
  return (
    last?.kind === "return" &&
    last.value !== undefined &&
    returns.length === 1 &&
    m.params.every((p) => !p.star) &&
    m.decorators.every((d) => d.kind === "name" && d.name === "staticmethod")
  );
};

const bound = (body: readonly Stmt[]): readonly string[] =>
  [...statementsOf(body)].flatMap((s) =>
    s.kind === "assign" || s.kind === "for" ? s.targets.flatMap(boundNames) : [],
  );

function inlined(
  body: readonly Stmt[],
  methods: ReadonlyMap<string, DefStmt>,
  taken: Set<string>,
  depth: number,
): readonly Stmt[] {
  if (depth >= deepest) return body;
  return body.flatMap((s): readonly Stmt[] => {
    if (s.kind === "if")
      return [
        { ...s, branches: s.branches.map((b) => ({ ...b, body: inlined(b.body, methods, taken, depth) })) },
      ];
    if (s.kind === "for") return [{ ...s, body: inlined(s.body, methods, taken, depth) }];
    if ((s.kind !== "assign" && s.kind !== "return") || !s.value) return [s];
    const before: Stmt[] = [];
    const replace = (e: Expr): Expr => {
      const call = methodCall(e, methods);
      if (!call) return rewriteParts(e, replace);
      const args = call.args.map((a) => ({ ...a, value: replace(a.value) }));
      const made = expanded({ ...call, args }, methods.get((call.func as { name: string }).name)!, s, taken);
      if (!made) return e;
      before.push(...inlined(made.body, methods, taken, depth + 1));
      return made.value;
    };
    const value = replace(s.value);
    if (before.length === 0) return [s];
    const [first, ...rest] = before;
    // The comments of the call stand before what it does.
    const head = { ...first!, comments: [...s.comments, ...first!.comments], gap: s.gap } as Stmt;
    const end = { ...s, value, comments: [], gap: false } as Stmt;
    return [head, ...rest, end].filter((x) => !isSelfAssign(x));
  });
}

const isSelfAssign = (s: Stmt): boolean =>
  s.kind === "assign" &&
  !s.op &&
  s.targets.length === 1 &&
  s.targets[0]!.kind === "name" &&
  s.value.kind === "name" &&
  s.targets[0]!.name === s.value.name;

function methodCall(e: Expr, methods: ReadonlyMap<string, DefStmt>): CallExpr | undefined {
  const b = bare(e);
  return b.kind === "call" &&
    b.func.kind === "attr" &&
    b.func.value.kind === "name" &&
    b.func.value.name === "self" &&
    methods.has(b.func.name)
    ? b
    : undefined;
}

/** The statements of a method for one call of it, and the value it gives. */
function expanded(
  call: CallExpr,
  method: DefStmt,
  at: Stmt,
  taken: Set<string>,
): { readonly body: readonly Stmt[]; readonly value: Expr } | undefined {
  const params = method.params.filter((p) => p.name !== "self");
  const assigned = new Set(bound(method.body));
  const names = new Map<string, Expr>();
  const body: Stmt[] = [];
  const place = { from: at.from, to: at.to };
  const fresh = (name: string): string => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
    taken.add(free);
    return free;
  };
  for (const [i, p] of params.entries()) {
    const value =
      call.args.find((a) => a.name === p.name)?.value ??
      call.args.filter((a) => !a.name && !a.star)[i]?.value ??
      p.fallback;
    if (!value) return undefined;
    const plain =
      value.kind === "name" || value.kind === "number" || value.kind === "word" || value.kind === "string";
    if (plain && !assigned.has(p.name)) names.set(p.name, value);
    else {
      const name: Expr = { kind: "name", name: fresh(p.name), ...place };
      names.set(p.name, name);
      body.push({ kind: "assign", ...place, comments: [], gap: false, targets: [name], value });
    }
  }
  for (const local of assigned)
    if (!names.has(local)) names.set(local, { kind: "name", name: fresh(local), ...place });
  const rename = (e: Expr): Expr => {
    if (e.kind === "name") return names.get(e.name) ?? e;
    if (e.kind === "comp" || e.kind === "lambda") return renamedInside(e, rename);
    return rewriteParts(e, rename);
  };
  const statement = (s: Stmt): Stmt => {
    switch (s.kind) {
      case "assign":
        return { ...s, targets: s.targets.map(rename), value: rename(s.value) };
      case "expr":
        return { ...s, value: rename(s.value) };
      case "for":
        return { ...s, targets: s.targets.map(rename), iter: rename(s.iter), body: s.body.map(statement) };
      case "if":
        return {
          ...s,
          branches: s.branches.map((b) => ({ test: b.test && rename(b.test), body: b.body.map(statement) })),
        };
      default:
        return s;
    }
  };
  const last = method.body.at(-1)!;
  body.push(...method.body.slice(0, -1).map(statement));
  return { body, value: rename((last as { value: Expr }).value) };
}

/** Names in comprehensions: what they bind themselves stays. */
function renamedInside(e: Extract<Expr, { kind: "comp" | "lambda" }>, rename: (e: Expr) => Expr): Expr {
  let own = false;
  walk(e, (x) => {
    if (x.kind === "name" && rename(x) !== x) own = true;
    return !own;
  });
  if (!own) return e;
  if (e.kind === "lambda") return { ...e, body: rename(e.body) };
  return {
    ...e,
    element: rename(e.element),
    clauses: e.clauses.map((c) => ({ ...c, iter: rename(c.iter), tests: c.tests.map(rename) })),
  };
}
