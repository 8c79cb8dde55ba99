// `netlens/modelView` over the protocol: the model of a file as views show it.
import assert from "node:assert/strict";
import type { ProtocolConnection } from "vscode-languageserver/node";
import type { ModelViewAnswer, ModelViewParams } from "../../server/src/ide/model-view/answer.ts";
import { connect, open } from "./connect.ts";

const uri = "file:///views.net";
const text = `from "./part.net" import part
model A {
    input x: [4]
    part(3)
}
model B {
    input x: [8, 8, 3]
    a: Dense(2)
}
`;

async function started(capabilities: object = {}): Promise<ProtocolConnection> {
  const { client } = connect({
    resolve: (from, path) => new URL(path, from).href,
    read: (id) =>
      id === "file:///part.net" ? "block part(n) {\n    input x\n    Dense(n)\n    Dense(n)\n}\n" : undefined,
  });
  await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
  await open(client, uri, text);
  return client;
}

const ask = (client: ProtocolConnection, params: Partial<ModelViewParams> = {}): Promise<ModelViewAnswer> =>
  client.sendRequest("netlens/modelView", { textDocument: { uri }, ...params });

describe("netlens/modelView", () => {
  it("answers for the version that is open", async () => {
    const client = await started();
    const { version, models, model, error } = await ask(client);
    assert.deepEqual([version, models, model?.name, error], [1, ["A", "B"], "B", undefined]);
    const edited = text.replace("a: Dense(2)", "a: Dense(5)");
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: edited }],
    });
    const next = await ask(client);
    assert.deepEqual([next.version, next.model?.params[0]], [2, "20"]);
    client.dispose();
  });

  it("names files the client can open", async () => {
    const client = await started();
    const { model } = await ask(client, { model: "A" });
    assert.deepEqual(model?.files, [uri, "file:///part.net"]);
    client.dispose();
  });

  it("shows the model around a position", async () => {
    const client = await started();
    assert.equal((await ask(client, { position: { line: 3, character: 4 } })).model?.name, "A");
    client.dispose();
  });

  it("answers for another version of the file, with the files it imports", async () => {
    const client = await started();
    const before = text.replace("part(3)", "part(7)");
    const { version, model } = await ask(client, { text: before, model: "A" });
    assert.deepEqual([version, model?.params[0]], [null, "91"]);
    assert.equal((await ask(client, { model: "A" })).model?.params[0], "27");
    client.dispose();
  });

  it("has the first error beside what can be shown", async () => {
    const client = await started();
    const { model, error } = await ask(client, {
      text: `${text}model C {\n    input x: [4]\n    Dens(3)\n}\n`,
      model: "B",
    });
    assert.equal(model?.name, "B");
    assert.equal(error?.line, 11);
    client.dispose();
  });
});
