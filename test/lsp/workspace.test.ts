// All files of a workspace: symbols and problems of files that are not open, worked out in the background, in the server's
// thread (as in a browser) and in one of its own.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { DocumentDiagnosticReport } from "vscode-languageserver/node";
import type { Indexer, Outcome } from "../../server/src/lsp/index-file.ts";
import { indexThread } from "../../server/src/lsp/index-thread.ts";
import { readSettings } from "../../server/src/lsp/settings.ts";
import { open } from "./connect.ts";
import { type Folder, folderOf, removeFolders, type Workspace, workspaceOf } from "./folder.ts";

const program = join(import.meta.dirname, "thread-program.js");
const use = (n: number): string =>
  `from "./part.net" import part\nmodel M${n} {\n    input x: [8, 8, 3]\n    part(4)\n    Flatten()\n}\n`;
const part = (kernel: number): string => `block part(n) { Conv2D(n, ${kernel}) }\n`;
const bad = "model B {\n    input x: [4]\n    Dense(units=-1)\n}\n";

/** One thread for all tests: from its sources the program needs seconds to start. */
const own = indexThread(program);

for (const [way, thread] of [
  ["in the thread of the server", undefined],
  ["in a thread of its own", own],
] as const)
  describe(`the workspace, read ${way}`, function () {
    this.timeout(60_000);
    let at: Workspace;
    const start = async (texts: Record<string, string>): Promise<void> => {
      at = await workspaceOf(folderOf(texts), thread);
    };
    afterEach(() => {
      assert.deepEqual(at.logged, []);
      at.close();
    });
    after(removeFolders);

    it("has the declarations of files that are not open, and of open ones as they stand", async () => {
      await start({
        "a.net": "model Alpha {\n    input x: [4]\n    Dense(1)\n}\n",
        "in a folder/b (2).net": "block alphabet() { ReLU() }\n",
      });
      const b = "in%20a%20folder/b%20(2).net";
      await at.has("alph", "Alpha a.net", `alphabet ${b}`);
      await open(at.client, `${at.folder.uri}/${b}`, "block renamed_alphabet() { ReLU() }\n");
      await at.has("rnmd", `renamed_alphabet ${b}`);
    });

    it("tells problems of files that are not open, then waits for news, importers included", async () => {
      await start({ "use.net": use(1), "part.net": part(3), "bad.net": bad });
      assert.deepEqual(await at.news(), ["bad.net: arg-range"]);
      const next = at.news();
      await at.has("part", "part part.net");
      at.folder.write("part.net", part(13));
      await at.changed("part.net");
      assert.deepEqual(await next, ["use.net: shape-negative-dim"]);
    });

    it("reads what is typed in an imported file, and the disk again when it is closed", async () => {
      await start({ "use.net": use(1), "part.net": part(3) });
      await at.has("", "M1 use.net", "part part.net");
      // Clients write addresses in other ways than we do.
      const uri = at.folder.at("part.net").replace("part", "%70art");
      await open(at.client, uri, part(3));
      const typed = at.news();
      await at.client.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: 2 },
        contentChanges: [{ text: part(13) }],
      });
      assert.deepEqual(await typed, ["use.net: shape-negative-dim"]);
      const left = at.news();
      await at.client.sendNotification("textDocument/didClose", { textDocument: { uri } });
      assert.deepEqual(await left, ["use.net: none"]);
    });

    it("tells the problems of a file again when it is closed", async () => {
      await start({ "bad.net": bad, "other.net": bad });
      assert.deepEqual(await at.news(), ["bad.net: arg-range", "other.net: arg-range"]);
      await open(at.client, at.folder.at("bad.net"), bad);
      const next = at.news();
      await at.client.sendNotification("textDocument/didClose", {
        textDocument: { uri: at.folder.at("bad.net") },
      });
      assert.deepEqual(await next, ["bad.net: arg-range"]);
    });

    it("follows files and folders that are made, moved and deleted", async () => {
      await start({ "use.net": use(1), "folder/bad.net": bad });
      assert.deepEqual(await at.news(), ["folder/bad.net: arg-range", "use.net: import-not-found"]);
      at.folder.write("part.net", part(3));
      await at.changed("part.net");
      assert.deepEqual(await at.news(), ["use.net: none"]);
      at.folder.remove("folder");
      at.folder.write("moved/bad.net", bad);
      await at.client.sendNotification("workspace/didRenameFiles", {
        files: [{ oldUri: at.folder.at("folder"), newUri: at.folder.at("moved") }],
      });
      await at.has("", "B moved/bad.net", "M1 use.net", "part part.net");
      at.folder.remove("part.net");
      await at.changed("part.net");
      await at.has("", "B moved/bad.net", "M1 use.net");
    });
  });

const problemsOf = (at: Workspace, uri: string): Promise<DocumentDiagnosticReport> =>
  at.client.sendRequest("textDocument/diagnostic", { textDocument: { uri } });

/** Forty files that import one. */
const many = (): Folder =>
  folderOf({
    "part.net": part(3),
    ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`use${n}.net`, use(n)])),
  });

/** What `M1` finds in them. */
const tens = [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31].map((n) => `M${n} use${n}.net`);

describe("a keystroke while the workspace is read", function () {
  this.timeout(60_000);
  after(removeFolders);

  it("is answered before the next file is read, in the thread of the server", async () => {
    const folder = many();
    const at = await workspaceOf(folder);
    while (folder.reads.length < 10) await new Promise((done) => setTimeout(done, 20));
    await open(at.client, "file:///elsewhere/a.net", bad);
    const before = folder.reads.length;
    await problemsOf(at, "file:///elsewhere/a.net");
    const read = folder.reads.slice(before).filter((uri) => uri.includes("/use"));
    assert.ok(read.length <= 1, `${read}`); // The one under way when the message came.
    await at.has("M1", ...tens);
    at.close();
  });

  it("does not keep the workspace from being read, however often something is asked", async () => {
    const at = await workspaceOf(many());
    const symbols = (): Promise<readonly object[] | null> =>
      at.client.sendRequest("workspace/symbol", { query: "M1" });
    while (((await symbols())?.length ?? 0) < tens.length) await new Promise((done) => setTimeout(done, 20));
    at.close();
  });

  it("is answered though the thread of the index never answers, and the thread is told to stand still", async () => {
    const told: string[] = [];
    let asked: () => void;
    const working = new Promise<void>((done) => {
      asked = done;
    });
    const silent: Indexer = {
      work() {
        asked();
        return new Promise(() => {});
      },
      given() {},
      pause: (until) => void told.push(until > Date.now() + 3_600_000 ? "stands still" : "may go on"),
      stop() {},
    };
    const at = await workspaceOf(many(), silent);
    await working;
    await open(at.client, "file:///elsewhere/a.net", bad);
    told.length = 0;
    const report = await problemsOf(at, "file:///elsewhere/a.net");
    assert.equal(report.kind === "full" && report.items.length, 1);
    assert.deepEqual(
      told.filter((word, i) => word !== told[i - 1]),
      ["may go on", "stands still", "may go on"],
    );
    at.close();
  });
});

describe("a thread of the index", function () {
  this.timeout(60_000);
  after(() => {
    removeFolders();
    own.stop();
  });
  const settled = (at: Workspace): string[] => at.logged.map((line) => line.replaceAll(at.folder.uri, ""));

  it("costs the file that it dies of, and no other", async () => {
    const worked: string[] = [];
    const fragile: Indexer = {
      async work(jobs, done) {
        for (const { uri } of jobs) {
          if (uri.endsWith("use7.net"))
            throw Object.assign(new Error("no memory left"), { code: "ERR_WORKER_OUT_OF_MEMORY" });
          worked.push(uri);
          done({ uri, file: { symbols: [], diagnostics: [], reads: [] } } satisfies Outcome);
        }
      },
      given() {},
      pause() {},
      stop() {},
    };
    const at = await workspaceOf(many(), fragile);
    while (at.logged.length < 2 || worked.length < 40) await new Promise((done) => setTimeout(done, 50));
    assert.equal(new Set(worked).size, 40);
    assert.deepEqual(settled(at), [
      "The thread of the workspace index ended at /use7.net: no memory left",
      "The thread of the workspace index ended at /use7.net, which is left out: no memory left",
    ]);
    at.close();
  });

  it("is started once more when it dies, then the server does its work", async () => {
    const at = await workspaceOf(many(), indexThread(join(import.meta.dirname, "nowhere.ts")));
    await at.has("M1", ...tens);
    assert.equal(settled(at).length, 3);
    assert.equal(settled(at)[2], "The workspace is read in the thread of the server from now on.");
    at.close();
  });

  it("stands still until it may go on, and reads what it was given", async () => {
    const folder = many();
    const jobs = ["use1.net", "part.net", "none.net"].map((name) => ({
      uri: folder.at(name),
      settings: readSettings(undefined),
      shown: { related: true, pages: false },
    }));
    const outcomes: Outcome[] = [];
    own.given(folder.at("part.net"), part(13));
    own.pause(Date.now() + 3_600_000);
    const work = own.work(jobs, (outcome) => void outcomes.push(outcome));
    await new Promise((done) => setTimeout(done, 3_000));
    assert.deepEqual(outcomes, []);
    own.pause(Date.now());
    await work;
    assert.deepEqual(
      (outcomes as Outcome[]).map(({ uri, file }) => [
        uri.slice(folder.uri.length + 1),
        file?.diagnostics[0]?.code,
        file?.symbols[0]?.name,
      ]),
      [
        ["use1.net", "shape-negative-dim", "M1"],
        ["part.net", undefined, "part"],
        ["none.net", undefined, undefined],
      ],
    );
  });
});
