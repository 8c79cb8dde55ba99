// What an import can name: files and the library inside `from "…"`, and what such a file declares behind `import`. It never
// looks for files; whoever may does.
import type { Analysis } from "../analysis/analysis.ts";
import { libraryPaths } from "../library/library.ts";
import type { FileName } from "../model/source-file.ts";
import type { Completion, Completions } from "./completion.ts";
import { partCard } from "./part-hover.ts";

/** The completions in an import, or nothing where the cursor is in none. */
export function importCompletions(
  analysis: Analysis,
  offset: number,
  files: readonly string[],
): Completions | undefined {
  const { text, lines } = analysis;
  const before = text.slice(lines.lineStart(lines.position(offset).line), offset);
  const path = /^\s*from\s+["']([^"'\n]*)$/.exec(before)?.[1];
  if (path !== undefined) {
    const span = { start: offset - path.length, end: offset };
    const library = libraryPaths().map(
      (label): Completion => ({ label, kind: "file", detail: "library", rank: 1 }),
    );
    return {
      span,
      items: [...files.map((label): Completion => ({ label, kind: "file", rank: 0 })), ...library],
    };
  }
  const word = /^\s*from\s+(\w*)$/.exec(before)?.[1];
  if (word !== undefined) {
    const quoted = (label: string): Completion => ({
      label: `"${label}"`,
      kind: "file",
      filter: label,
      rank: 0,
    });
    return {
      span: { start: offset - word.length, end: offset },
      items: [...files, ...libraryPaths()].map(quoted),
    };
  }
  const start = /^\s*from\s+["'][^"'\n]+["']\s+(\w*)$/.exec(before)?.[1];
  if (start !== undefined)
    return {
      span: { start: offset - start.length, end: offset },
      items: [{ label: "import", kind: "keyword", rank: 0 }],
    };
  const [, from, listed] = /^\s*from\s+["']([^"'\n]+)["']\s+import\s+([^\n#]*)$/.exec(before) ?? [];
  if (from === undefined || listed === undefined) return undefined;
  const last = /[A-Za-z_]\w*$/.exec(listed)?.[0] ?? "";
  const span = { start: offset - last.length, end: offset };
  // Behind `as` a name is made up.
  if (/\bas\s+\w*$/.test(listed)) return { span, items: [] };
  const target = analysis.elaboration.program.project.resolve(analysis.file, from);
  if ("missing" in target) return { span, items: [] };
  const taken = new Set(
    listed
      .split(",")
      .slice(0, -1)
      .map((name) => name.trim().split(/\s/)[0]),
  );
  const items = [...target.names].flatMap(([label, entry]) =>
    taken.has(label) ? [] : (itemOf(analysis, label, entry) ?? []),
  );
  return { span, items };
}

function itemOf(analysis: Analysis, label: string, entry: FileName): Completion | undefined {
  if (entry.kind === "const") return { label, kind: "constant", rank: 1 };
  if (entry.kind !== "part") return undefined;
  const { part } = entry;
  return {
    label,
    kind: part.kind,
    detail: part.kind,
    doc: () => partCard(analysis, part),
    rank: 0,
  };
}
