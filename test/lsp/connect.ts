// A client and a server in one process, for tests of requests. It never asserts anything itself.
import { PassThrough } from "node:stream";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { Files } from "../../server/src/lsp/documents.ts";
import type { Indexer } from "../../server/src/lsp/index-file.ts";
import { createServer } from "../../server/src/lsp/server.ts";

/** A client and a server in one process; `thread` is what works for the index of the workspace. */
export function connect(
  files: Files,
  thread?: Indexer,
): { readonly client: ProtocolConnection; readonly logged: string[] } {
  const up = new PassThrough();
  const down = new PassThrough();
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  createServer(server, files, thread).listen();
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const logged: string[] = [];
  client.onNotification("window/logMessage", ({ message }: { message: string }) => void logged.push(message));
  client.listen();
  return { client, logged };
}

export const open = (client: ProtocolConnection, uri: string, text: string): Promise<void> =>
  client.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "net", version: 1, text },
  });
