// The language server in a web worker: it knows the files the client shares with it, and reaches no Node module.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { createServer } from "./server.ts";
import { withSharedFiles } from "./shared-files.ts";

const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
createServer(
  createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker)),
  withSharedFiles(),
).listen();
