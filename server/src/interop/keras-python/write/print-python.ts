// Prints Python as its formatters leave it: 88 columns, a bracket split from the right, one item a line with a comma
// behind the last. It never changes what is said.
import {
  type Bracket,
  call,
  flat,
  needsComma,
  type Piece,
  type Python,
  type PythonStatement,
  strength,
  within,
} from "./python.ts";

const width = 88;

/** The text of statements, each line at its indentation. */
export function printPython(statements: readonly PythonStatement[], depth = 0): string {
  return `${linesOf(statements, depth).join("\n")}\n`;
}

function linesOf(statements: readonly PythonStatement[], depth: number): string[] {
  const lines: string[] = [];
  const indent = "    ".repeat(depth);
  for (const statement of statements) {
    switch (statement.kind) {
      case "blank":
        for (let i = 0; i < (statement.lines ?? 1); i++) lines.push("");
        break;
      case "comment":
        for (const text of statement.text.split("\n"))
          lines.push(`${indent}#${text === "" ? "" : ` ${text}`}`);
        break;
      case "docstring":
        lines.push(...docstring(statement.text, indent));
        break;
      case "assign":
        lines.push(
          ...withComment(
            statementLines(`${statement.targets.join(" = ")} = `, statement.value, "", depth),
            statement.comment,
            indent,
          ),
        );
        break;
      case "line":
        lines.push(
          ...withComment(
            statementLines(statement.before, statement.value, statement.after ?? "", depth),
            statement.comment,
            indent,
          ),
        );
        break;
      case "assert":
        lines.push(...withComment(assertLines(statement, depth), statement.comment, indent));
        break;
      case "block":
        lines.push(
          ...withComment(
            statementLines(statement.header.before, statement.header.value, ":", depth),
            statement.comment,
            indent,
          ),
          ...linesOf(statement.body, depth + 1),
        );
        break;
    }
  }
  return lines;
}

/** An assertion; formatters part ways over a long one, so that is a condition and an error. */
function assertLines(
  { condition, negated, message }: Extract<PythonStatement, { kind: "assert" }>,
  depth: number,
): readonly string[] {
  const one = `${"    ".repeat(depth)}assert ${flat(condition)}${message ? `, ${flat(message)}` : ""}`;
  if (fits(one)) return [one];
  return [
    ...statementLines("if ", negated, ":", depth),
    ...statementLines("raise ", call("ValueError", message ? [message] : []), "", depth + 1),
  ];
}

/** A comment at the end of its line, or above where it does not fit. */
function withComment(lines: readonly string[], text: string | undefined, indent: string): readonly string[] {
  if (text === undefined) return lines;
  const end = `${lines.at(-1)}  # ${text}`;
  if (lines.length === 1 && end.length <= width) return [end];
  return [`${indent}# ${text}`, ...lines];
}

function statementLines(
  before: string,
  value: Python | undefined,
  after: string,
  depth: number,
): readonly string[] {
  const indent = "    ".repeat(depth);
  if (value === undefined) return [`${indent}${before}${after}`];
  return layout(
    before,
    value,
    after,
    depth,
    before !== "" && !before.startsWith("def ") && !before.startsWith("class "),
  );
}

const fits = (text: string): boolean => text.length <= width;

/** One expression with what stands before and behind it; `wrap` where parentheses around all of it change nothing. */
function layout(
  before: string,
  node: Python,
  after: string,
  depth: number,
  wrap: boolean,
): readonly string[] {
  const indent = "    ".repeat(depth);
  const whole = `${indent}${before}${flat(node)}${after}`;
  if (fits(whole)) return [whole];
  const { operands } = node;
  const loose = operands !== undefined && operands.length > 1 && node.strength < strength.atom;
  if (loose && wrap) {
    const inner = layoutOperands(node, depth + 1);
    return [`${indent}${before}(`, ...inner, `${indent})${after}`];
  }
  if (loose && node.strength === strength.conditional && depth > 0 && !before.includes("for ")) {
    return [`${indent}${before}(`, ...layoutOperands(node, depth + 1), `${indent})${after}`];
  }
  if (loose) return layoutOperands(node, depth, before, after);
  const brackets = node.pieces
    .map((piece, i) => ({ piece, i }))
    .filter(
      (p): p is { piece: Bracket; i: number } => typeof p.piece !== "string" && p.piece.items.length > 0,
    );
  // From the right: the last bracket whose own line is short enough, trailers behind an earlier one staying where they are.
  for (const { piece, i } of brackets.toReversed()) {
    const head = `${indent}${before}${flatPieces(node.pieces.slice(0, i))}${piece.open}`;
    const _tail = `${indent}${piece.close}${flatPieces(node.pieces.slice(i + 1))}${after}`;
    if (!fits(head)) continue;
    const earlier = brackets.find((b) => b.i < i);
    // A short last bracket would leave `)(` at the end of a line; the arguments before it are taken apart instead.
    if (earlier && piece === brackets.at(-1)!.piece && short(piece)) {
      const first = brackets.findLast((b) => b.i < i)!;
      return split(before, node, first.i, after, depth, true);
    }
    return split(before, node, i, after, depth, false);
  }
  const first = brackets[0];
  if (first) return split(before, node, first.i, after, depth, false);
  return [whole];
}

/** A bracket that holds one name or so. */
const short = (bracket: Bracket): boolean =>
  bracket.items.length === 1 && flat(bracket.items[0]!).length < 30;

function flatPieces(pieces: readonly Piece[]): string {
  return flat({ pieces, strength: 0 });
}

/** Splits one bracket: its items on one line where they fit, else each on its own. */
function split(
  before: string,
  node: Python,
  at: number,
  after: string,
  depth: number,
  explode: boolean,
): readonly string[] {
  const indent = "    ".repeat(depth);
  const bracket = node.pieces[at] as Bracket;
  const head = `${indent}${before}${flatPieces(node.pieces.slice(0, at))}${bracket.open}`;
  const rest: Python = { pieces: [bracket.close, ...node.pieces.slice(at + 1)], strength: strength.atom };
  const inner = `${indent}    ${bracket.items.map(flat).join(", ")}${needsComma(bracket) ? "," : ""}`;
  const tail = fits(`${indent}${flat(rest)}${after}`)
    ? [`${indent}${flat(rest)}${after}`]
    : layout("", rest, after, depth, false);
  if (
    !explode &&
    fits(inner) &&
    !(bracket.literal && bracket.items.length > 1) &&
    !(before.startsWith("def ") && false)
  )
    return [head, inner, ...tail];
  // Nothing can be split in a lone string or name, and formatters put no comma behind it.
  const lone = bracket.items.length === 1 && bracket.items[0]!.pieces.every((p) => typeof p === "string");
  const items = bracket.items.flatMap((item) =>
    layout("", item, bracket.comma && !lone ? "," : "", depth + 1, false),
  );
  return [head, ...items, ...tail];
}

/** Operands on lines of their own, each behind its operator. */
function layoutOperands(node: Python, depth: number, before = "", after = ""): readonly string[] {
  const indent = "    ".repeat(depth);
  const one = `${indent}${before}${flat(node)}${after}`;
  if (fits(one)) return [one];
  const operands = node.operands!;
  return operands.flatMap(({ operator, value }, i) =>
    layout(
      `${i === 0 ? before : ""}${operator === undefined ? "" : `${operator} `}`,
      within(value, strength.tuple),
      i === operands.length - 1 ? after : "",
      depth,
      false,
    ),
  );
}

/** Documentation between triple quotes, wrapped to the width. */
function docstring(text: string, indent: string): readonly string[] {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  const source = escaped.split("\n").map((line) => line.trimEnd());
  const one = `${indent}"""${source[0]}"""`;
  if (source.length === 1 && fits(one) && !source[0]!.endsWith('"')) return [one];
  const lines = source.flatMap((line, i) => wrapWords(line, width - indent.length - (i === 0 ? 6 : 0)));
  if (lines.length === 1 && !lines[0]!.endsWith('"') && fits(`${indent}"""${lines[0]}"""`))
    return [`${indent}"""${lines[0]}"""`];
  return [
    `${indent}"""${lines[0]}`,
    ...lines.slice(1).map((line) => (line === "" ? "" : `${indent}${line}`)),
    `${indent}"""`,
  ];
}

function wrapWords(text: string, columns: number): readonly string[] {
  if (text.length <= columns) return [text];
  const lead = /^\s*(?:[-*] )?/.exec(text)![0];
  const lines: string[] = [];
  let current = "";
  for (const word of text.slice(lead.length).split(" ")) {
    const start = lines.length === 0 ? lead : " ".repeat(lead.length);
    const next = current === "" ? `${start}${word}` : `${current} ${word}`;
    if (next.length > columns && current !== "") {
      lines.push(current);
      current = `${" ".repeat(lead.length)}${word}`;
    } else current = next;
  }
  lines.push(current);
  return lines;
}
