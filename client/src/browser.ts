// The extension's entry point in a browser: the language server is a web worker.
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { clientOptions, id, name } from "./client-options.ts";
import { type Client, start } from "./start.ts";

/** A web worker, which the types of this project do not know. */
type WebWorker = ConstructorParameters<typeof LanguageClient>[3];
declare const Worker: new (script: string) => WebWorker;

let client: Client | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  client = await start(context, (log) => {
    const script = Uri.joinPath(context.extensionUri, "dist", "browser-server.js").toString(true);
    return new LanguageClient(id, name, clientOptions(log), new Worker(script));
  });
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
