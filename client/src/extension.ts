// The extension's entry point on a desktop: the language server is a Node process of its own.
import type { ExtensionContext } from "vscode";
import { createLanguageClient } from "./language-client.ts";
import { type Client, start } from "./start.ts";

let client: Client | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  client = await start(context, (log) => createLanguageClient(context, log));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
