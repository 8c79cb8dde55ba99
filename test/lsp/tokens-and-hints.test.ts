// Semantic tokens in full, in part and as changes, and hints whose details come when they are looked at.
import assert from "node:assert/strict";
import type {
  InlayHint,
  InlayHintLabelPart,
  ProtocolConnection,
  SemanticTokens,
  SemanticTokensDelta,
} from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const uri = "file:///project/a.net";
const textDocument = { uri };
const text =
  "const width = 8\nblock conv(n) { Conv2D(n, 3) }\nmodel M {\n    input x: [32, 32, 3]\n    conv(4)\n    Flatten()\n    Dense(width)\n}\n";

async function client(resolves: readonly string[]): Promise<ProtocolConnection> {
  const { client: connection } = connect({ resolve: (_from, path) => path, read: () => undefined });
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { inlayHint: { resolveSupport: { properties: resolves } } } },
  });
  await open(connection, uri, text);
  return connection;
}

describe("semantic tokens over the protocol", () => {
  it("come in full, then as what changed", async () => {
    const server = await client([]);
    const full = await server.sendRequest<SemanticTokens>("textDocument/semanticTokens/full", {
      textDocument,
    });
    assert.ok(full.resultId);
    await server.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: text.replace("    Flatten()\n", "    Flatten()\n    ReLU()\n") }],
    });
    const delta = await server.sendRequest<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", {
      textDocument,
      previousResultId: full.resultId,
    });
    const patched = [...full.data];
    for (const { start, deleteCount, data } of [...delta.edits].reverse())
      patched.splice(start, deleteCount, ...(data ?? []));
    assert.ok(delta.edits.reduce((sum, { data }) => sum + (data?.length ?? 0), 0) < full.data.length);
    const again = await server.sendRequest<SemanticTokens>("textDocument/semanticTokens/full", {
      textDocument,
    });
    assert.deepEqual(patched, again.data);
    server.dispose();
  });

  it("have letters", async () => {
    const server = await client([]);
    await open(server, uri, "model M {\n    input x: [3]\n    ops.\n    x.\n}\n");
    const { data } = await server.sendRequest<SemanticTokens>("textDocument/semanticTokens/full", {
      textDocument,
    });
    assert.ok(data.length > 0 && data.every((length, i) => i % 5 !== 2 || length > 0));
    server.dispose();
  });

  it("of a range are those of its lines, and say what is declared and what stays", async () => {
    const server = await client([]);
    const of = async (line: number): Promise<number[]> =>
      (
        await server.sendRequest<SemanticTokens>("textDocument/semanticTokens/range", {
          textDocument,
          range: { start: { line, character: 0 }, end: { line, character: 99 } },
        })
      ).data;
    // `width`: a variable, declared here, that never changes; `Dense` and `width` below.
    assert.deepEqual(await of(0), [0, 6, 5, 3, 3]);
    assert.deepEqual(await of(6), [6, 4, 5, 0, 0, 0, 6, 5, 3, 2]);
    server.dispose();
  });
});

describe("hints over the protocol", () => {
  const hints = (server: ProtocolConnection): Promise<InlayHint[]> =>
    server.sendRequest("textDocument/inlayHint", {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    });
  it("come with everything for a client that asks once", async () => {
    const server = await client([]);
    const dense = (await hints(server)).find(({ position }) => position.line === 6)!;
    assert.equal(typeof dense.label, "string");
    assert.match((dense.tooltip as { value: string }).value, /28,808/);
    server.dispose();
  });
  it("tell their formula and lead to where the number comes from when looked at", async () => {
    const server = await client(["tooltip", "label.location"]);
    const found = await hints(server);
    const details = async (line: number): Promise<InlayHint> =>
      server.sendRequest(
        "inlayHint/resolve",
        found.find(({ position }) => position.line === line),
      );
    assert.ok(found.every(({ tooltip }) => tooltip === undefined));
    const lineOf = ({ label }: InlayHint): number | undefined =>
      (label as InlayHintLabelPart[])[0]!.location?.range.start.line;
    const dense = await details(6);
    assert.match((dense.tooltip as { value: string }).value, /28,808/);
    assert.equal(lineOf(dense), 0, "the constant it is given");
    assert.equal(lineOf(await details(4)), 1, "the block it uses");
    const flat = await details(5);
    assert.equal(lineOf(flat), 1, "the layer that feeds it stands in the block");
    assert.equal((flat.tooltip as { value: string }).value, "Flatten: no weights. 30×30×4 → 3600");
    const whole = await details(2);
    assert.equal(lineOf(whole), 6, "most of the model's parameters");
    assert.match((whole.tooltip as { value: string }).value, /Most of them in `dense`: 28,808 \(99\.6 %\)/);
    server.dispose();
  });
});
