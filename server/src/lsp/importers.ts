// The files that import a file, open ones as they stand in the editor, others as the workspace index knows them. It never
// changes one.
import { type Analysis, analyze } from "../analysis/analysis.ts";
import { parse } from "../syntax/parse.ts";
import type { ImportHead, Statement, Tree } from "../syntax/tree.ts";
import type { Session } from "./answers.ts";
import { canonical } from "./documents.ts";
import { pageText } from "./features/pages.ts";

export interface Importer {
  readonly uri: string;
  readonly tree: Tree;
  /** The imports that lead to the file. */
  readonly imports: readonly (Statement & { readonly head: ImportHead })[];
}

/** Whether two addresses are one file, however a client escapes them. */
export const sameFile = (a: string, b: string): boolean => a === b || canonical(a) === canonical(b);

/** Waits until the index has worked through the workspace, so that no importer is missed. */
export async function indexed(session: Session): Promise<void> {
  while (!session.workspace.done) await session.workspace.change();
}

/** The files that are made from a file, by importing it or by importing one that does; open files are all among them. */
export async function readersOf(session: Session, id: string): Promise<readonly string[]> {
  await indexed(session);
  const found = new Set<string>(session.documents.open.keys());
  for (const [other, { reads }] of session.workspace.files)
    if (reads.some((read) => sameFile(read, id))) found.add(session.documents.uriOf(other));
  return [...found];
}

/** Every importer of a file in the workspace, and among the open files. */
export async function importersOf(session: Session, uri: string): Promise<readonly Importer[]> {
  const candidates = await readersOf(session, uri);
  const found: Importer[] = [];
  for (const candidate of candidates) {
    const text = sameFile(candidate, uri) ? undefined : session.documents.read(candidate);
    if (text === undefined || !/\bfrom\b/.test(text)) continue;
    const tree = parse(text);
    const imports = tree.statements.filter(
      (statement): statement is Importer["imports"][number] =>
        statement.head.kind === "import" &&
        sameFile(session.documents.resolve(candidate, statement.head.path.value), uri),
    );
    if (imports.length > 0) found.push({ uri: candidate, tree, imports });
  }
  return found;
}

/** The analysis of a file, open or not; of the library, too. */
export async function analysisOf(session: Session, uri: string): Promise<Analysis | undefined> {
  const open = await session.analysis(uri);
  if (open) return open;
  const text = session.documents.read(uri) ?? (uri.startsWith("netlens:") ? pageText(uri) : undefined);
  const { resolve, read } = session.documents;
  return text === undefined ? undefined : analyze(uri, text, { resolve, read }, await session.settings(uri));
}

/** The path that leads from one file to another, as an import has it. */
export function relativePath(from: string, to: string): string {
  const own = from.split("/").slice(0, -1);
  const other = to.split("/");
  let shared = 0;
  while (shared < own.length && shared < other.length - 1 && own[shared] === other[shared]) shared++;
  const up = own.length - shared;
  return (up === 0 ? "./" : "../".repeat(up)) + other.slice(shared).map(decodeURIComponent).join("/");
}
