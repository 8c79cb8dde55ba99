// The part of Python's syntax that models are written in, as plain nodes with offsets. It never says what a name means.

interface Node {
  readonly from: number;
  readonly to: number;
}

export interface Argument {
  /** `name=value`. */
  readonly name?: string | undefined;
  /** `*value` or `**value`. */
  readonly star?: "*" | "**" | undefined;
  readonly value: Expr;
}

export interface DictEntry {
  /** Nothing for `**value`. */
  readonly key?: Expr | undefined;
  readonly value: Expr;
}

export interface Clause {
  readonly targets: readonly Expr[];
  readonly iter: Expr;
  readonly tests: readonly Expr[];
}

export type NameExpr = Node & { readonly kind: "name"; readonly name: string };
export type AttrExpr = Node & { readonly kind: "attr"; readonly value: Expr; readonly name: string };
export type CallExpr = Node & {
  readonly kind: "call";
  readonly func: Expr;
  readonly args: readonly Argument[];
};
export type StringExpr = Node & {
  readonly kind: "string";
  readonly raw: string;
  readonly value: string;
  readonly format: boolean;
};
export type ListExpr = Node & { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Expr[] };
export type SubExpr = Node & { readonly kind: "sub"; readonly value: Expr; readonly index: readonly Expr[] };

export type Expr =
  | NameExpr
  | AttrExpr
  | CallExpr
  | StringExpr
  | ListExpr
  | SubExpr
  | (Node & { readonly kind: "number"; readonly text: string })
  | (Node & { readonly kind: "word"; readonly word: "True" | "False" | "None" | "..." })
  | (Node & { readonly kind: "slice"; readonly parts: readonly (Expr | undefined)[] })
  | (Node & { readonly kind: "dict"; readonly entries: readonly DictEntry[] })
  | (Node & { readonly kind: "binary"; readonly op: string; readonly left: Expr; readonly right: Expr })
  | (Node & { readonly kind: "unary"; readonly op: string; readonly value: Expr })
  | (Node & { readonly kind: "cond"; readonly yes: Expr; readonly test: Expr; readonly other: Expr })
  | (Node & { readonly kind: "lambda"; readonly params: readonly Param[]; readonly body: Expr })
  | (Node & {
      readonly kind: "comp";
      readonly form: "list" | "other";
      readonly element: Expr;
      readonly clauses: readonly Clause[];
    })
  | (Node & { readonly kind: "paren"; readonly value: Expr })
  /** An operation with a name for its layer; no syntax of Python, but what exported code does with a function. */
  | (Node & { readonly kind: "named"; readonly value: Expr; readonly label: Expr })
  | (Node & { readonly kind: "star"; readonly value: Expr })
  /** What is none of these, or could not be read. */
  | (Node & { readonly kind: "other"; readonly text: string });

export interface Param {
  readonly name: string;
  readonly star?: "*" | "**" | undefined;
  readonly fallback?: Expr | undefined;
}

interface StatementNode extends Node {
  /** Comment lines directly before it, without `#`. */
  readonly comments: readonly string[];
  /** A comment at its end, without `#`. */
  readonly trailing?: string | undefined;
  /** An empty line stands before it. */
  readonly gap: boolean;
}

export type AssignStmt = StatementNode & {
  readonly kind: "assign";
  /** `a = b = value` has two; a tuple is one. */
  readonly targets: readonly Expr[];
  /** `+=` and the like. */
  readonly op?: string | undefined;
  readonly value: Expr;
};
export type DefStmt = StatementNode & {
  readonly kind: "def";
  readonly name: string;
  readonly params: readonly Param[];
  readonly decorators: readonly Expr[];
  readonly doc?: string | undefined;
  readonly body: readonly Stmt[];
  /** Parameters that one list parameter was taken apart to: all are tensors if one is. */
  readonly spread?: ReadonlySet<string> | undefined;
};
export type ClassStmt = StatementNode & {
  readonly kind: "class";
  readonly name: string;
  readonly bases: readonly Expr[];
  readonly doc?: string | undefined;
  readonly body: readonly Stmt[];
};
export type ForStmt = StatementNode & {
  readonly kind: "for";
  readonly targets: readonly Expr[];
  readonly iter: Expr;
  readonly body: readonly Stmt[];
};
export interface Branch {
  /** Nothing for `else`. */
  readonly test?: Expr | undefined;
  readonly body: readonly Stmt[];
}
export type IfStmt = StatementNode & { readonly kind: "if"; readonly branches: readonly Branch[] };
export type ImportStmt = StatementNode & {
  readonly kind: "import";
  /** `import a.b as c` binds `c` to `a.b`; `from a import *` binds `*`. */
  readonly names: readonly { readonly path: string; readonly as: string }[];
};

export type Stmt =
  | AssignStmt
  | DefStmt
  | ClassStmt
  | ForStmt
  | IfStmt
  | ImportStmt
  | (StatementNode & { readonly kind: "expr"; readonly value: Expr })
  | (StatementNode & { readonly kind: "return"; readonly value?: Expr | undefined })
  | (StatementNode & {
      readonly kind: "with";
      readonly items: readonly Expr[];
      readonly body: readonly Stmt[];
    })
  | (StatementNode & { readonly kind: "while"; readonly test: Expr; readonly body: readonly Stmt[] })
  | (StatementNode & { readonly kind: "assert"; readonly test: Expr })
  | (StatementNode & { readonly kind: "try"; readonly bodies: readonly (readonly Stmt[])[] })
  | (StatementNode & { readonly kind: "pass" })
  | (StatementNode & { readonly kind: "other"; readonly word: string });

/** Calls `visit` for an expression and all in it; `false` keeps it out of a part. */
export function walk(e: Expr, visit: (e: Expr) => boolean | undefined): void {
  if (visit(e) === false) return;
  for (const part of parts(e)) walk(part, visit);
}

/** The direct parts of an expression. */
export function parts(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case "attr":
    case "unary":
    case "paren":
    case "star":
      return [e.value];
    case "named":
      return [e.value, e.label];
    case "call":
      return [e.func, ...e.args.map((a) => a.value)];
    case "sub":
      return [e.value, ...e.index];
    case "slice":
      return e.parts.filter((p) => p !== undefined);
    case "list":
    case "tuple":
    case "set":
      return e.items;
    case "dict":
      return e.entries.flatMap((entry) => (entry.key ? [entry.key, entry.value] : [entry.value]));
    case "binary":
      return [e.left, e.right];
    case "cond":
      return [e.yes, e.test, e.other];
    case "lambda":
      return [e.body];
    case "comp":
      return [e.element, ...e.clauses.flatMap((c) => [...c.targets, c.iter, ...c.tests])];
    case "name":
    case "string":
    case "number":
    case "word":
    case "other":
      return [];
  }
}

/** The bodies of a statement that belong to the same scope. */
export function bodiesOf(s: Stmt): readonly (readonly Stmt[])[] {
  switch (s.kind) {
    case "for":
    case "with":
    case "while":
      return [s.body];
    case "if":
      return s.branches.map((b) => b.body);
    case "try":
      return s.bodies;
    default:
      return [];
  }
}

/** The expressions of a statement itself. */
export function expressionsOf(s: Stmt): readonly Expr[] {
  switch (s.kind) {
    case "assign":
      return [...s.targets, s.value];
    case "for":
      return [...s.targets, s.iter];
    case "if":
      return s.branches.flatMap((b) => (b.test ? [b.test] : []));
    case "expr":
      return [s.value];
    case "return":
      return s.value ? [s.value] : [];
    case "with":
      return s.items;
    case "while":
    case "assert":
      return [s.test];
    default:
      return [];
  }
}

/** Every statement of a scope, inner bodies included, functions and classes left closed. */
export function* statementsOf(body: readonly Stmt[]): Generator<Stmt> {
  for (const s of body) {
    yield s;
    for (const inner of bodiesOf(s)) yield* statementsOf(inner);
  }
}

/** The names a target binds. */
export function boundNames(target: Expr): readonly string[] {
  switch (target.kind) {
    case "name":
      return [target.name];
    case "tuple":
    case "list":
      return target.items.flatMap(boundNames);
    case "star":
    case "paren":
      return boundNames(target.value);
    default:
      return [];
  }
}

/** An expression without the parentheses around it. */
export const bare = (e: Expr): Expr => (e.kind === "paren" ? bare(e.value) : e);

/** Free names of an expression, those its own comprehensions and lambdas bind left out. */
export function namesIn(e: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (x: Expr, bound: ReadonlySet<string>): void => {
    if (x.kind === "name") {
      if (!bound.has(x.name)) names.add(x.name);
      return;
    }
    const inner =
      x.kind === "lambda"
        ? new Set([...bound, ...x.params.map((p) => p.name)])
        : x.kind === "comp"
          ? new Set([...bound, ...x.clauses.flatMap((c) => c.targets.flatMap(boundNames))])
          : bound;
    for (const part of parts(x)) visit(part, inner);
  };
  visit(e, new Set());
  return names;
}
