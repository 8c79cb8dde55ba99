// `textDocument/codeLens`: totals, uses and phases above their lines. A client that knows the commands gets them; to others
// the lenses are words. It never runs a command.
import type { ClientCapabilities, CodeLens, CodeLensParams, Command } from "vscode-languageserver";
import { codeLenses } from "../../ide/code-lens.ts";
import type { LensAction } from "../../ide/lenses/lens.ts";
import { rangeOf } from "../convert.ts";
import type { Feature } from "./feature.ts";

/** The client's part of the bargain: it says in `experimental` that it has the commands `netlens.showPhase` and so on. */
export const hasCommands = (client: ClientCapabilities): boolean =>
  (client.experimental as { netlensCommands?: unknown } | undefined)?.netlensCommands === true;

const codeLensFeature: Feature = {
  capabilities: () => ({ codeLensProvider: {} }),
  register: (connection, caught) =>
    connection.onCodeLens(
      caught("lenses", async (session, { textDocument: { uri } }: CodeLensParams): Promise<CodeLens[]> => {
        const analysis = await session.analysis(uri);
        if (!analysis) return [];
        const clickable = hasCommands(session.client());
        const commandOf = (title: string, action: LensAction | undefined): Command => {
          if (!action || !clickable) return { title, command: "" };
          switch (action.kind) {
            case "show-phase":
              return { title, command: "netlens.showPhase", arguments: [uri, action.choice] };
            case "show-references":
              return {
                title,
                command: "netlens.showReferences",
                arguments: [uri, analysis.lines.position(action.offset)],
              };
          }
        };
        return codeLenses(analysis).map(({ span, title, action }) => ({
          range: rangeOf(analysis.lines, span),
          command: commandOf(title, action),
        }));
      }),
    ),
};

export default codeLensFeature;
