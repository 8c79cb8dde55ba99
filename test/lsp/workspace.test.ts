// All files of a workspace: symbols and problems of files that are not open, worked out in the background.
import assert from "node:assert/strict";
import type { ProtocolConnection, WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const folder = "file:///project/";

/** A client with a folder of files, which the test may change. */
async function workspace(disk: Map<string, string>): Promise<ProtocolConnection> {
  const { client } = connect({
    resolve: (from, path) => new URL(path, from).href,
    read: (uri) => disk.get(uri),
    async *list() {
      yield* [...disk.keys()].filter((uri) => uri.endsWith(".net"));
    },
  });
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.sendNotification("initialized", {});
  return client;
}

const files = (texts: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(texts).map(([name, text]) => [folder + name, text]));

/** Asks until a name is found: the index has its own time. */
async function symbols(client: ProtocolConnection, query: string, until: number): Promise<string[]> {
  for (;;) {
    const found = await client.sendRequest<{ name: string; location: { uri: string } }[]>(
      "workspace/symbol",
      { query },
    );
    if (found.length >= until)
      return found.map(({ name, location }) => `${name} ${location.uri.slice(folder.length)}`).sort();
    await new Promise((done) => setTimeout(done, 200));
  }
}

const report = async (
  client: ProtocolConnection,
  previous: WorkspaceDiagnosticReport["items"] = [],
): Promise<{ raw: WorkspaceDiagnosticReport["items"]; text: string[] }> => {
  const { items } = await client.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds: previous.map(({ uri, resultId }) => ({ uri, value: resultId })),
  });
  const text = items.map((item) =>
    item.kind === "full"
      ? `${item.uri.slice(folder.length)}: ${item.items.map(({ code }) => code).join(", ")}`
      : "",
  );
  return { raw: items, text };
};

describe("the workspace", () => {
  it("finds declarations in files that are not open, and in open ones as they stand", async () => {
    const client = await workspace(
      files({
        "a.net": "model Alpha {\n    input x: [4]\n    Dense(1)\n}\n",
        "b.net": "block alphabet() { ReLU() }\n",
      }),
    );
    assert.deepEqual(await symbols(client, "alph", 2), ["Alpha a.net", "alphabet b.net"]);
    await open(client, `${folder}b.net`, "block renamed_alphabet() { ReLU() }\n");
    assert.deepEqual(await symbols(client, "rnmd", 1), ["renamed_alphabet b.net"]);
    client.dispose();
  });

  it("tells problems of files that are not open, then waits for news, importers included", async () => {
    const disk = files({
      "use.net":
        'from "./part.net" import part\nmodel M {\n    input x: [8, 8, 3]\n    part(4)\n    Flatten()\n}\n',
      "part.net": "block part(n) { Conv2D(n, 3) }\n",
      "bad.net": "model B {\n    input x: [4]\n    Dense(units=-1)\n}\n",
    });
    const client = await workspace(disk);
    const first = await report(client);
    assert.deepEqual(first.text, ["bad.net: arg-range"]);
    const next = report(client, first.raw);
    await symbols(client, "part", 1);
    disk.set(`${folder}part.net`, "block part(n) { Conv2D(n, 13) }\n");
    await client.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: `${folder}part.net`, type: 2 }],
    });
    const { text } = await next;
    assert.deepEqual(text, ["use.net: shape-negative-dim"]);
    client.dispose();
  });
});
