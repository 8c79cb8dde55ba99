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
import { createServer } from "../../server/src/lsp/server.ts";

/** A client and a server in one process. */
export function connect(files: Files): { readonly client: ProtocolConnection; readonly logged: string[] } {
  const up = new PassThrough();
  const down = new PassThrough();
  createServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), files).listen();
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
