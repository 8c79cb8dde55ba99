// The extension's entry point in a browser: the language server is a web worker.
import { type ExtensionContext, Uri } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { clientOptions, id, name } from "./client-options.ts";
import { type Client, start } from "./start.ts";

/** A web worker, which the types of this project do not know. */
type WebWorker = ConstructorParameters<typeof BrowserMessageReader>[0] & { terminate(): void };
declare const Worker: new (script: string) => WebWorker;

let client: Client | undefined;
let server: WebWorker | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, "dist", "browser-server.js").toString(true);
  /** Whenever the client starts, also after a crash or on the user's wish, a fresh server takes the place of the old one. */
  const connect = async () => {
    server?.terminate();
    server = new Worker(script);
    return { reader: new BrowserMessageReader(server), writer: new BrowserMessageWriter(server) };
  };
  client = await start(context, (log) => new LanguageClient(id, name, connect, clientOptions(log)));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  server?.terminate();
}
