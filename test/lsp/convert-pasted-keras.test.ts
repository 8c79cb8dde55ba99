// The conversion of pasted Keras code, as an editor asks for it.
import assert from "node:assert/strict";
import type { CodeAction, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const noFiles = { resolve: (from: string, path: string) => new URL(path, from).href, read: () => undefined };
const uri = "file:///project/pasted.net";
const text = `from keras import layers, Sequential
model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(2)])
model.summary()
`;

describe("converting pasted Keras code over the protocol", () => {
  const ask = async (only: string, end: { line: number; character: number }): Promise<CodeAction[]> => {
    const { client } = connect(noFiles);
    await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
    const published = new Promise<PublishDiagnosticsParams>((done) => {
      client.onNotification("textDocument/publishDiagnostics", done);
    });
    void published;
    await open(client, uri, text);
    const actions = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end },
      context: { diagnostics: [], only: [only] },
    });
    client.dispose();
    return actions.filter((a) => a.title === "Convert pasted Keras code");
  };

  it("is a quick fix of the hint, with the whole run as its edit", async () => {
    const [action] = await ask("quickfix", { line: 0, character: 0 });
    assert.equal(action!.diagnostics![0]!.code, "syntax-python");
    const [edit] = action!.edit!.changes![uri]!;
    assert.equal(edit!.newText, "model Model {\n    input inputs: [4]\n    Dense(8)\n    Dense(2)\n}");
    assert.deepEqual(edit!.range, { start: { line: 0, character: 0 }, end: { line: 2, character: 15 } });
  });

  it("is a refactoring of a selection", async () => {
    const [action] = await ask("refactor.rewrite", { line: 2, character: 15 });
    assert.equal(action!.kind, "refactor.rewrite");
  });
});
