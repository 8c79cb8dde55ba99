// `workspace/willRenameFiles`: the import paths that have to change before files or folders move: of whoever imports them,
// and their own. `didRenameFiles`, `didDeleteFiles`: folders that moved or are gone, of which a watcher of files may say nothing.
// It never moves a file.
import {
  type FileOperationOptions,
  FileOperationPatternKind,
  type RenameFilesParams,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { parse } from "../../syntax/parse.ts";
import type { Edit } from "../../text/edit.ts";
import type { Session } from "../answers.ts";
import { type FileEdits, workspaceEdit } from "../edits.ts";
import { importersOf, indexed, relativePath } from "../importers.ts";
import { pathEdit } from "../moved-imports.ts";
import type { Feature } from "./feature.ts";

const isNet = (uri: string): boolean => /\.(?:net|nn)$/.test(uri);

/** Each file that moves, with where to; the files of a folder that does among them. */
function moves(session: Session, { files }: RenameFilesParams): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const known = [...session.workspace.files.keys(), ...session.documents.open.keys()];
  for (const { oldUri, newUri } of files) {
    if (isNet(oldUri)) found.set(session.documents.uriOf(oldUri), newUri);
    else
      for (const uri of known)
        if (uri.startsWith(`${oldUri}/`))
          found.set(session.documents.uriOf(uri), newUri + uri.slice(oldUri.length));
  }
  return found;
}

async function editsFor(session: Session, params: RenameFilesParams): Promise<WorkspaceEdit | null> {
  await indexed(session);
  const moved = moves(session, params);
  const touched = new Set<string>(moved.keys());
  for (const uri of moved.keys())
    for (const importer of await importersOf(session, uri)) touched.add(importer.uri);
  const changed: FileEdits[] = [];
  for (const uri of touched) {
    const text = session.documents.read(uri);
    if (text === undefined) continue;
    const tree = parse(text);
    const from = moved.get(uri) ?? uri;
    const edits = tree.statements.flatMap((statement): readonly Edit[] => {
      const { head } = statement;
      if (head.kind !== "import" || !/^\.{0,2}\//.test(head.path.value)) return [];
      const target = session.documents.resolve(uri, head.path.value);
      const to = moved.get(session.documents.uriOf(target)) ?? target;
      if (session.documents.resolve(from, head.path.value) === to) return [];
      return [pathEdit(tree.start(statement), { ...statement, head }, relativePath(from, to))];
    });
    if (edits.length > 0) changed.push({ uri, text, edits });
  }
  return changed.length > 0 ? workspaceEdit(session, changed) : null;
}

const filters = [
  { pattern: { glob: "**/*.{net,nn}", matches: FileOperationPatternKind.file } },
  { pattern: { glob: "**", matches: FileOperationPatternKind.folder } },
];

const renamedFilesFeature: Feature = {
  capabilities({ workspace }) {
    const wanted: (keyof FileOperationOptions)[] = ["willRename", "didRename", "didDelete"];
    const told = wanted.filter((what) => workspace?.fileOperations?.[what]);
    const fileOperations = Object.fromEntries(told.map((what) => [what, { filters }]));
    return told.length > 0 ? { workspace: { fileOperations } } : {};
  },
  register(connection, caught, session) {
    connection.workspace.onWillRenameFiles(
      caught("renaming of files", (session, params: RenameFilesParams) => editsFor(session, params)),
    );
    connection.workspace.onDidRenameFiles(({ files }) =>
      session.workspace.moved(files.map(({ oldUri }) => oldUri)),
    );
    connection.workspace.onDidDeleteFiles(({ files }) =>
      session.workspace.moved(files.map(({ uri }) => uri)),
    );
  },
};

export default renamedFilesFeature;
