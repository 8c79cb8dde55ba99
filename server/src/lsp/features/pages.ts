// `workspace/textDocumentContent`: documents that exist only here, the files of the library and the pages of layers and
// diagnostics, under the scheme `netlens`. It never reads a disk.
import type { ClientCapabilities, TextDocumentContentParams } from "vscode-languageserver";
import { diagnosticPage, layerPage } from "../../analysis/pages.ts";
import { findDiagnostic } from "../../diagnostics/catalogue.ts";
import { findLayer, findOperation } from "../../layers/catalogue.ts";
import type { LayerDefinition } from "../../layers/define.ts";
import { librarySource } from "../../library/library.ts";
import type { Feature } from "./feature.ts";

const scheme = "netlens";

/** Whether a client asks for the text of such documents. */
export const showsPages = (client: ClientCapabilities): boolean =>
  client.workspace?.textDocumentContent !== undefined;

/** Where a file of the library is shown: `std/vgg` is `netlens:/std/vgg.net`. */
export const libraryUri = (path: string): string => `${scheme}:/${path}.net`;

/** Where the page of a layer or operation is shown. */
export const layerUri = ({ kind, name }: LayerDefinition): string =>
  `${scheme}:/${kind === "operation" ? "operations" : "layers"}/${name}.md`;

/** Where the page of a diagnostic is shown. */
export const diagnosticUri = (code: string): string => `${scheme}:/diagnostics/${code}.md`;

/** The text of such a document; nothing for an address nobody gave. */
export function pageText(uri: string): string | undefined {
  const [, folder, name] = /^netlens:\/+([a-z]+)\/(.+)\.(?:md|net)$/.exec(decodeURIComponent(uri)) ?? [];
  if (folder === undefined || name === undefined) return undefined;
  if (folder === "std") return librarySource(`std/${name}`);
  if (folder === "diagnostics") {
    const diagnostic = findDiagnostic(name);
    return diagnostic && diagnosticPage(diagnostic);
  }
  const layer = folder === "operations" ? (findOperation(name) ?? findLayer(name)) : findLayer(name);
  return layer && layerPage(layer);
}

const pagesFeature: Feature = {
  capabilities: (client) =>
    showsPages(client) ? { workspace: { textDocumentContent: { schemes: [scheme] } } } : {},
  register: (connection, caught) =>
    connection.workspace.textDocumentContent.on(
      caught("page", async (_session, { uri }: TextDocumentContentParams) => ({
        text: pageText(uri) ?? `There is no page at ${uri}.\n`,
      })),
    ),
};

export default pagesFeature;
