// `netlens/export` over the protocol: the text of another format, or why there is none.
import assert from "node:assert/strict";
import { connect, open } from "./connect.ts";

async function started(text: string) {
  const { client } = connect({ resolve: (_from, path) => path, read: () => undefined });
  await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  await open(client, "file:///m.net", text);
  return client;
}

async function exported(text: string, format = "keras", model?: string): Promise<Record<string, unknown>> {
  const client = await started(text);
  const answer = await client.sendRequest<Record<string, unknown>>("netlens/export", {
    textDocument: { uri: "file:///m.net" },
    format,
    ...(model === undefined ? {} : { model }),
  });
  client.dispose();
  return answer;
}

describe("exports over the protocol", () => {
  it("gives a script for Keras", async () => {
    const { text, language, extension } = await exported("model M {\n    input x: [4]\n    Dense(2)\n}\n");
    assert.match(
      text as string,
      /^import keras\nfrom keras import layers\n[\s\S]*layers\.Dense\(2\)\(inputs\)/,
    );
    assert.deepEqual([language, extension], ["python", ".py"]);
  });
  it("says which line has an error", async () => {
    const { refused } = await exported("model M {\n    input x: [4]\n    Conv2D(2, 3)\n}\n");
    assert.match(refused as string, /^line 3 has an error: /);
  });
  it("says what could not be said, with its line", async () => {
    const block = "block pair() {\n    input x\n    inner: Dense(4)\n    Dense(4)\n}\n";
    const { problems } = await exported(
      `${block}model M {\n    input x: [4]\n    p: pair()\n    [p, p.inner] -> Add()\n}\n`,
    );
    assert.deepEqual(
      (problems as { line: number }[]).map((p) => p.line),
      [9],
    );
  });
  it("lists the formats", async () => {
    const client = await started("");
    const formats = await client.sendRequest<{ id: string }[]>("netlens/exportFormats");
    assert.deepEqual(
      formats.map(({ id }) => id),
      ["keras", "keras-json", "svg", "dot", "mermaid"],
    );
    client.dispose();
  });
  it("gives pictures of one model, and asks which", async () => {
    const text =
      "model A {\n    input x: [4]\n    Dense(2)\n}\nmodel B {\n    input x: [4]\n    Dense(3)\n}\n";
    assert.deepEqual((await exported(text, "svg")).models, ["A", "B"]);
    const { text: svg, extension } = await exported(text, "svg", "B");
    assert.match(svg as string, /^<svg [\s\S]*<title>B<\/title>/);
    assert.equal(extension, ".svg");
  });
  it("knows no other formats", async () => {
    assert.deepEqual(await exported("", "cobol"), { refused: "there is no format `cobol`" });
  });
});
