// Prints trees as short s-expressions, so that a test of the parser is one line. It never parses.
import type { Body, Expression, Head, Statement } from "../../server/src/syntax/tree.ts";

const list = (name: string, ...parts: (string | undefined)[]): string =>
  `(${[name, ...parts].filter((part) => part !== undefined && part !== "").join(" ")})`;

const all = (nodes: readonly Expression[]): string => nodes.map(printExpression).join(" ");

export function printExpression(node: Expression): string {
  switch (node.kind) {
    case "name":
      return node.name === "" ? "_" : node.name;
    case "number":
      return typeof node.value === "bigint"
        ? String(node.value)
        : `${node.value}${Number.isInteger(node.value) ? "." : ""}`;
    case "string":
      if (!node.parts) return JSON.stringify(node.value);
      return list(
        "f",
        ...node.parts.map((part) =>
          typeof part === "string"
            ? JSON.stringify(part)
            : part.format === undefined
              ? `{${printExpression(part.expression)}}`
              : `{${printExpression(part.expression)}:${part.format}}`,
        ),
      );
    case "bool":
      return node.value ? "True" : "False";
    case "none":
      return "None";
    case "ellipsis":
      return "...";
    case "missing":
      return "?missing";
    case "list":
      return `[${all(node.items)}]`;
    case "tuple":
      return list(",", all(node.items));
    case "dict":
      return `{${node.entries.map(({ key, value }) => `${key ? printExpression(key) : "**"}:${printExpression(value)}`).join(" ")}}`;
    case "comprehension":
      return list(
        `for-${node.form}`,
        node.key && `${printExpression(node.key)}:`,
        printExpression(node.value),
        ...node.clauses.map((c) =>
          list("in", printExpression(c.target), printExpression(c.iterable), all(c.conditions)),
        ),
      );
    case "unary":
      return list(node.operator, printExpression(node.operand));
    case "binary":
      return list(node.operator, printExpression(node.left), printExpression(node.right));
    case "comparison":
      return list(
        "cmp",
        printExpression(node.first),
        ...node.steps.map((s) => `${s.operator} ${printExpression(s.right)}`),
      );
    case "bool-operation":
      return list(node.operator, all(node.items));
    case "conditional":
      return list(
        "if",
        printExpression(node.condition),
        printExpression(node.then),
        printExpression(node.otherwise),
      );
    case "attribute":
      return list(".", printExpression(node.value), node.name.name || "_");
    case "subscript":
      return list("at", printExpression(node.value), printExpression(node.index));
    case "slice":
      return list(
        ":",
        node.lower ? printExpression(node.lower) : "_",
        node.upper ? printExpression(node.upper) : "_",
        node.step && printExpression(node.step),
      );
    case "call":
      return list(
        "call",
        printExpression(node.callee),
        ...node.args.map(
          (a) => `${a.spread ?? ""}${a.name ? `${a.name.name || "_"}=` : ""}${printExpression(a.value)}`,
        ),
      );
    case "pipeline":
      return list("->", all(node.elements));
    case "labelled":
      return list("label", printExpression(node.label), printExpression(node.value));
    case "starred":
      return `*${printExpression(node.value)}`;
    case "glob":
      return list("glob", node.base && printExpression(node.base), node.pattern);
  }
}

const maybe = (node: Expression | undefined): string | undefined => node && printExpression(node);

export function printHead(head: Head): string {
  switch (head.kind) {
    case "expression":
      return printExpression(head.value);
    case "import":
      return list(
        "import",
        printExpression(head.path),
        ...head.names.map(({ name, alias }) => (alias ? `${name.name}:${alias.name}` : name.name)),
      );
    case "const":
      return list("const", head.name.name, printExpression(head.value));
    case "block":
    case "model":
    case "layer":
      return list(
        head.kind,
        printExpression(head.name),
        ...head.parameters.map((p) =>
          list(
            "param",
            printExpression(p.name),
            p.type && `: ${printExpression(p.type)}`,
            p.default && `= ${printExpression(p.default)}`,
          ),
        ),
      );
    case "training":
      return list("training", printExpression(head.name), maybe(head.model));
    case "input":
      return list("input", printExpression(head.name), maybe(head.shape), maybe(head.dtype));
    case "shared":
      return list("shared", printExpression(head.label), printExpression(head.value));
    case "assign":
      return list("=", all(head.targets), printExpression(head.value));
    case "augmented":
      return list(`${head.operator}=`, printExpression(head.target), printExpression(head.value));
    case "output":
      return list(
        "output",
        ...head.values.map((v, i) => [printExpression(v), maybe(head.dtypes[i])].filter(Boolean).join(":")),
      );
    case "repeat":
      return list("repeat", printExpression(head.count));
    case "for":
      return list("for", printExpression(head.target), printExpression(head.iterable));
    case "if":
      return list("if", printExpression(head.condition));
    case "else":
      return "(else)";
    case "assert":
      return list("assert", printExpression(head.condition), maybe(head.message));
    case "pass":
      return "(pass)";
    case "freeze":
    case "unfreeze":
      return list(
        head.kind,
        all(head.selectors),
        head.except.length > 0 ? `except ${all(head.except)}` : undefined,
      );
    case "weight":
    case "state":
      return list(
        head.kind,
        printExpression(head.name),
        printExpression(head.shape),
        maybe(head.dtype),
        ...head.options.map((o) => `${o.name!.name}=${printExpression(o.value)}`),
      );
    case "macs":
    case "flops":
      return list(head.kind, printExpression(head.value));
    case "broken":
      return "(broken)";
  }
}

const printBody = (body: Body | undefined): string =>
  body ? ` { ${printStatements(body.statements)} }` : "";

/** Statements apart by `;`, with their bodies. */
export function printStatements(statements: readonly Statement[]): string {
  return statements.map(printStatement).join("; ");
}

function printStatement(statement: Statement): string {
  let text = "";
  for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
    text += `${text ? " " : ""}${printHead(branch.head)}${printBody(branch.body)}`;
  }
  return text;
}
