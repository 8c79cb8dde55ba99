// The requests about phases this client and the server agree on, beside those of the protocol. It never keeps an answer.
import { EventEmitter } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

export interface PhaseChoice {
  readonly training: string;
  readonly phase: number;
}

export interface PhaseItem extends PhaseChoice {
  readonly model: string;
  readonly kind: string;
  readonly line: number;
  readonly text: string;
  readonly chosen: boolean;
  readonly last: boolean;
}

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
