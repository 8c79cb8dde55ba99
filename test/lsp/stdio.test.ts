// A real client of the protocol against the real server, over stdio.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type CodeAction,
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type DocumentSymbol,
  type Hover,
  type InitializeResult,
  type InlayHint,
  LSPErrorCodes,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkDoneProgressBegin,
} from "vscode-languageserver/node";

const root = join(import.meta.dirname, "../..");

interface Client {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly capabilities: InitializeResult["capabilities"];
  settings: unknown;
  /** The diagnostics that were pushed, by URI. */
  readonly pushed: Map<string, Diagnostic[]>;
  readonly refreshes: string[];
}

async function start(capabilities: Record<string, unknown>): Promise<Client> {
  const loader = pathToFileURL(join(root, "test/support/net-loader.js")).href;
  const server = spawn(
    process.execPath,
    ["--import", "tsx", "--import", loader, "server/src/lsp/node.ts", "--stdio"],
    {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const client: Client = {
    connection,
    process: server,
    capabilities: {},
    settings: {},
    pushed: new Map(),
    refreshes: [],
  };
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
    items.map(() => client.settings),
  );
  connection.onRequest("client/registerCapability", () => null);
  for (const what of ["diagnostic", "inlayHint"])
    connection.onRequest(`workspace/${what}/refresh`, () => void client.refreshes.push(what));
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => {
      client.pushed.set(uri, diagnostics);
    },
  );
  connection.listen();
  const result = await connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities,
  });
  await connection.sendNotification("initialized", {});
  return Object.assign(client, { capabilities: result.capabilities });
}

async function stop({ connection, process: server }: Client): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => server.once("exit", resolve));
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  const code = await ended;
  connection.dispose();
  return code;
}

const open = (client: Client, uri: string, text: string, version = 1): Promise<void> =>
  client.connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "net", version, text },
  });

const ask = <R>({ connection }: Client, method: string, uri: string, more: object = {}): Promise<R> =>
  connection.sendRequest<R>(method, { textDocument: { uri }, ...more });

async function until<T>(probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("Waited 10 seconds in vain.");
}

const whole = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
const labels = async (client: Client, uri: string): Promise<string[]> =>
  (await ask<InlayHint[]>(client, "textDocument/inlayHint", uri, { range: whole })).map(({ label }) =>
    String(label),
  );

const uri = "file:///models/mlp.net";
const text = "model MLP {\n    input x: [5]\n    Dense(8, activation=relu)\n    Dence(3)\n}\n";

describe("the server over stdio", function () {
  this.timeout(60_000);

  describe("with a client that pulls", () => {
    let client: Client;
    before(async () => {
      client = await start({
        textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] } },
        workspace: {
          configuration: true,
          diagnostics: { refreshSupport: true },
          inlayHint: { refreshSupport: true },
        },
      });
      await open(client, uri, text);
    });
    after(async () => assert.equal(await stop(client), 0));

    it("says what it can", () => {
      assert.equal(client.capabilities.hoverProvider, true);
      assert.equal(client.capabilities.textDocumentSync, 2);
      assert.ok(client.capabilities.diagnosticProvider);
    });

    it("answers with hints, a hover, symbols and completions", async () => {
      assert.ok((await labels(client, uri)).includes("→ 8 · 48"));
      const hover = await ask<Hover>(client, "textDocument/hover", uri, {
        position: { line: 2, character: 6 },
      });
      assert.match((hover.contents as { value: string }).value, /\| kernel \| 5×8 \| 40 \|/);
      const [symbol] = await ask<DocumentSymbol[]>(client, "textDocument/documentSymbol", uri);
      assert.equal(symbol?.name, "MLP");
      const items = await ask<CompletionItem[]>(client, "textDocument/completion", uri, {
        position: { line: 2, character: 24 },
      });
      assert.ok(items.some(({ label }) => label === "relu"));
      const layers = await ask<CompletionItem[]>(client, "textDocument/completion", uri, {
        position: { line: 3, character: 4 },
      });
      const dense = layers.find(({ label }) => label === "Dense");
      const resolved = await client.connection.sendRequest<CompletionItem>("completionItem/resolve", dense);
      assert.match((resolved.documentation as { value: string }).value, /\*\*units\*\*/);
      for (const method of ["foldingRange", "semanticTokens/full"])
        assert.ok(await ask(client, `textDocument/${method}`, uri));
    });

    it("gives diagnostics, says when nothing is new, and mends them", async () => {
      const report = await ask<DocumentDiagnosticReport>(client, "textDocument/diagnostic", uri);
      assert.equal(report.kind, "full");
      const [problem] = report.kind === "full" ? report.items : [];
      assert.equal(problem?.source, "netlens");
      assert.equal(problem?.code, "name-unknown");
      const again = await ask<DocumentDiagnosticReport>(client, "textDocument/diagnostic", uri, {
        previousResultId: report.resultId,
      });
      assert.deepEqual(again, { kind: "unchanged", resultId: report.resultId });
      const actions = await ask<CodeAction[]>(client, "textDocument/codeAction", uri, {
        range: problem!.range,
        context: { diagnostics: [problem] },
      });
      const edit = actions[0]?.edit?.changes?.[uri]?.[0] as TextEdit;
      assert.equal(edit.newText, "Dense");
      await client.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: 2 },
        contentChanges: [{ range: edit.range, text: edit.newText }],
      });
      const mended = await ask<DocumentDiagnosticReport>(client, "textDocument/diagnostic", uri);
      assert.deepEqual(mended.kind === "full" && mended.items, []);
      assert.ok((await labels(client, uri)).includes("75 parameters"));
    });

    it("offers fix all only where it is asked for", async () => {
      const only = await ask<CodeAction[]>(client, "textDocument/codeAction", uri, {
        range: whole,
        context: { diagnostics: [], only: ["source.fixAll"] },
      });
      assert.ok(only.every(({ kind }) => kind === "source.fixAll.netlens"));
    });

    it("heeds a cancellation", async () => {
      // Both in one piece, so that the request still waits when its cancellation arrives. The client library sends one
      // after the other, so this goes past it, with an id the library does not use.
      const id = "cancelled";
      const message = (content: object): string => {
        const text = JSON.stringify({ jsonrpc: "2.0", ...content });
        return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
      };
      const params = { textDocument: { uri }, position: { line: 2, character: 6 } };
      const answer = new Promise<string>((done) => {
        let said = "";
        client.process.stdout!.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          const found = /\{[^{}]*"id":"cancelled".*?\}\}?/.exec(said);
          if (found) done(found[0]);
        });
      });
      client.process.stdin!.write(
        message({ id, method: "textDocument/hover", params }) +
          message({ method: "$/cancelRequest", params: { id } }),
      );
      assert.match(await answer, new RegExp(`"code":${LSPErrorCodes.RequestCancelled}`));
      assert.ok((await labels(client, uri)).length > 0);
    });

    it("heeds a change of settings, and has the hints asked for again", async () => {
      client.settings = { hints: "shapes" };
      await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
      await until(() =>
        client.refreshes.includes("inlayHint") && client.refreshes.includes("diagnostic") ? true : undefined,
      );
      assert.ok((await labels(client, uri)).includes("→ 8"));
    });

    it("answers nothing of a file that is not open, and lives on", async () => {
      assert.equal(
        await ask(client, "textDocument/hover", "file:///none.net", { position: { line: 0, character: 0 } }),
        null,
      );
      assert.ok((await labels(client, uri)).length > 0);
    });

    it("gives a SPICE netlist one information", async () => {
      const netlist = "file:///models/amplifier.net";
      await open(
        client,
        netlist,
        "* common emitter\nV1 vcc 0 DC 12\nR1 vcc b 47k\nQ1 c b e 2N2222\n.tran 1u 1m\n.end\n",
      );
      const report = await ask<DocumentDiagnosticReport>(client, "textDocument/diagnostic", netlist);
      assert.deepEqual(report.kind === "full" && report.items.map(({ severity }) => severity), [3]);
    });
  });

  describe("with a client that shows progress", () => {
    let client: Client;
    const shown: string[] = [];
    before(async () => {
      client = await start({ textDocument: { diagnostic: {} }, window: { workDoneProgress: true } });
      client.connection.onRequest("window/workDoneProgress/create", () => void shown.push("create"));
      client.connection.onNotification("$/progress", ({ value }: { value: WorkDoneProgressBegin }) => {
        shown.push(value.kind === "begin" ? value.title : value.kind);
      });
    });
    after(async () => assert.equal(await stop(client), 0));

    it("says that it reads a long text, once for all who wait for it, and nothing of a short one", async () => {
      await open(client, uri, text);
      await ask(client, "textDocument/diagnostic", uri);
      assert.deepEqual(shown, []);
      const long = "file:///models/very%20long.net";
      await open(client, long, `${"# One of many lines.\n".repeat(5_000)}${text}`);
      const [report, hints] = await Promise.all([
        ask<DocumentDiagnosticReport>(client, "textDocument/diagnostic", long),
        ask<InlayHint[]>(client, "textDocument/inlayHint", long, {
          range: { start: { line: 0, character: 0 }, end: { line: 6_000, character: 0 } },
        }),
      ]);
      assert.equal(report.kind === "full" && report.items.length, 1);
      assert.ok(hints.length > 0);
      await until(() => shown[2]);
      assert.deepEqual(shown, ["create", "Netlens: reading very long.net", "end"]);
    });
  });

  describe("with a client that waits for diagnostics", () => {
    let client: Client;
    let folder: string;
    before(async () => {
      client = await start({ textDocument: { publishDiagnostics: { relatedInformation: true } } });
      folder = mkdtempSync(join(tmpdir(), "netlens-"));
    });
    after(async () => {
      rmSync(folder, { recursive: true });
      assert.equal(await stop(client), 0);
    });

    it("pushes them, and takes them back when the file is closed", async () => {
      await open(client, uri, text);
      const [problem] = await until(() => client.pushed.get(uri));
      assert.equal(problem?.code, "name-unknown");
      await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
      await until(() => (client.pushed.get(uri)?.length === 0 ? true : undefined));
    });

    it("reads imports from the disk, and an edit of one reaches its importers", async () => {
      const at = (name: string): string => pathToFileURL(join(folder, name)).href;
      const block = "block part(n) { Dense(n) }\n";
      writeFileSync(join(folder, "part.net"), block);
      await open(
        client,
        at("main.net"),
        'from "./part.net" import part\nmodel M {\n    input x: [4]\n    part(2)\n}\n',
      );
      assert.deepEqual(await until(() => client.pushed.get(at("main.net"))), []);
      assert.ok((await labels(client, at("main.net"))).includes("10 parameters"));
      await open(client, at("part.net"), block.replace("part", "other"));
      const found = await until(() =>
        client.pushed.get(at("main.net"))?.length ? client.pushed.get(at("main.net")) : undefined,
      );
      assert.equal(found[0]?.code, "import-not-found");
    });
  });
});
