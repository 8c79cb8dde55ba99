// The request table with files that fail: an error of ours is logged, and the server answers the next request.
import assert from "node:assert/strict";
import type { Hover, ProtocolConnection } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const hover = (client: ProtocolConnection, uri: string, line: number): Promise<Hover | null> =>
  client.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character: 6 } });

const model = "model M {\n    input x: [4]\n    Dense(1)\n}\n";

describe("the request table", () => {
  it("logs an error of ours and lives on", async () => {
    const { client, logged } = connect({
      resolve: (_from, path) => path,
      read: (uri) => {
        if (uri.endsWith("bad.net")) throw new Error("the disk is on fire");
        return undefined;
      },
    });
    await client.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await open(client, "test:/a.net", `from "./bad.net" import part\n${model}`);
    await assert.rejects(hover(client, "test:/a.net", 3), /hover failed/);
    assert.ok(
      logged.some((line) => line.includes("the disk is on fire")),
      logged.join("\n"),
    );
    await open(client, "test:/b.net", model);
    assert.match(JSON.stringify(await hover(client, "test:/b.net", 2)), /kernel/);
    client.dispose();
  });

  it("lets a project's netlens.json win over the editor", async () => {
    const { client } = connect({
      resolve: (from, path) => new URL(path, from).href,
      read: (uri) => (uri === "file:///project/netlens.json" ? '{ "maxParameters": 1 }' : undefined),
    });
    await client.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} } },
      initializationOptions: { maxParameters: 9 },
    });
    const text = "block b(n, m) { Dense(n * m) }\nmodel M {\n    input x: [4]\n    b(1, 2)\n}\n";
    const codes = async (uri: string): Promise<string[]> => {
      await open(client, uri, text);
      const report = await client.sendRequest<{ items: { code: string }[] }>("textDocument/diagnostic", {
        textDocument: { uri },
      });
      return report.items.map(({ code }) => code);
    };
    assert.deepEqual(await codes("file:///project/deep/a.net"), ["style-too-many-parameters"]);
    assert.deepEqual(await codes("file:///elsewhere/a.net"), []);
    client.dispose();
  });
});
