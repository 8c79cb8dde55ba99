// Edits of files as one edit of the workspace, in the form a client takes. It never decides what to change.
import {
  CreateFile,
  type OptionalVersionedTextDocumentIdentifier,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Edit } from "../text/edit.ts";
import { type LineIndex, lineIndex } from "../text/line-index.ts";
import type { Session } from "./answers.ts";
import { textEdit } from "./convert.ts";

/** The edits of one file, which count offsets of its text. */
export interface FileEdits {
  readonly uri: string;
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly lines?: LineIndex;
}

/** Whether a client makes files that an edit asks for. */
export const createsFiles = (session: Session): boolean => {
  const can = session.client().workspace?.workspaceEdit;
  return can?.documentChanges === true && can.resourceOperations?.includes("create") === true;
};

/** One edit for all files; `created` are made first. */
export function workspaceEdit(
  session: Session,
  files: readonly FileEdits[],
  created: readonly { readonly uri: string; readonly text: string }[] = [],
): WorkspaceEdit {
  const changed = files.filter(({ edits }) => edits.length > 0);
  const converted = changed.map(({ text, edits, lines = lineIndex(text) }) =>
    edits.map((edit) => textEdit(lines, edit)),
  );
  if (!session.client().workspace?.workspaceEdit?.documentChanges)
    return { changes: Object.fromEntries(changed.map(({ uri }, i) => [uri, converted[i]!])) };
  const documentOf = (uri: string): OptionalVersionedTextDocumentIdentifier => ({
    uri,
    version: session.documents.open.get(uri)?.version ?? null,
  });
  return {
    documentChanges: [
      ...created.map(({ uri }) => CreateFile.create(uri, { overwrite: false, ignoreIfExists: false })),
      ...created.map(({ uri, text }): TextDocumentEdit => {
        const start = { line: 0, character: 0 };
        return {
          textDocument: { uri, version: null },
          edits: [{ range: { start, end: start }, newText: text }],
        };
      }),
      ...changed.map(
        ({ uri }, i): TextDocumentEdit => ({ textDocument: documentOf(uri), edits: converted[i]! }),
      ),
    ],
  };
}
