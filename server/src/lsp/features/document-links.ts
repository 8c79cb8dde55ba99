// `textDocument/documentLink`: import paths lead to their files, those of the library to its pages. It never opens one.
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import { documentLinks } from "../../ide/document-links.ts";
import { libraryFile } from "../../library/library.ts";
import { rangeOf } from "../convert.ts";
import type { Feature } from "./feature.ts";
import { libraryUri, showsPages } from "./pages.ts";

const documentLinksFeature: Feature = {
  capabilities: () => ({ documentLinkProvider: { resolveProvider: false } }),
  register: (connection, caught) =>
    connection.onDocumentLinks(
      caught("document links", async (session, { textDocument }: DocumentLinkParams) => {
        const analysis = await session.analysis(textDocument.uri);
        if (!analysis) return null;
        return documentLinks(analysis).flatMap(({ span, path }): DocumentLink[] => {
          const inLibrary = libraryFile(path) !== undefined;
          if (inLibrary && !showsPages(session.client())) return [];
          const target = inLibrary ? libraryUri(path) : session.documents.resolve(textDocument.uri, path);
          return [{ range: rangeOf(analysis.lines, span), target }];
        });
      }),
    ),
};

export default documentLinksFeature;
