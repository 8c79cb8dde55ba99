// The extension's entry point: it wires the language client and the commands, and never knows the language itself.
import type { ExtensionContext } from "vscode";
import { window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { registerRestartServer } from "./commands/restart-server.ts";
import { registerShowLog } from "./commands/show-log.ts";
import { createLanguageClient } from "./language-client.ts";
import { knownCommands } from "./phase/known-commands.ts";
import { registerPhases } from "./phase/phases.ts";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Netlens", { log: true });
  client = createLanguageClient(context, log);
  client.registerFeature(knownCommands);
  context.subscriptions.push(
    log,
    registerRestartServer(client, log),
    registerShowLog(log),
    registerPhases(client),
  );
  try {
    await client.start();
  } catch (error) {
    log.error("The language server could not be started.", error); // The client library has told the user.
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
