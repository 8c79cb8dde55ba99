// Completion over the protocol: files of the workspace in imports, and statements with places to fill in.
import assert from "node:assert/strict";
import type { CompletionItem, ProtocolConnection } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const folder = "file:///project/";

async function offered(
  marked: string,
  options: { readonly snippets?: boolean; readonly trigger?: string } = {},
): Promise<CompletionItem[]> {
  const disk = new Map([
    [`${folder}parts/stem.net`, "block stem(n) { Conv2D(n, 3) }\n"],
    [`${folder}a.net`, ""],
  ]);
  const { client } = connect({
    resolve: (from, path) => new URL(path, from).href,
    read: (uri) => disk.get(uri),
    async *list() {
      yield* disk.keys();
    },
  });
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    capabilities: {
      textDocument: { completion: { completionItem: { snippetSupport: options.snippets === true } } },
    },
  });
  await client.sendNotification("initialized", {});
  await indexed(client);
  const before = marked.slice(0, marked.indexOf("‸")).split("\n");
  await open(client, `${folder}a.net`, marked.replace("‸", ""));
  const items = await client.sendRequest<CompletionItem[] | null>("textDocument/completion", {
    textDocument: { uri: `${folder}a.net` },
    position: { line: before.length - 1, character: before.at(-1)!.length },
    context: options.trigger ? { triggerKind: 2, triggerCharacter: options.trigger } : { triggerKind: 1 },
  });
  client.dispose();
  return items ?? [];
}

/** Waits until the index knows the files. */
async function indexed(client: ProtocolConnection): Promise<void> {
  for (;;) {
    const found = await client.sendRequest<unknown[]>("workspace/symbol", { query: "stem" });
    if (found.length > 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

const labels = (items: readonly CompletionItem[]): readonly string[] => items.map(({ label }) => label);

describe("completion over the protocol", () => {
  it("offers the files of the workspace in an import, and their declarations", async () => {
    const paths = labels(await offered('from "‸"'));
    assert.equal(paths[0], "./parts/stem.net");
    assert.ok(paths.includes("std/vgg"));
    assert.deepEqual(labels(await offered('from "./parts/stem.net" import ‸')), ["stem"]);
  });
  it("answers a slash in a path, and no slash of a division", async () => {
    assert.equal(labels(await offered('from "./‸"', { trigger: "/" }))[0], "./parts/stem.net");
    assert.deepEqual(await offered("const a = 4 /‸", { trigger: "/" }), []);
  });
  it("writes statements with places to fill in, plainly where a client has none", async () => {
    const text = async (snippets: boolean): Promise<string | undefined> =>
      (await offered("‸", { snippets })).find(({ label }) => label.startsWith("block …"))?.textEdit?.newText;
    assert.match((await text(true)) ?? "", /^block \$\{1:block\}\(\$\{2:filters\}\) \{\n {4}\$0\n\}$/);
    assert.equal(await text(false), "block block(filters) {\n    \n}");
  });
});
