// The imports of a file in order: sorted, one for each path, without names nobody uses. It never touches the remarks that stand
// between them.
import type { Analysis } from "../analysis/analysis.ts";
import { lineEndAt, lineStart } from "../syntax/format/lines.ts";
import type { ImportHead, Statement } from "../syntax/tree.ts";
import { nodes, statementsOf } from "../syntax/walk.ts";
import type { Edit } from "../text/edit.ts";
import { without } from "./refactorings/places.ts";

/** The edits that bring the imports of a file in order; none where they are, or where one cannot be read. */
export function organizeImports(analysis: Analysis): readonly Edit[] {
  const { text, tree } = analysis;
  const statements = tree.statements.filter(({ head }) => head.kind === "import");
  const [first] = statements;
  if (!first || statements.some(({ head }) => head.problems.length > 0)) return [];
  const lines = [...linesOf(analysis, statements)].sort(([a], [b]) => order(a, b)).map(([, line]) => line);
  const old = statements.map((s) => text.slice(tree.start(s), withRemark(text, tree.span(s).end)));
  if (old.length === lines.length && old.every((line, i) => line === lines[i])) return [];
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const start = tree.start(first);
  const span = { start, end: withRemark(text, tree.span(first).end) };
  // Of imports that share a line only the whole line is replaced.
  if (text.slice(lineStart(text, start), start).trim() !== "") return [];
  const others = statements.slice(1).map((s) => without(analysis, tree.span(s)));
  if (lines.length === 0) return [without(analysis, span), ...others];
  return [{ span, text: lines.join(eol) }, ...others];
}

/** The library first, then files, each by their paths. */
const order = (a: string, b: string): number =>
  Number(a.startsWith(".")) - Number(b.startsWith(".")) || (a < b ? -1 : a > b ? 1 : 0);

function linesOf(analysis: Analysis, statements: readonly Statement[]): ReadonlyMap<string, string> {
  const { text, tree } = analysis;
  const used = usedNames(analysis);
  const byPath = new Map<string, { names: Map<string, string>; remarks: string[] }>();
  for (const statement of statements) {
    const head = statement.head as ImportHead;
    const found = byPath.get(head.path.value) ?? { names: new Map<string, string>(), remarks: [] };
    for (const { name, alias } of head.names) {
      const own = (alias ?? name).name;
      if (used.has(own)) found.names.set(own, alias ? `${name.name} as ${alias.name}` : name.name);
    }
    const { end } = tree.span(statement);
    const remark = text.slice(end, withRemark(text, end)).trim();
    if (remark !== "") found.remarks.push(remark);
    byPath.set(head.path.value, found);
  }
  const lines = new Map<string, string>();
  for (const [path, { names, remarks }] of byPath) {
    if (names.size === 0) continue;
    const listed = [...names.values()].sort((a, b) => (a < b ? -1 : 1));
    const remark = remarks.length > 0 ? `  ${remarks.join("  ")}` : "";
    lines.set(path, `from "${path}" import ${listed.join(", ")}${remark}`);
  }
  return lines;
}

/** Where a statement's line ends, with a remark behind it. */
function withRemark(text: string, end: number): number {
  const rest = text.slice(end, lineEndAt(text, end));
  return /^[^\S\r\n]*#/.test(rest) ? end + rest.trimEnd().length : end;
}

/** Every name that stands somewhere else than in an import. */
const usedNames = ({ tree }: Analysis): ReadonlySet<string> =>
  new Set(
    [...statementsOf(tree.statements)].flatMap(({ head }) =>
      head.kind === "import"
        ? []
        : [...nodes(head)].flatMap((node) => ("kind" in node && node.kind === "name" ? [node.name] : [])),
    ),
  );
