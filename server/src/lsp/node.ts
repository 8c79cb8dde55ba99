// The language server as a Node program, over IPC or `--stdio`: it reads imported files and nothing else, and never writes.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import type { Files } from "./documents.ts";
import { createServer } from "./server.ts";

const files: Files = {
  resolve(from, path) {
    try {
      return new URL(path, from).href;
    } catch {
      return path;
    }
  },
  read(uri) {
    if (!uri.startsWith("file:")) return undefined;
    try {
      return readFileSync(fileURLToPath(uri), "utf8");
    } catch {
      return undefined;
    }
  },
};

createServer(createConnection(ProposedFeatures.all), files).listen();
