// References, highlights and renames over all files of the workspace: `textDocument/references`, `documentHighlight`,
// `prepareRename` and `rename`. It never applies a rename, and refuses one that would change what a file means.
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentHighlightParams,
  type Location,
  LSPErrorCodes,
  type PrepareRenameParams,
  type ReferenceParams,
  type RenameParams,
  ResponseError,
} from "vscode-languageserver";
import { type Analysis, analyze } from "../../analysis/analysis.ts";
import { aliased, aliasesOf } from "../../ide/aliases.ts";
import { type Mention, mentionAt, mentionsOfOrigin, type Origin } from "../../ide/mentions.ts";
import { meaningOf, newFindings } from "../../ide/refactorings/meaning.ts";
import { renameable, whyNoName } from "../../ide/rename.ts";
import { libraryFile } from "../../library/library.ts";
import { applyEdits } from "../../text/edit.ts";
import type { Session } from "../answers.ts";
import { locationOf, rangeOf } from "../convert.ts";
import { type FileEdits, workspaceEdit } from "../edits.ts";
import { analysisOf, readersOf, sameFile } from "../importers.ts";
import { openableUri } from "../locations.ts";
import type { Feature } from "./feature.ts";

interface InFile {
  readonly uri: string;
  readonly analysis: Analysis;
  readonly mentions: readonly Mention[];
}

/** Every file that names something, each with the places. */
async function everywhere(session: Session, from: string, origin: Origin): Promise<readonly InFile[]> {
  const uris = new Set<string>([from]);
  if (!libraryFile(origin.file)) uris.add(session.documents.uriOf(origin.file));
  for (const reader of await readersOf(session, origin.file)) uris.add(reader);
  const found: InFile[] = [];
  for (const uri of uris) {
    if (!session.documents.read(uri)?.includes(origin.name)) continue;
    const analysis = await analysisOf(session, uri);
    if (!analysis) continue;
    const mentions = mentionsOfOrigin(analysis, origin, sameFile);
    if (mentions.length > 0) found.push({ uri, analysis, mentions });
  }
  return found;
}

/** A name with what it is an alias of, that first, and all aliases of it. */
async function allNames(
  session: Session,
  own: string,
  analysis: Analysis,
  origin: Origin,
): Promise<readonly Origin[]> {
  const declared = aliased(analysis, origin) ?? origin;
  const names = [declared];
  for (const uri of new Set([...(await readersOf(session, declared.file)), own])) {
    if (!session.documents.read(uri)?.includes(declared.name)) continue;
    const reader = await analysisOf(session, uri);
    if (reader) names.push(...aliasesOf(reader, declared, sameFile));
  }
  return names;
}

/** The declaration of what the library declares, as its page shows it. */
async function inLibrary(session: Session, { file, name, owner }: Origin): Promise<readonly Location[]> {
  const source = libraryFile(file);
  const uri = source && openableUri(session, file);
  const entry = owner === undefined ? source?.names.get(name) : undefined;
  if (!source || uri === undefined || entry?.kind !== "part") return [];
  const { statement, head } = entry.part;
  const start = source.tree.start(statement);
  return [locationOf(uri, source.tree.text, { start: start + head.name.start, end: start + head.name.end })];
}

const referencesFeature: Feature = {
  capabilities: (client) => ({
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.textDocument?.rename?.prepareSupport ? { prepareProvider: true } : true,
  }),
  register(connection, caught) {
    connection.onReferences(
      caught(
        "references",
        async (
          session,
          { textDocument: { uri }, position, context }: ReferenceParams,
        ): Promise<Location[] | null> => {
          const analysis = await session.analysis(uri);
          const at = analysis && mentionAt(analysis, analysis.lines.offset(position));
          if (!at) return null;
          const origins = await allNames(session, uri, analysis, at.origin);
          const declared = context.includeDeclaration ? await inLibrary(session, origins[0]!) : [];
          const found: InFile[] = [];
          for (const origin of origins) found.push(...(await everywhere(session, uri, origin)));
          return [
            ...declared,
            ...found.flatMap((file) =>
              file.mentions
                .filter(({ writes }) => context.includeDeclaration || !writes)
                .map(({ span }) => ({ uri: file.uri, range: rangeOf(file.analysis.lines, span) })),
            ),
          ];
        },
      ),
    );
    connection.onDocumentHighlight(
      caught(
        "highlight",
        async (
          session,
          { textDocument, position }: DocumentHighlightParams,
        ): Promise<DocumentHighlight[] | null> => {
          const analysis = await session.analysis(textDocument.uri);
          const at = analysis && mentionAt(analysis, analysis.lines.offset(position));
          if (!at) return null;
          return mentionsOfOrigin(analysis, at.origin).map(({ span, writes }) => ({
            range: rangeOf(analysis.lines, span),
            kind: writes ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
          }));
        },
      ),
    );
    connection.onPrepareRename(
      caught("prepare rename", async (session, { textDocument, position }: PrepareRenameParams) => {
        const analysis = await session.analysis(textDocument.uri);
        const span = analysis && renameable(analysis, analysis.lines.offset(position));
        return span ? rangeOf(analysis.lines, span) : null;
      }),
    );
    connection.onRenameRequest(
      caught("rename", async (session, { textDocument: { uri }, position, newName }: RenameParams) => {
        const analysis = await session.analysis(uri);
        const offset = analysis?.lines.offset(position) ?? 0;
        const at = analysis && mentionAt(analysis, offset);
        const refuse = (why: string): never => {
          throw new ResponseError(LSPErrorCodes.RequestFailed, why);
        };
        if (!at || !renameable(analysis, offset)) return refuse("There is nothing here that can be renamed.");
        const why = whyNoName(newName);
        if (why !== undefined) return refuse(why);
        const files = (await everywhere(session, uri, at.origin)).map((file) => ({
          ...file,
          text: file.analysis.text,
          lines: file.analysis.lines,
          edits: file.mentions.map(({ span }) => ({ span, text: newName })),
        }));
        const changed = await changedMeaning(session, files, at.origin.name, newName);
        return changed === undefined ? workspaceEdit(session, files) : refuse(changed);
      }),
    );
  },
};

/** Names of sizes stand in shapes, there in the order of the alphabet: the new one stands where the old one did, or elsewhere. */
function sameMeaning(before: readonly string[], after: readonly string[], from: string, to: string): boolean {
  if (before.join("\n") === after.join("\n")) return true;
  if (before.some((text) => new RegExp(`\\b${to}\\b`).test(text))) return false;
  const words = (text: string, name?: string): string =>
    (text.match(/\w+|[^\w\s]/g) ?? [])
      .map((word) => (word === name ? to : word))
      .sort()
      .join(" ");
  const lines = (texts: readonly string[]): readonly string[] => texts.flatMap((text) => text.split("\n"));
  const [old, now] = [lines(before), lines(after)];
  return old.length === now.length && old.every((line, i) => words(line, from) === words(now[i]!));
}

/** Why the files would not mean the same afterwards, if they would not. */
async function changedMeaning(
  session: Session,
  files: readonly (FileEdits & { readonly analysis: Analysis })[],
  from: string,
  to: string,
): Promise<string | undefined> {
  const texts = new Map(files.map(({ uri, text, edits }) => [uri, applyEdits(text, edits)]));
  const { resolve, read, uriOf } = session.documents;
  const host = { resolve, read: (id: string) => texts.get(uriOf(id)) ?? read(id) };
  for (const { uri, analysis } of files) {
    const after = analyze(uri, texts.get(uri)!, host, analysis.settings);
    const [problem] = newFindings(analysis, after);
    if (problem) return `\`${to}\` does not go here: ${problem.message}`;
    if (!sameMeaning(meaningOf(analysis, false), meaningOf(after, false), from, to))
      return `\`${to}\` means something else in ${uri.split("/").at(-1)} already; the model would be another one.`;
  }
  return undefined;
}

export default referencesFeature;
