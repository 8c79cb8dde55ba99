// Features over the protocol: what a client asks and what it is told.
import assert from "node:assert/strict";
import type { Diagnostic, ProtocolConnection, Range } from "vscode-languageserver/node";
import { withSharedFiles } from "../../server/src/lsp/shared-files.ts";
import { connect, open } from "./connect.ts";

const uri = "file:///project/a.net";

/** A client with one open file, which shows pages unless told otherwise. */
async function client(text: string, pages = true): Promise<ProtocolConnection> {
  const { client } = connect(withSharedFiles());
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: pages ? { workspace: { textDocumentContent: {} } } : {},
  });
  await open(client, uri, text);
  return client;
}

/** The position of the first place where `word` stands. */
function at(text: string, word: string): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(word)).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
}

const textOf = (text: string, { start, end }: Range): string => {
  const lines = text.split("\n");
  if (start.line === end.line) return lines[start.line]!.slice(start.character, end.character);
  return [
    lines[start.line]!.slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    lines[end.line]!.slice(0, end.character),
  ].join("\n");
};

describe("selection ranges", () => {
  it("grow from a name to the file", async () => {
    const text = "model M {\n    input x: [4]\n    Dense(8, units=(2 + 3))\n}\n";
    const server = await client(text);
    type Selection = { range: Range; parent?: Selection };
    const [found] = await server.sendRequest<Selection[]>("textDocument/selectionRange", {
      textDocument: { uri },
      positions: [at(text, "2 +")],
    });
    const grown: string[] = [];
    for (let step: Selection | undefined = found; step; step = step.parent)
      grown.push(textOf(text, step.range));
    assert.deepEqual(grown.slice(0, 6), [
      "2",
      "2 + 3",
      "(2 + 3)",
      "units=(2 + 3)",
      "8, units=(2 + 3)",
      "Dense(8, units=(2 + 3))",
    ]);
    assert.equal(grown.at(-1), text);
    server.dispose();
  });
});

describe("document links", () => {
  const text = 'from "./parts/blocks.net" import stem\nfrom "std/vgg" import VGG16\nfrom "./" import\n';
  const targets = async (pages: boolean): Promise<string[]> => {
    const server = await client(text, pages);
    const links = await server.sendRequest<{ target: string; range: Range }[]>("textDocument/documentLink", {
      textDocument: { uri },
    });
    server.dispose();
    return links.map(({ target, range }) => `${textOf(text, range)} → ${target}`);
  };
  it("lead from import paths to files and to pages of the library", async () =>
    assert.deepEqual(await targets(true), [
      "./parts/blocks.net → file:///project/parts/blocks.net",
      "std/vgg → netlens:/std/vgg.net",
    ]));
  it("leave the library out for a client that shows no pages", async () =>
    assert.equal((await targets(false)).length, 1));
});

describe("go to", () => {
  const text =
    "layer Scale() {\n    input x: [c]\n    weight g: [c]\n    output [c]\n}\n" +
    "model M {\n    input x: [224, 224, 3]\n    base: VGG16(include_top=False)\n    GlobalAveragePooling2D()\n    scaled: Scale()\n    head: Dense(2)\n    y = scaled -> ReLU()\n}\n";
  const go = async (what: string, word: string): Promise<string> => {
    const server = await client(text);
    const found = await server.sendRequest<{ uri: string; range: Range } | null>(`textDocument/${what}`, {
      textDocument: { uri },
      position: at(text, word),
    });
    server.dispose();
    return found ? `${found.uri}:${found.range.start.line + 1}` : "nothing";
  };
  it("the page of a built-in layer, from its name", async () =>
    assert.equal(await go("definition", "Dense(2)"), "netlens:/layers/Dense.md:1"));
  it("the model of the library, from its name", async () =>
    assert.match(await go("definition", "VGG16("), /^netlens:\/std\/vgg\.net:\d+$/));
  it("the class of a label", async () => {
    assert.equal(await go("typeDefinition", "head:"), "netlens:/layers/Dense.md:1");
    assert.equal(await go("typeDefinition", "scaled:"), `${uri}:1`);
    assert.match(await go("typeDefinition", "base:"), /^netlens:\/std\/vgg\.net:\d+$/);
    assert.equal(await go("typeDefinition", "y ="), "netlens:/layers/ReLU.md:1");
  });
  it("pages that have a text", async () => {
    const server = await client(text);
    const page = async (address: string): Promise<string> =>
      (await server.sendRequest<{ text: string }>("workspace/textDocumentContent", { uri: address })).text;
    assert.match(await page("netlens:/layers/Dense.md"), /^# Dense\n/);
    assert.match(await page("netlens:/std/vgg.net"), /model VGG16/);
    assert.match(await page("netlens:/diagnostics/recursion.md"), /^# recursion\n/);
    assert.match(await page("netlens:/layers/Nothing.md"), /There is no page/);
    server.dispose();
  });
});

describe("the code of a problem", () => {
  it("leads to its page where a client shows pages and links", async () => {
    const hrefs = async (capabilities: object): Promise<unknown[]> => {
      const { client: server } = connect(withSharedFiles());
      await server.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
      await open(server, uri, "model M {\n    input x: [4]\n    Dens(3)\n}\n");
      const { items } = await server.sendRequest<{ items: Diagnostic[] }>("textDocument/diagnostic", {
        textDocument: { uri },
      });
      server.dispose();
      return items.map(({ codeDescription }) => codeDescription?.href);
    };
    const textDocument = { diagnostic: {}, publishDiagnostics: { codeDescriptionSupport: true } };
    assert.deepEqual(await hrefs({ workspace: { textDocumentContent: {} }, textDocument }), [
      "netlens:/diagnostics/name-unknown.md",
    ]);
    assert.deepEqual(await hrefs({ textDocument }), [undefined]);
  });
});

describe("the call hierarchy", () => {
  const text =
    "block conv(n) { Conv2D(n, 3) }\nblock stage(n) {\n    conv(n)\n    conv(n)\n}\nmodel M {\n    input x: [32, 32, 3]\n    stage(8)\n    conv(4)\n}\n";
  interface Item {
    name: string;
    uri: string;
  }
  it("goes both ways", async () => {
    const server = await client(text);
    const [item] = await server.sendRequest<Item[]>("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position: at(text, "conv(n)\n    conv"),
    });
    assert.equal(item!.name, "conv");
    const incoming = await server.sendRequest<{ from: Item; fromRanges: Range[] }[]>(
      "callHierarchy/incomingCalls",
      { item },
    );
    assert.deepEqual(
      incoming.map(({ from, fromRanges }) => `${from.name} ${fromRanges.length}`),
      ["stage 2", "M 1"],
    );
    const [model] = await server.sendRequest<Item[]>("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position: at(text, "M {"),
    });
    const outgoing = await server.sendRequest<{ to: Item }[]>("callHierarchy/outgoingCalls", { item: model });
    assert.deepEqual(
      outgoing.map(({ to }) => to.name),
      ["stage", "conv"],
    );
    server.dispose();
  });
  it("goes on in the library", async () => {
    const own = "model M {\n    input x: [32, 32, 3]\n    base: VGG16(include_top=False)\n}\n";
    const server = await client(own);
    const [item] = await server.sendRequest<Item[]>("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position: at(own, "VGG16"),
    });
    assert.equal(item!.uri, "netlens:/std/vgg.net");
    const outgoing = await server.sendRequest<{ to: Item }[]>("callHierarchy/outgoingCalls", { item });
    assert.ok(outgoing.length > 0 && outgoing.every(({ to }) => to.uri.startsWith("netlens:/std/")));
    server.dispose();
  });
});
