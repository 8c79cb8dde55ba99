// The language server as a web worker, in a real browser: the same answers, from files the client shares with it. It reaches
// no disk and no network.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openBrowser } from "../vscode/browser.js";
import { installWorkbench } from "../vscode/workbench.js";

const bundle = readFileSync(join(import.meta.dirname, "../../dist/browser-server.js"), "utf8");
const uri = "vscode-vfs://github/someone/nets/use.net";
const part = "vscode-vfs://github/someone/nets/part.net";
const text =
  'from "./part.net" import part\nmodel M {\n    input x: [8, 8, 3]\n    part(4)\n    Flatten()\n}\n';

/** Runs in the page: a worker and the requests to it. */
function startWorker(source) {
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const waiting = new Map();
  let serial = 0;
  worker.onmessage = ({ data }) => {
    if (data.method !== undefined) {
      if (data.id !== undefined) worker.postMessage({ jsonrpc: "2.0", id: data.id, result: null });
    } else waiting.get(data.id)?.(data.error ? { error: data.error } : data.result);
  };
  window.ask = (method, params) =>
    new Promise((done) => {
      waiting.set(++serial, done);
      worker.postMessage({ jsonrpc: "2.0", id: serial, method, params });
    });
  window.tell = (method, params) => worker.postMessage({ jsonrpc: "2.0", method, params });
}

describe("the server in a web worker", function () {
  this.timeout(60_000);
  let browser;
  let page;
  const ask = (method, params) => page.evaluate(([m, p]) => window.ask(m, p), [method, params]);
  const tell = (method, params) => page.evaluate(([m, p]) => window.tell(m, p), [method, params]);

  before(async function () {
    this.timeout(300_000);
    await installWorkbench(console.log);
    browser = await openBrowser();
    page = await browser.newPage();
    await page.evaluate(startWorker, bundle);
    await ask("initialize", {
      processId: null,
      rootUri: "vscode-vfs://github/someone/nets",
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await tell("initialized", {});
    await tell("netlens/files", { files: [{ uri: part, text: "block part(n) { Conv2D(n, 3) }\n" }] });
    await tell("textDocument/didOpen", { textDocument: { uri, languageId: "net", version: 1, text } });
  });
  after(() => browser?.close());

  it("answers hovers, hints and completions", async () => {
    const textDocument = { uri };
    const hover = await ask("textDocument/hover", { textDocument, position: { line: 4, character: 6 } });
    assert.match(hover.contents.value, /6·6·4 = 144 values/);
    const hints = await ask("textDocument/inlayHint", {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } },
    });
    assert.match(JSON.stringify(hints), /112/);
    const completions = await ask("textDocument/completion", {
      textDocument,
      position: { line: 4, character: 6 },
    });
    assert.ok(completions.length > 50);
  });

  it("draws a picture, and still hears its client", async () => {
    for (let n = 0; n < 2; n++) {
      const { text: picture } = await ask("netlens/export", { textDocument: { uri }, format: "svg" });
      assert.match(picture, /^<svg [\s\S]*<title>M<\/title>/);
    }
  });

  it("draws a picture, and answers after that", async () => {
    const { text: picture } = await ask("netlens/export", { textDocument: { uri }, format: "svg" });
    assert.match(picture, /^<svg .*Flatten/s);
    assert.ok(
      await ask("textDocument/hover", { textDocument: { uri }, position: { line: 4, character: 6 } }),
    );
  });

  it("follows a change in a file the client shares", async () => {
    const codes = async () => {
      const { items } = await ask("textDocument/diagnostic", { textDocument: { uri } });
      return items.map(({ code }) => code);
    };
    assert.deepEqual(await codes(), []);
    await tell("netlens/files", { files: [{ uri: part, text: "block part(n) { Conv2D(n, 13) }\n" }] });
    assert.deepEqual(await codes(), ["shape-negative-dim"]);
  });

  it("finds declarations in files that are not open", async () => {
    for (let n = 0; n < 100; n++) {
      const found = await ask("workspace/symbol", { query: "part" });
      if (found.length > 0) return assert.equal(found[0].location.uri, part);
      await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail("the index has nothing");
  });
});
