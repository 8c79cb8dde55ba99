// Turns nodes of the grammar that are expressions into ours. It never throws; what it cannot read is kept as text.

import type { SyntaxNode } from "@lezer/common";
import type { Argument, Clause, DictEntry, Expr } from "./python-syntax.ts";
import type { Reader } from "./read-python.ts";
import { children, isValue, maxDepth } from "./read-python.ts";

const simpleEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

export function expr(self: Reader, node: SyntaxNode): Expr {
  if (++self.depth > 4 * maxDepth) {
    self.depth--;
    return self.other(node);
  }
  const e = read(self, node);
  self.depth--;
  return e;
}

export function read(self: Reader, node: SyntaxNode): Expr {
  const at = { from: node.from, to: node.to };
  const inner = children(node).filter((c) => c.name !== "Comment");
  switch (node.name) {
    case "VariableName":
      return { kind: "name", ...at, name: self.text(node) };
    case "Number":
      return {
        kind: "number",
        ...at,
        text: /^\d+\.(?![\w.])/.exec(self.source.slice(node.from, node.to + 2))?.[0] ?? self.text(node),
      };
    case "Boolean":
      return { kind: "word", ...at, word: self.text(node) === "True" ? "True" : "False" };
    case "None":
      return { kind: "word", ...at, word: "None" };
    case "Ellipsis":
      return { kind: "word", ...at, word: "..." };
    case "String":
    case "FormatString":
    case "ContinuedString":
      return string(self, node);
    case "MemberExpression": {
      const value = expr(self, inner[0]!);
      const property = inner.find((c) => c.name === "PropertyName");
      if (property) return { kind: "attr", ...at, value, name: self.text(property) };
      return { kind: "sub", ...at, value, index: subscripts(self, inner.slice(2, -1)) };
    }
    case "CallExpression": {
      const list = inner.find((c) => c.name === "ArgList");
      return { kind: "call", ...at, func: expr(self, inner[0]!), args: list ? args(self, list) : [] };
    }
    case "ParenthesizedExpression": {
      const value = inner.find(isValue);
      return value ? { kind: "paren", ...at, value: expr(self, value) } : self.other(node);
    }
    case "TupleExpression":
    case "ArrayExpression":
    case "SetExpression": {
      const kind =
        node.name === "TupleExpression" ? "tuple" : node.name === "ArrayExpression" ? "list" : "set";
      return {
        kind,
        ...at,
        items: items(self, inner.slice(1, inner.at(-1)?.type.isError ? undefined : -1)),
      };
    }
    case "DictionaryExpression":
      return { kind: "dict", ...at, entries: entries(self, inner.slice(1)) };
    case "BinaryExpression": {
      const [left, ...rest] = inner;
      const right = rest.at(-1);
      if (!left || !right || right.type.isError) return self.other(node);
      const op = rest
        .slice(0, -1)
        .map((c) => self.text(c))
        .join(" ");
      return { kind: "binary", ...at, op, left: expr(self, left), right: expr(self, right) };
    }
    case "UnaryExpression": {
      const [op, value] = inner;
      return op && value
        ? { kind: "unary", ...at, op: self.text(op), value: expr(self, value) }
        : self.other(node);
    }
    case "ConditionalExpression": {
      const values = inner.filter(isValue);
      if (values.length !== 3) return self.other(node);
      return {
        kind: "cond",
        ...at,
        yes: expr(self, values[0]!),
        test: expr(self, values[1]!),
        other: expr(self, values[2]!),
      };
    }
    case "LambdaExpression": {
      const list = inner.find((c) => c.name === "ParamList");
      const body = inner.at(-1)!;
      return { kind: "lambda", ...at, params: list ? self.params(list) : [], body: expr(self, body) };
    }
    case "ArrayComprehensionExpression":
    case "ComprehensionExpression":
      return comprehension(self, node, inner);
    default:
      return self.other(node);
  }
}

export function items(self: Reader, nodes: readonly SyntaxNode[]): readonly Expr[] {
  const list = self.list(nodes, nodes[0] ?? ({ from: 0, to: 0 } as SyntaxNode));
  if (nodes.filter(isValue).length === 0) return [];
  return list.kind === "tuple" && nodes.some((n) => self.text(n) === ",") ? list.items : [list];
}

export function subscripts(self: Reader, nodes: readonly SyntaxNode[]): readonly Expr[] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (self.text(node) === ",") groups.push([]);
    else groups.at(-1)!.push(node);
  }
  return groups
    .filter((g) => g.length > 0)
    .map((g): Expr => {
      if (!g.some((n) => self.text(n) === ":")) return self.list(g, g[0]!);
      const sides: (Expr | undefined)[] = [undefined];
      for (const n of g) {
        if (self.text(n) === ":") sides.push(undefined);
        else if (isValue(n)) sides[sides.length - 1] = expr(self, n);
      }
      return { kind: "slice", from: g[0]!.from, to: g.at(-1)!.to, parts: sides };
    });
}

export function args(self: Reader, list: SyntaxNode): readonly Argument[] {
  const found: Argument[] = [];
  const inner = children(list).filter((c) => c.name !== "Comment");
  if (inner.some((c) => c.name === "for")) {
    const e = comprehension(self, list, inner);
    return [{ value: e }];
  }
  let name: string | undefined;
  let star: "*" | "**" | undefined;
  inner.forEach((child, i) => {
    const text = self.text(child);
    if (text === "," || text === "(" || text === ")") {
      if (text === ",") name = star = undefined;
      return;
    }
    if (text === "*" || text === "**") star = text;
    else if (child.name === "AssignOp") return;
    else if (child.name === "VariableName" && inner[i + 1]?.name === "AssignOp") name = text;
    else if (isValue(child)) {
      found.push({ name, star, value: expr(self, child) });
      name = star = undefined;
    }
  });
  return found;
}

export function entries(self: Reader, nodes: readonly SyntaxNode[]): readonly DictEntry[] {
  const found: DictEntry[] = [];
  let key: Expr | undefined;
  for (const node of nodes) {
    const text = self.text(node);
    if (text === "," || text === ":" || text === "}" || text === "**") continue;
    if (!isValue(node)) continue;
    const value = expr(self, node);
    const spread = /\*\*\s*$/.test(self.source.slice(Math.max(0, node.from - 4), node.from));
    if (spread) found.push({ value });
    else if (key) {
      found.push({ key, value });
      key = undefined;
    } else key = value;
  }
  return found;
}

export function comprehension(self: Reader, node: SyntaxNode, inner: readonly SyntaxNode[]): Expr {
  const at = { from: node.from, to: node.to };
  const open = inner[0] && /^[([{]$/.test(self.text(inner[0])) ? 1 : 0;
  const element = inner[open];
  if (!element) return self.other(node);
  const clauses: { targets: Expr[]; iter: Expr; tests: Expr[] }[] = [];
  let state: "targets" | "iter" | "test" = "iter";
  for (const child of inner.slice(open + 1)) {
    if (child.name === "for") {
      clauses.push({ targets: [], iter: self.other(node), tests: [] });
      state = "targets";
    } else if (child.name === "in") state = "iter";
    else if (child.name === "if") state = "test";
    else if (isValue(child) && clauses.length > 0) {
      const clause = clauses.at(-1)!;
      const e = expr(self, child);
      if (state === "targets") clause.targets.push(e);
      else if (state === "iter") clause.iter = e;
      else clause.tests.push(e);
    }
  }
  const form = node.name === "ArrayComprehensionExpression" ? "list" : "other";
  return { kind: "comp", ...at, form, element: expr(self, element), clauses: clauses as readonly Clause[] };
}

export function string(self: Reader, node: SyntaxNode): Expr {
  const raw = self.text(node);
  const pieces = node.name === "ContinuedString" ? children(node).map((c) => self.text(c)) : [raw];
  const value = pieces
    .map((piece) => {
      const match = /^([A-Za-z]*)("""|'''|"|')([\s\S]*?)\2$/.exec(piece);
      if (!match) return piece;
      if (/r/i.test(match[1]!)) return match[3]!;
      return match[3]!.replace(/\\(\n|.)/g, (whole, c: string) =>
        c === "\n" ? "" : (simpleEscapes[c] ?? whole),
      );
    })
    .join("");
  return {
    kind: "string",
    from: node.from,
    to: node.to,
    raw,
    value,
    format: pieces.some((p) => /^[rR]?[fF]/.test(p)),
  };
}
