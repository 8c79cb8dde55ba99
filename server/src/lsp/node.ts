// The language server as a Node program, over IPC or `--stdio`: it reads the `.net` files of the workspace and what they import,
// and never writes. Started as a thread of itself, it is the index of the workspace.
import { readFileSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import type { Files } from "./documents.ts";
import { indexThread, isIndexThread, runIndexThread } from "./index-thread.ts";
import { createServer } from "./server.ts";
import { withSharedFiles } from "./shared-files.ts";

const disk: Files = {
  resolve: (_from, path) => path,
  read(uri) {
    if (!uri.startsWith("file:")) return undefined;
    try {
      return readFileSync(fileURLToPath(uri), "utf8");
    } catch {
      return undefined;
    }
  },
  async *list(folder) {
    if (folder.startsWith("file:")) yield* filesBelow(fileURLToPath(folder));
  },
};

/** Folders nobody writes models in. */
const skipped = new Set(["node_modules", "dist", "out"]);

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && !skipped.has(entry.name)) yield* filesBelow(path);
    } else if (/\.(?:net|nn)$/.test(entry.name)) yield pathToFileURL(path).href;
  }
}

if (isIndexThread) runIndexThread(disk);
else
  createServer(
    createConnection(ProposedFeatures.all),
    withSharedFiles(disk),
    indexThread(process.argv[1]!),
  ).listen();
