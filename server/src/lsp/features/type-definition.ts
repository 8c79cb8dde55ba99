// `textDocument/typeDefinition`: a declaration, or the page of a built-in layer. It never looks for either itself.
import type { Location, TypeDefinitionParams } from "vscode-languageserver";
import type { Analysis } from "../../analysis/analysis.ts";
import { typeDefinition } from "../../ide/type-definition.ts";
import type { Session } from "../answers.ts";
import { partLocation } from "../locations.ts";
import type { Feature } from "./feature.ts";
import { layerUri, showsPages } from "./pages.ts";

/** The page of the built-in layer under the cursor, for clients that show pages. */
export function builtInPage(session: Session, analysis: Analysis, offset: number): Location | null {
  const found = typeDefinition(analysis, offset);
  if (found?.kind !== "layer" || !showsPages(session.client())) return null;
  const start = { line: 0, character: 0 };
  return { uri: layerUri(found.definition), range: { start, end: start } };
}

const typeDefinitionFeature: Feature = {
  capabilities: () => ({ typeDefinitionProvider: true }),
  register: (connection, caught) =>
    connection.onTypeDefinition(
      caught(
        "type definition",
        async (session, { textDocument, position }: TypeDefinitionParams): Promise<Location | null> => {
          const analysis = await session.analysis(textDocument.uri);
          if (!analysis) return null;
          const offset = analysis.lines.offset(position);
          const found = typeDefinition(analysis, offset);
          if (found?.kind === "part") return partLocation(session, found.part) ?? null;
          return builtInPage(session, analysis, offset);
        },
      ),
    ),
};

export default typeDefinitionFeature;
