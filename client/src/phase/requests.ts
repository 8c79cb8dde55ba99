// The requests about phases this client and the server agree on, beside those of the protocol. It never keeps an answer.
import { EventEmitter } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { PhaseChoice } from "../../../server/src/ide/phase-choice.ts";
import type { PhaseItem } from "../../../server/src/lsp/features/phases.ts";

export type { PhaseChoice, PhaseItem };

export const phasesOf = (client: BaseLanguageClient, uri: string): Promise<readonly PhaseItem[]> =>
  client.sendRequest("netlens/phases", { textDocument: { uri } });

const shown = new EventEmitter<string>();
/** Another phase of a document is shown. */
export const onDidShowPhase = shown.event;

/** Without a choice the last phase of each model is shown again. */
export async function showPhase(
  client: BaseLanguageClient,
  uri: string,
  choice: PhaseChoice | undefined,
): Promise<void> {
  await client.sendRequest("netlens/showPhase", { textDocument: { uri }, choice: choice ?? null });
  shown.fire(uri);
}
