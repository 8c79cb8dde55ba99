// `workspace/symbol`: the declarations of all files, open ones as they stand in the editor. It never reads a file.
import { SymbolInformation, type WorkspaceSymbolParams } from "vscode-languageserver";
import { fileSymbols, matches } from "../../ide/workspace-symbols.ts";
import { symbolKinds } from "../convert.ts";
import type { Feature } from "./feature.ts";

/** No list an editor shows is longer. */
const most = 500;

const workspaceSymbolsFeature: Feature = {
  capabilities: () => ({ workspaceSymbolProvider: true }),
  register: (connection, caught) =>
    connection.onWorkspaceSymbol(
      caught("workspace symbols", async (session, { query }: WorkspaceSymbolParams) => {
        const found: SymbolInformation[] = [];
        const add = (uri: string, symbols: ReturnType<typeof fileSymbols>): void => {
          for (const { name, kind, start } of symbols) {
            if (!matches(query, name)) continue;
            const end = { line: start.line, character: start.character + name.length };
            found.push(SymbolInformation.create(name, symbolKinds[kind], { start, end }, uri));
          }
        };
        const open = new Set(session.documents.open.keys());
        for (const uri of open) {
          const analysis = await session.analysis(uri);
          if (analysis) add(uri, fileSymbols(analysis));
        }
        for (const [uri, { symbols }] of session.workspace.files) {
          if (found.length > most) break;
          if (!open.has(uri)) add(uri, symbols);
        }
        return found.slice(0, most);
      }),
    ),
};

export default workspaceSymbolsFeature;
