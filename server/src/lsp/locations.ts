// Where declarations stand, as the client can open them: files by their URI, the library as pages. It never opens one.
import type { Location } from "vscode-languageserver";
import { libraryFile } from "../library/library.ts";
import type { Part } from "../model/source-file.ts";
import type { Span } from "../text/span.ts";
import type { Session } from "./answers.ts";
import { locationOf } from "./convert.ts";
import { libraryUri, showsPages } from "./features/pages.ts";

/** The URI of an analysed file, if the client can open it. */
export function openableUri(session: Session, id: string): string | undefined {
  if (libraryFile(id)) return showsPages(session.client()) ? libraryUri(id) : undefined;
  const uri = session.documents.uriOf(id);
  return /^[A-Za-z][\w+.-]+:/.test(uri) ? uri : undefined;
}

/** The name of a part at its declaration. */
export function partNameSpan(part: Part): Span {
  const start = part.file.tree.start(part.statement);
  return { start: start + part.head.name.start, end: start + part.head.name.end };
}

/** Where a part is declared. */
export function partLocation(session: Session, part: Part): Location | undefined {
  const uri = openableUri(session, part.file.id);
  return uri === undefined ? undefined : locationOf(uri, part.file.tree.text, partNameSpan(part));
}
