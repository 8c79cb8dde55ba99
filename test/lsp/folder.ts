// A folder on the disk for tests of the workspace, and a client that has it open. It knows nothing of the
// index.
import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { ProtocolConnection, WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import type { Files } from "../../server/src/lsp/documents.ts";
import type { Indexer } from "../../server/src/lsp/index-file.ts";
import { connect } from "./connect.ts";

export interface Folder {
  readonly uri: string;
  /** What was read, in order. */
  readonly reads: string[];
  readonly files: Files;
  at(name: string): string;
  write(name: string, text: string): void;
  remove(name: string): void;
}

const made: string[] = [];

/** Names with a `/` are in folders of the folder. */
export function folderOf(texts: Record<string, string>): Folder {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "netlens-folder-")));
  made.push(root);
  const reads: string[] = [];
  const folder: Folder = {
    uri: pathToFileURL(root).href,
    reads,
    files: {
      resolve: (from, path) => new URL(path, from).href,
      read(uri) {
        reads.push(uri);
        try {
          return readFileSync(fileURLToPath(uri), "utf8");
        } catch {
          return undefined;
        }
      },
      async *list() {
        for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }).sort())
          if (name.endsWith(".net")) yield folder.at(name);
      },
    },
    at: (name) => pathToFileURL(join(root, name)).href,
    write(name, text) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    },
    remove: (name) => rmSync(join(root, name), { recursive: true }),
  };
  for (const [name, text] of Object.entries(texts)) folder.write(name, text);
  return folder;
}

export function removeFolders(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

export interface Workspace {
  readonly client: ProtocolConnection;
  readonly logged: readonly string[];
  readonly folder: Folder;
  /** Asks for declarations until there are these, each as `name file`: the index has its own time. */
  has(query: string, ...expected: string[]): Promise<void>;
  /** What is new of the problems of files, each as `file: codes`; waits until there is something. */
  news(): Promise<string[]>;
  /** Tells the server that files on the disk are others now. */
  changed(...names: string[]): Promise<void>;
  close(): void;
}

/** A client that has a folder open. */
export async function workspaceOf(
  folder: Folder,
  thread?: Indexer,
  window: { readonly workDoneProgress?: boolean } = {},
): Promise<Workspace> {
  const { client, logged } = connect(folder.files, thread);
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: folder.uri,
    capabilities: { textDocument: { diagnostic: {} }, window },
  });
  await client.sendNotification("initialized", {});
  const nameOf = (uri: string): string => uri.slice(folder.uri.length + 1);
  const known = new Map<string, string>();
  return {
    client,
    logged,
    folder,
    async has(query, ...expected) {
      for (let tries = 0; ; tries++) {
        const found = await client.sendRequest<{ name: string; location: { uri: string } }[]>(
          "workspace/symbol",
          { query },
        );
        const names = found.map(({ name, location }) => `${name} ${nameOf(location.uri)}`).sort();
        if (isDeepStrictEqual(names, expected.sort())) return;
        if (tries === 200) assert.deepEqual(names, expected);
        await new Promise((done) => setTimeout(done, 150));
      }
    },
    async news() {
      const { items } = await client.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", {
        previousResultIds: [...known].map(([uri, value]) => ({ uri, value })),
      });
      return items
        .map((item) => {
          known.set(item.uri, item.resultId ?? "");
          const codes = item.kind === "full" ? item.items.map(({ code }) => code) : [];
          return `${nameOf(item.uri)}: ${codes.join(", ") || "none"}`;
        })
        .sort();
    },
    changed: (...names) =>
      client.sendNotification("workspace/didChangeWatchedFiles", {
        changes: names.map((name) => ({ uri: folder.at(name), type: 2 })),
      }),
    close: () => client.dispose(),
  };
}
