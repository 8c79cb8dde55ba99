// A declaration in a file of its own, with the declarations it needs, imported where they were. It never writes the file.
import type { Analysis } from "../../analysis/analysis.ts";
import { snakeCase } from "../../layers/instance.ts";
import type { FileName } from "../../model/source-file.ts";
import { lineEndAt } from "../../syntax/format/lines.ts";
import type { Statement } from "../../syntax/tree.ts";
import { nodeAt, nodes, statementsOf } from "../../syntax/walk.ts";
import type { Edit } from "../../text/edit.ts";
import { declarationSpan, eolOf, without } from "./places.ts";
import type { Refactored, RefactoringSource } from "./refactoring.ts";

const moveToFile: RefactoringSource = (analysis, range) => {
  const found = nodeAt(analysis.tree, range.start);
  const head = found?.statement.head;
  if (!found?.inHead || (head?.kind !== "model" && head?.kind !== "block" && head?.kind !== "layer"))
    return [];
  const { name } = head.name;
  if (name === "" || analysis.file.duplicates.length > 0) return [];
  const moved = needed(analysis, found.statement);
  const path = `./${snakeCase(name).replaceAll("_", "-")}.net`;
  const rest = analysis.tree.statements.filter((s) => !moved.has(s) && s.head.kind !== "import");
  if (rest.length === 0) return [];
  const others = moved.size - 1;
  return [
    {
      title: `Move \`${name}\`${others === 0 ? "" : ` and ${others === 1 ? "the declaration" : `${others} declarations`} it needs`} to \`${path}\``,
      kind: "refactor.move",
      forms: () => [formOf(analysis, moved, rest, path)],
    },
  ];
};

/** A declaration and those of the file it uses, and those use. */
function needed(analysis: Analysis, statement: Statement): ReadonlySet<Statement> {
  const found = new Set<Statement>([statement]);
  for (const one of found)
    for (const name of namesRead([one])) {
      const entry = analysis.file.names.get(name);
      const own = entry && statementOf(entry);
      if (own) found.add(own);
    }
  return found;
}

const statementOf = (entry: FileName): Statement | undefined =>
  entry.kind === "part" ? entry.part.statement : entry.kind === "const" ? entry.statement : undefined;

/** Every name that stands in some statements. */
const namesRead = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set(
    [...statementsOf(statements)].flatMap(({ head }) =>
      [...nodes(head)].flatMap((node) => ("kind" in node && node.kind === "name" ? [node.name] : [])),
    ),
  );

const nameOf = ({ head }: Statement): string =>
  "name" in head && head.name.kind === "name" ? head.name.name : "";

function formOf(
  analysis: Analysis,
  moved: ReadonlySet<Statement>,
  rest: readonly Statement[],
  path: string,
): Omit<Refactored, "title" | "kind"> {
  const { text, tree } = analysis;
  const eol = eolOf(text);
  const order = tree.statements.filter((s) => moved.has(s));
  const parts = order.map((s) => {
    const { start, end } = declarationSpan(analysis, s);
    const rest = text.slice(end, lineEndAt(text, end));
    return text.slice(start, /^[^\S\r\n]*#/.test(rest) ? end + rest.trimEnd().length : end);
  });
  const imports = importsFor(analysis, order);
  const names = order.map(nameOf);
  const kept = namesRead(rest);
  const wanted = names.filter((name) => kept.has(name));
  const edits: Edit[] = order.map((s) => without(analysis, declarationSpan(analysis, s)));
  if (wanted.length > 0) {
    const last = tree.statements.filter(({ head }) => head.kind === "import").at(-1);
    const line = `from "${path}" import ${wanted.join(", ")}`;
    if (last) {
      const at = lineEndAt(text, tree.span(last).end);
      edits.push({ span: { start: at, end: at }, text: `${eol}${line}` });
    } else {
      const at = declarationSpan(analysis, tree.statements[0]!).start;
      edits.unshift({ span: { start: at, end: at }, text: `${line}${eol}${eol}` });
    }
  }
  const blank = order.every(({ head }) => head.kind === "const") ? eol : eol + eol;
  const newText = [...(imports.length > 0 ? [imports.join(eol)] : []), ...parts].join(blank) + eol;
  return { edits, newFile: { path, text: newText, moved: names } };
}

/** The imports that some declarations need. */
function importsFor(analysis: Analysis, statements: readonly Statement[]): readonly string[] {
  const read = namesRead(statements);
  return analysis.tree.statements.flatMap(({ head, text }) => {
    if (head.kind !== "import") return [];
    const names = head.names.filter(({ name, alias }) => read.has((alias ?? name).name));
    if (names.length === 0) return [];
    const listed = names.map(({ name, alias }) => (alias ? `${name.name} as ${alias.name}` : name.name));
    return [`from ${text.slice(head.path.start, head.path.end)} import ${listed.join(", ")}`];
  });
}

export default moveToFile;
