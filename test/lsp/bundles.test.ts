// The programs as they are delivered, each one file: the language server and `netlens lsp` find the thread of the index in
// themselves.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type SymbolInformation,
} from "vscode-languageserver/node";

const source = join(import.meta.dirname, "../../server/src");

describe("a bundle", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "netlens-bundles-"));
    writeFileSync(join(folder, "a.net"), "block alpha() { ReLU() }\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [program, entry, ...args] of [
    ["server.cjs", "lsp/node.ts"],
    ["cli.cjs", "cli/main.ts", "lsp"],
  ] as const)
    it(`${[program, ...args].join(" ")} reads the workspace in a thread`, async () => {
      const outfile = join(folder, program);
      const loader = { ".net": "text" } as const;
      await build({
        entryPoints: [join(source, entry)],
        bundle: true,
        platform: "node",
        format: "cjs",
        loader,
        outfile,
      });
      const server = spawn(process.execPath, [outfile, ...args, "--stdio"], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      const client = createProtocolConnection(
        new StreamMessageReader(server.stdout),
        new StreamMessageWriter(server.stdin),
      );
      const logged: unknown[] = [];
      client.onNotification("window/logMessage", (message: unknown) => void logged.push(message));
      client.listen();
      await client.sendRequest("initialize", {
        processId: process.pid,
        rootUri: pathToFileURL(folder).href,
        capabilities: {},
      });
      await client.sendNotification("initialized", {});
      let found: SymbolInformation[] = [];
      while (found.length === 0) {
        await new Promise((done) => setTimeout(done, 100));
        found = await client.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "" });
      }
      assert.deepEqual([found.map(({ name }) => name), logged], [["alpha"], []]);
      const ended = new Promise((done) => server.once("exit", done));
      await client.sendRequest("shutdown");
      await client.sendNotification("exit");
      assert.equal(await ended, 0);
      client.dispose();
    });
});
