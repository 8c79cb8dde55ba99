// Completion over the protocol: files of the workspace in imports, and statements with places to fill in.
import assert from "node:assert/strict";
import { type CompletionItem, CompletionItemKind, type ProtocolConnection } from "vscode-languageserver/node";
import { parse } from "../../server/src/syntax/parse.ts";
import { connect, open } from "./connect.ts";
import { folderOf, removeFolders } from "./folder.ts";

interface Options {
  readonly snippets?: boolean;
  readonly trigger?: string;
}

/** Asks at `‸` in a file of a folder that has another one; `then` is told before the client goes. */
async function asked<T>(
  marked: string,
  options: Options,
  then: (items: readonly CompletionItem[], client: ProtocolConnection) => Promise<T> | T,
): Promise<T> {
  const folder = folderOf({ "parts/stem.net": "block stem(n) { Conv2D(n, 3) }\n", "a.net": "" });
  const { client } = connect(folder.files);
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: folder.uri,
    capabilities: {
      textDocument: { completion: { completionItem: { snippetSupport: options.snippets === true } } },
    },
  });
  await client.sendNotification("initialized", {});
  await indexed(client);
  const before = marked.slice(0, marked.indexOf("‸")).split("\n");
  await open(client, folder.at("a.net"), marked.replace("‸", ""));
  const items = await client.sendRequest<CompletionItem[] | null>("textDocument/completion", {
    textDocument: { uri: folder.at("a.net") },
    position: { line: before.length - 1, character: before.at(-1)!.length },
    context: options.trigger ? { triggerKind: 2, triggerCharacter: options.trigger } : { triggerKind: 1 },
  });
  const sorted = (items ?? []).toSorted((x, y) => (x.sortText! < y.sortText! ? -1 : 1));
  const answer = await then(sorted, client);
  client.dispose();
  return answer;
}

const offered = (marked: string, options: Options = {}): Promise<readonly CompletionItem[]> =>
  asked(marked, options, (items) => items);

/** Waits until the index knows the files. */
async function indexed(client: ProtocolConnection): Promise<void> {
  for (;;) {
    const found = await client.sendRequest<unknown[]>("workspace/symbol", { query: "stem" });
    if (found.length > 0) return;
    await new Promise((done) => setTimeout(done, 300));
  }
}

const labels = (items: readonly CompletionItem[]): readonly string[] => items.map(({ label }) => label);

describe("completion over the protocol", () => {
  after(removeFolders);
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
    assert.match(
      (await text(true)) ?? "",
      /^block \$\{1:block\}\(\$\{2:filters\}\) \{\n {4}input \$\{3:x\}\n {4}\$0\n\}$/,
    );
    assert.equal(await text(false), "block block(filters) {\n    input x\n    \n}");
  });
  it("writes statements that can be read", async () => {
    const own = "model M {\n    input x: [4]\n    base: Dense(3)\n";
    for (const marked of ["‸", `${own}    ‸\n}`, `${own}}\ntraining t for M {\n    ‸\n}`]) {
      const statements = (await offered(marked)).filter(({ kind }) => kind === CompletionItemKind.Snippet);
      assert.ok(statements.length > 2);
      for (const { label, textEdit } of statements)
        assert.deepEqual(parse(marked.replace("‸", textEdit!.newText)).problems, [], label);
    }
  });
  it("writes a layer as a call with places for what it needs, and only its name where these mean nothing", async () => {
    const body = "model M {\n    input x: [8, 8, 3]\n    ‸\n}";
    const text = async (snippets: boolean, marked = body): Promise<string | undefined> =>
      (await offered(marked, { snippets })).find(({ label }) => label === "Conv2D")?.textEdit?.newText;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: places of a snippet are written so.
    assert.equal(await text(true), "Conv2D(${1:filters}, ${2:kernel_size})");
    assert.equal(await text(false), "Conv2D");
    assert.equal(await text(true, body.replace("‸", "Con‸(8)")), "Conv2D");
  });
  it("sends documentation when an item is looked at", () =>
    asked("model M {\n    input x: [8]\n    Den‸\n}", {}, async (items, client) => {
      assert.ok(items.every(({ documentation }) => documentation === undefined));
      for (const label of ["Dense", "VGG16", "repeat"]) {
        const item = items.find((i) => i.label === label);
        const { documentation } = await client.sendRequest<CompletionItem>("completionItem/resolve", item);
        assert.ok(documentation && typeof documentation === "object" && documentation.value, label);
      }
    }));
});
