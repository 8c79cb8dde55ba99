// Finds which names at file level mean something new since the version before, so that what read them runs again. It
// never runs a body.
import type { Value } from "../layers/value.ts";
import type { Statement, Tree } from "../syntax/tree.ts";
import { constant } from "./file-names.ts";
import type { Program } from "./frame.ts";
import { fileFrame } from "./frames.ts";
import { holdsMade, sameValue } from "./same.ts";
import { type FileName, type SourceFile, sourceFile } from "./source-file.ts";

/** What a file's names meant in the version before. */
export interface Former {
  readonly file: SourceFile;
  readonly entries: ReadonlyMap<string, Meaning>;
  readonly constants: ReadonlyMap<string, Value | undefined>;
}

interface Meaning {
  readonly kind: FileName["kind"];
  readonly statement: Statement;
}

const statementOf = (entry: FileName): Statement =>
  entry.kind === "part" ? entry.part.statement : entry.statement;

const meanings = (file: SourceFile): ReadonlyMap<string, Meaning> =>
  new Map(
    [...file.names].map(([name, entry]) => [name, { kind: entry.kind, statement: statementOf(entry) }]),
  );

/** Brings a file up to date with its new tree, and remembers what it was. */
export function renewFile(file: SourceFile, tree: Tree): Former {
  const former: Former = { file, entries: meanings(file), constants: new Map(file.constants) };
  file.constants.clear();
  if (tree !== file.tree) sourceFile(file.id, tree, file);
  return former;
}

const mark = (program: Program, file: SourceFile, name: string): void => {
  const dependency = file.dependencies.get(name);
  if (!dependency) return;
  dependency.changed = program.version;
  program.renewed.add(dependency);
};

/**
 * Marks the names whose meaning changed. Constants are worked out for it, those somebody used: one with another text but
 * the same value is not new.
 */
export function renew(program: Program, formers: readonly Former[]): void {
  for (const { file, entries } of formers) {
    const moved = new Set([...file.targets.keys()].filter((path) => leadsElsewhere(program, file, path)));
    file.targets.clear();
    for (const name of file.dependencies.keys()) {
      const before = entries.get(name);
      const now = file.names.get(name);
      if (before?.kind !== now?.kind) mark(program, file, name);
      else if (now && before && now.kind !== "const" && before.statement !== statementOf(now))
        mark(program, file, name);
      else if (now?.kind === "import" && moved.has(now.head.path.value)) mark(program, file, name);
    }
  }
  for (const { file, constants } of formers) {
    for (const [name, before] of constants) {
      const entry = file.names.get(name);
      if (entry?.kind !== "const") continue;
      const now = constant(fileFrame(program, file, entry.statement), file, name);
      if (now === undefined || holdsMade(now) || !sameValue(before, now)) mark(program, file, name);
    }
  }
}

/** Whether an import leads to another file than it did when somebody followed it last. */
function leadsElsewhere(program: Program, file: SourceFile, path: string): boolean {
  if (!file.targets.has(path)) return false;
  const found = program.project.resolve(file, path);
  return file.targets.get(path) !== ("missing" in found ? undefined : found);
}
