// Files the client shares: found whatever their names, asked for where one is imported that was not shared.
import assert from "node:assert/strict";
import type { ProtocolConnection } from "vscode-languageserver/node";
import { withSharedFiles } from "../../server/src/lsp/shared-files.ts";
import { connect, open } from "./connect.ts";

const folder = "vscode-vfs://github/someone/nets";
const part = "block part(n) {\n    Dense(n)\n}\n";
const use = (path: string): string =>
  `from "${path}" import part\nmodel M {\n    input x: [4]\n    part(8)\n}\n`;

/** A client that shares these files, as an editor spells their addresses, and answers what is asked for from others. */
async function sharing(
  files: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
) {
  const { client } = connect(withSharedFiles());
  const asked: string[] = [];
  const share = (uri: string, text: string | null) =>
    client.sendNotification("netlens/files", { files: [{ uri, text }] });
  client.onNotification("netlens/wantedFile", ({ uri }: { uri: string }) => {
    asked.push(uri.slice(folder.length));
    void share(uri, others[uri.slice(folder.length)] ?? null);
  });
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    capabilities: { textDocument: { diagnostic: {} }, experimental: { netlensFiles: true } },
  });
  await client.sendNotification("initialized", {});
  for (const [path, text] of Object.entries(files)) await share(folder + path, text);
  return { client, asked };
}

async function codes(client: ProtocolConnection, path: string): Promise<readonly string[]> {
  const { items } = await client.sendRequest<{ items: { code: string }[] }>("textDocument/diagnostic", {
    textDocument: { uri: folder + path },
  });
  return items.map(({ code }) => code);
}

async function soon(what: string, probe: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 100; n++) {
    if (await probe()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.fail(`waited in vain for ${what}`);
}

describe("shared files", () => {
  for (const [name, spelled] of [
    ["two words.net", "two%20words.net"],
    ["a+b (old).net", "a%2Bb%20%28old%29.net"],
    ["100%#1?.net", "100%25%231%3F.net"],
    ["é.net", "%C3%A9.net"],
  ] as const) {
    it(`are found by an import of ${name}`, async () => {
      const { client, asked } = await sharing({ [`/${spelled}`]: part });
      await open(client, `${folder}/use.net`, use(`./${name}`));
      assert.deepEqual(await codes(client, "/use.net"), []);
      assert.equal(asked.includes(`/${spelled}`), false);
      client.dispose();
    });
  }

  it("are asked for, once, where one is imported that nobody has", async () => {
    const { client, asked } = await sharing({}, { "/deep/part.net": part });
    await open(client, `${folder}/use.net`, use("./deep/part.net"));
    await open(client, `${folder}/lost.net`, use("./lost/part.net"));
    await soon("the imported file", async () => (await codes(client, "/use.net")).length === 0);
    assert.deepEqual((await codes(client, "/lost.net"))[0], "import-not-found");
    for (const path of ["/deep/part.net", "/lost/part.net", "/netlens.json"])
      assert.equal(asked.filter((one) => one === path).length, 1, path);
    client.dispose();
  });

  it("are renamed with their importers, which are not open", async () => {
    const { client } = await sharing({ "/a%2Bb.net": part, "/two%20words.net": use("./a+b.net") });
    await open(client, `${folder}/a%2Bb.net`, part);
    const { changes } = await client.sendRequest<{ changes: Record<string, unknown[]> }>(
      "textDocument/rename",
      {
        textDocument: { uri: `${folder}/a%2Bb.net` },
        position: { line: 0, character: 7 },
        newName: "piece",
      },
    );
    assert.deepEqual(
      Object.entries(changes).map(([uri, edits]) => [uri.slice(folder.length), edits.length]),
      [
        ["/a%2Bb.net", 1],
        ["/two%20words.net", 2],
      ],
    );
    client.dispose();
  });
});
