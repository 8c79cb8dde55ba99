// Reads Python source to the nodes of `python-syntax.ts` with Lezer's grammar, which steps over errors. It never throws
// and never runs a line.
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { type LineIndex, lineIndex } from "../../../text/line-index.ts";
import type { Branch, DictEntry, Expr, Param, Stmt } from "./python-syntax.ts";
import { args, entries, expr, read } from "./read-expressions.ts";

export interface PythonFile {
  readonly body: readonly Stmt[];
  /** Lines that are no Python, counted from 1. */
  readonly errors: readonly number[];
  readonly lines: LineIndex;
}

/** Deeper than any code that people write. */
export const maxDepth = 120;

/** Where brackets nest too deep to be read, or nothing. The line counts from 1. */
export function tooDeep(source: string): number | undefined {
  let depth = 0;
  let line = 1;
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === 10) line++;
    else if (c === 40 || c === 91 || c === 123) {
      if (++depth > maxDepth) return line;
    } else if (c === 41 || c === 93 || c === 125) depth = Math.max(0, depth - 1);
    else if (c === 35) {
      while (i + 1 < source.length && source.charCodeAt(i + 1) !== 10) i++;
    } else if (c === 34 || c === 39) {
      const mark = source[i]!;
      const triple = source.startsWith(mark.repeat(3), i);
      i += triple ? 3 : 1;
      for (; i < source.length; i++) {
        if (source[i] === "\\") i++;
        else if (source[i] === "\n") {
          line++;
          if (!triple) break;
        } else if (triple ? source.startsWith(mark.repeat(3), i) : source[i] === mark) {
          if (triple) i += 2;
          break;
        }
      }
    }
  }
  return undefined;
}

/** Reads a whole file. */
export function readPython(source: string): PythonFile {
  const lines = lineIndex(source);
  const tree = parser.parse(withoutLoneDots(source));
  const errors = new Set<number>();
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) errors.add(lines.position(node.from).line + 1);
    },
  });
  return { body: new Reader(source).body(tree.topNode), errors: [...errors], lines };
}

/** The grammar knows no `2.`; the dot is blanked for it, and read again where the number is. */
const withoutLoneDots = (source: string): string => source.replace(/(?<![\w.])(\d+)\.(?![\w.])/g, "$1 ");

export const children = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
};

/** Turns nodes of the grammar into ours. */
export class Reader {
  readonly source: string;
  depth = 0;

  constructor(source: string) {
    this.source = source;
  }

  text(node: { readonly from: number; readonly to: number }): string {
    return this.source.slice(node.from, node.to);
  }

  /** The statements of a script or of a `Body`. */
  body(node: SyntaxNode): readonly Stmt[] {
    if (++this.depth > maxDepth) {
      this.depth--;
      return [];
    }
    const found: Stmt[] = [];
    for (const child of children(node)) {
      if (child.name === "StatementGroup") found.push(...this.body(child));
      else {
        const statement = this.statement(child);
        if (statement) found.push(statement);
      }
    }
    this.depth--;
    return found;
  }

  around(node: SyntaxNode): {
    from: number;
    to: number;
    comments: readonly string[];
    trailing?: string | undefined;
    gap: boolean;
  } {
    const comments: string[] = [];
    let lineStart = this.source.lastIndexOf("\n", node.from - 1) + 1;
    let gap = false;
    while (lineStart > 0) {
      const previous = this.source.lastIndexOf("\n", lineStart - 2) + 1;
      const line = this.source.slice(previous, lineStart).trim();
      if (line === "") gap = true;
      if (!line.startsWith("#")) break;
      comments.unshift(line.slice(1).trim());
      lineStart = previous;
    }
    const firstLine = /[^\n]*/.exec(this.source.slice(node.to, node.to + 200))![0];
    const closed = /^(?:For|If|With|While|Try)Statement$|Definition$|^DecoratedStatement$/.test(node.name);
    const trailing = closed ? undefined : /^[ \t]*#(.*)$/.exec(firstLine)?.[1]?.trim();
    return { from: node.from, to: node.to, comments, trailing, gap };
  }

  statement(node: SyntaxNode): Stmt | undefined {
    const at = this.around(node);
    switch (node.name) {
      case "AssignStatement":
        return this.assign(node, at);
      case "UpdateStatement": {
        const [target, op, value] = children(node);
        if (!target || !op || !value) return undefined;
        const operator = this.text(op).slice(0, -1);
        return {
          kind: "assign",
          ...at,
          targets: [expr(this, target)],
          op: operator,
          value: expr(this, value),
        };
      }
      case "ExpressionStatement": {
        const first = node.firstChild;
        if (!first || first.type.isError) return undefined;
        return { kind: "expr", ...at, value: this.list(children(node), node) };
      }
      case "FunctionDefinition":
        return this.def(node, at, []);
      case "DecoratedStatement": {
        const inner = children(node);
        const decorators = inner
          .filter((c) => c.name === "Decorator")
          .map((c) => this.dotted(children(c).filter((d) => d.name !== "At")));
        const last = inner.at(-1)!;
        if (last.name === "FunctionDefinition") return this.def(last, at, decorators);
        if (last.name === "ClassDefinition") return this.classOf(last, at);
        return undefined;
      }
      case "ClassDefinition":
        return this.classOf(node, at);
      case "ForStatement": {
        const inner = children(node);
        const word = inner.findIndex((c) => c.name === "in");
        const start = inner.findIndex((c) => c.name === "for");
        const body = inner.find((c) => c.name === "Body");
        if (word < 0 || !body) return undefined;
        return {
          kind: "for",
          ...at,
          targets: inner
            .slice(start + 1, word)
            .filter(isValue)
            .map((c) => expr(this, c)),
          iter: this.list(inner.slice(word + 1, inner.indexOf(body)), node),
          body: this.body(body),
        };
      }
      case "IfStatement": {
        const branches: Branch[] = [];
        let test: Expr | undefined;
        for (const child of children(node)) {
          if (child.name === "if" || child.name === "elif" || child.name === "else") test = undefined;
          else if (child.name === "Body") branches.push({ test, body: this.body(child) });
          else if (isValue(child)) test = expr(this, child);
        }
        return { kind: "if", ...at, branches };
      }
      case "ImportStatement":
        return { kind: "import", ...at, names: this.imports(node) };
      case "ReturnStatement": {
        const values = children(node).slice(1);
        return { kind: "return", ...at, value: values.length > 0 ? this.list(values, node) : undefined };
      }
      case "WithStatement": {
        const inner = children(node);
        const body = inner.find((c) => c.name === "Body");
        return {
          kind: "with",
          ...at,
          items: inner.filter((c) => c.name !== "Body" && isValue(c)).map((c) => expr(this, c)),
          body: body ? this.body(body) : [],
        };
      }
      case "WhileStatement": {
        const inner = children(node);
        const body = inner.find((c) => c.name === "Body");
        const test = inner.find((c) => c.name !== "while" && isValue(c));
        return {
          kind: "while",
          ...at,
          test: test ? expr(this, test) : this.other(node),
          body: body ? this.body(body) : [],
        };
      }
      case "AssertStatement": {
        const test = children(node)[1];
        return test ? { kind: "assert", ...at, test: expr(this, test) } : undefined;
      }
      case "TryStatement":
        return {
          kind: "try",
          ...at,
          bodies: children(node)
            .filter((c) => c.name === "Body")
            .map((c) => this.body(c)),
        };
      case "PassStatement":
        return { kind: "pass", ...at };
      case "Comment":
        return undefined;
      default:
        return node.type.isError || !/Statement$/.test(node.name)
          ? undefined
          : { kind: "other", ...at, word: /^\w*/.exec(this.text(node))![0] };
    }
  }

  assign(node: SyntaxNode, at: ReturnType<Reader["around"]>): Stmt | undefined {
    const groups: SyntaxNode[][] = [[]];
    for (const child of children(node)) {
      if (child.name === "AssignOp") groups.push([]);
      else if (child.name !== "TypeDef") groups.at(-1)!.push(child);
    }
    if (groups.length < 2 || groups.some((g) => !g.some(isValue))) return undefined;
    const parts = groups.map((g) => this.list(g, node));
    return { kind: "assign", ...at, targets: parts.slice(0, -1), value: parts.at(-1)! };
  }

  def(node: SyntaxNode, at: ReturnType<Reader["around"]>, decorators: readonly Expr[]): Stmt {
    const inner = children(node);
    const body = inner.find((c) => c.name === "Body");
    const params = inner.find((c) => c.name === "ParamList");
    const name = inner.find((c) => c.name === "VariableName");
    const { doc, statements } = this.documented(body);
    return {
      kind: "def",
      ...at,
      name: name ? this.text(name) : "",
      params: params ? this.params(params) : [],
      decorators,
      doc,
      body: statements,
    };
  }

  classOf(node: SyntaxNode, at: ReturnType<Reader["around"]>): Stmt {
    const inner = children(node);
    const body = inner.find((c) => c.name === "Body");
    const list = inner.find((c) => c.name === "ArgList");
    const name = inner.find((c) => c.name === "VariableName");
    const { doc, statements } = this.documented(body);
    const bases = list ? args(this, list).flatMap((a) => (a.name || a.star ? [] : [a.value])) : [];
    return { kind: "class", ...at, name: name ? this.text(name) : "", bases, doc, body: statements };
  }

  documented(body: SyntaxNode | undefined): {
    doc?: string | undefined;
    statements: readonly Stmt[];
  } {
    const statements = body ? this.body(body) : [];
    const first = statements[0];
    if (first?.kind === "expr" && first.value.kind === "string")
      return { doc: first.value.value, statements: statements.slice(1) };
    return { statements };
  }

  params(node: SyntaxNode): readonly Param[] {
    const found: { name: string; star?: "*" | "**" | undefined; fallback?: Expr | undefined }[] = [];
    let star: "*" | "**" | undefined;
    let value = false;
    for (const child of children(node)) {
      const text = this.text(child);
      if (text === "*" || text === "**") star = text;
      else if (child.name === "AssignOp") value = true;
      else if (text === ",") {
        star = undefined;
        value = false;
      } else if (value) {
        const last = found.at(-1);
        if (last) last.fallback = expr(this, child);
        value = false;
      } else if (child.name === "VariableName") found.push({ name: text, star });
    }
    return found;
  }

  imports(node: SyntaxNode): readonly { readonly path: string; readonly as: string }[] {
    // The text is short and regular; `from a.b import (c as d, e)` needs no tree.
    const text = this.text(node)
      .replace(/#[^\n]*/g, "")
      .replace(/[()\\\s]+/g, " ")
      .trim();
    const from = /^from ([\w.]+) import (.*)$/.exec(text);
    const each = (list: string): { path: string; as: string | undefined }[] =>
      list
        .split(",")
        .map((part) => part.trim().split(/ as /))
        .filter(([path]) => path)
        .map(([path, as]) => ({ path: path!.trim(), as: as?.trim() }));
    if (from)
      return each(from[2]!).map(({ path, as }) => ({
        path: path === "*" ? from[1]! : `${from[1]}.${path}`,
        as: as ?? path,
      }));
    return each(text.replace(/^import /, "")).map(({ path, as }) =>
      as ? { path, as } : { path: path.split(".")[0]!, as: path.split(".")[0]! },
    );
  }

  /** `a` or, with commas, a tuple without parentheses. */
  list(nodes: readonly SyntaxNode[], whole: SyntaxNode): Expr {
    const items: Expr[] = [];
    let star = false;
    let comma = false;
    for (const node of nodes) {
      const text = this.text(node);
      if (text === ",") comma = true;
      else if (text === "*") star = true;
      else if (isValue(node)) {
        const value = expr(this, node);
        items.push(star ? { kind: "star", from: node.from - 1, to: node.to, value } : value);
        star = false;
      }
    }
    if (!comma && items.length === 1) return items[0]!;
    if (items.length === 0) return this.other(whole);
    return { kind: "tuple", from: items[0]!.from, to: items.at(-1)!.to, items };
  }

  other(node: { readonly from: number; readonly to: number }): Expr {
    return { kind: "other", from: node.from, to: node.to, text: this.text(node) };
  }

  dotted(nodes: readonly SyntaxNode[]): Expr {
    let value: Expr | undefined;
    for (const node of nodes) {
      if (node.name === "VariableName" && !value) value = expr(this, node);
      else if (value && (node.name === "PropertyName" || node.name === "VariableName"))
        value = { kind: "attr", from: value.from, to: node.to, value, name: this.text(node) };
      else if (value && node.name === "ArgList")
        value = { kind: "call", from: value.from, to: node.to, func: value, args: args(this, node) };
    }
    return value ?? { kind: "other", from: 0, to: 0, text: "" };
  }

  read(node: SyntaxNode): Expr {
    return read(this, node);
  }

  entries(nodes: readonly SyntaxNode[]): readonly DictEntry[] {
    return entries(this, nodes);
  }
}

/** Whether a node is an expression rather than a mark or a word of the grammar. */
export const isValue = (node: SyntaxNode): boolean =>
  /Expression$|^(?:VariableName|Number|Boolean|None|Ellipsis|String|FormatString|ContinuedString)$/.test(
    node.name,
  );
