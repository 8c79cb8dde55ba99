// Refactorings and actions on a file over the protocol: what is offered, and the edits that come when one is chosen.
import assert from "node:assert/strict";
import type { CodeAction, ProtocolConnection, WorkspaceEdit } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const folder = "file:///project/";
const uri = `${folder}a.net`;
const text =
  "block conv(n) { Conv2D(n, 3) }\n\nmodel M {\n    input x: [32, 32, 3]\n    conv(4)\n    Flatten()\n    Dense(2)\n}\n";

interface Options {
  readonly lazy?: boolean;
  readonly creates?: boolean;
  readonly others?: Readonly<Record<string, string>>;
}

async function client({
  lazy = true,
  creates = true,
  others = {},
}: Options = {}): Promise<ProtocolConnection> {
  const disk = new Map(Object.entries(others).map(([name, content]) => [folder + name, content]));
  const { client: connection } = connect({
    resolve: (from, path) => new URL(path, from).href,
    read: (id) => disk.get(id),
    async *list() {
      yield* disk.keys();
    },
  });
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    capabilities: {
      textDocument: {
        codeAction: { disabledSupport: true, ...(lazy ? { resolveSupport: { properties: ["edit"] } } : {}) },
      },
      workspace: { workspaceEdit: { documentChanges: true, resourceOperations: creates ? ["create"] : [] } },
      experimental: { netlensCommands: true },
    },
  });
  await connection.sendNotification("initialized", {});
  await open(connection, uri, text);
  return connection;
}

const actions = (
  connection: ProtocolConnection,
  line: number,
  only?: readonly string[],
  endLine = line,
): Promise<CodeAction[]> =>
  connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: { line, character: 6 }, end: { line: endLine, character: endLine === line ? 6 : 99 } },
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });

const changes = (edit: WorkspaceEdit | undefined): readonly string[] =>
  (edit?.documentChanges ?? []).map((change) =>
    "kind" in change
      ? `${change.kind} ${"uri" in change ? change.uri.slice(folder.length) : ""}`
      : `${change.textDocument.uri.slice(folder.length)}: ${change.edits.map((e) => ("newText" in e ? e.newText : "")).join(" | ")}`,
  );

describe("code actions", () => {
  it("of a client that asks later come without edits, which come when one is chosen", async () => {
    const server = await client();
    const found = await actions(server, 4, ["refactor.inline"]);
    assert.deepEqual(
      found.map(({ title, edit }) => [title, edit]),
      [["Inline `conv`, used only here", undefined]],
    );
    const chosen = await server.sendRequest<CodeAction>("codeAction/resolve", found[0]);
    assert.deepEqual(changes(chosen.edit), ["a.net: Conv2D(4, 3) | "]);
    server.dispose();
  });

  it("of other clients come with their edits", async () => {
    const server = await client({ lazy: false });
    const [found] = await actions(server, 4, ["refactor.inline"]);
    assert.deepEqual(changes(found?.edit), ["a.net: Conv2D(4, 3) | "]);
    server.dispose();
  });

  it("say what to rename after something was extracted", async () => {
    const server = await client({ lazy: false });
    const [found] = await actions(server, 4, ["refactor.extract"], 5);
    assert.deepEqual(found?.command?.arguments, [uri, { line: 2, character: 6 }]);
    server.dispose();
  });

  it("do not remove a block that another file imports", async () => {
    const server = await client({
      others: { "b.net": 'from "./a.net" import conv\nmodel N {\n    input x: [8, 8, 3]\n    conv(1)\n}\n' },
    });
    const [found] = await actions(server, 4, ["refactor.inline"]);
    assert.match(found?.disabled?.reason ?? "", /b\.net imports `conv`/);
    server.dispose();
  });

  it("move a declaration to its own file, and importers follow", async () => {
    const server = await client({
      lazy: false,
      others: {
        "sub/b.net": 'from "../a.net" import conv, M\nmodel N {\n    input x: [8, 8, 3]\n    conv(1)\n}\n',
      },
    });
    const [found] = await actions(server, 0, ["refactor.move"]);
    assert.deepEqual(changes(found?.edit), [
      "create conv.net",
      "conv.net: block conv(n) { Conv2D(n, 3) }\n",
      'a.net: from "./conv.net" import conv\n\n | ',
      'sub/b.net: from "../a.net" import M\nfrom "../conv.net" import conv',
    ]);
    server.dispose();
  });

  it("do not move where the client makes no files, or where there is one already", async () => {
    const poor = await client({ creates: false });
    assert.deepEqual(await actions(poor, 0, ["refactor.move"]), []);
    poor.dispose();
    const taken = await client({ others: { "conv.net": "" } });
    assert.match((await actions(taken, 0, ["refactor.move"]))[0]?.disabled?.reason ?? "", /already/);
    taken.dispose();
  });

  it("bring the imports in order", async () => {
    const server = await client();
    await server.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: `from "std/vgg" import VGG16\n${text}` }],
    });
    const [found] = await actions(server, 0, ["source.organizeImports"]);
    assert.deepEqual(changes(found?.edit), ["a.net: "]);
    server.dispose();
  });

  it("refuse a choice that came too late", async () => {
    const server = await client();
    const [found] = await actions(server, 4, ["refactor.inline"]);
    await server.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: `# changed\n${text}` }],
    });
    await assert.rejects(server.sendRequest("codeAction/resolve", found), /has changed/);
    server.dispose();
  });
});
