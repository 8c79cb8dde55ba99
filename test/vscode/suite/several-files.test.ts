// Files that import others of the folder, open or not, whatever their names: the same on a disk and where there is none.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { walked } from "../../../client/src/folder-files.ts";
import { at, codeOf, definition, edit, hints, inFolder, open, problems, revertAll, until } from "./editor.ts";

const part = () => inFolder("parts (old)/a+b.net");
const importer = "uses-parts.net";
const after = (document: vscode.TextDocument, hint: string): Promise<boolean> =>
  until(
    `the hint ${hint}`,
    async () => (await hints(document)).some((one) => one.includes(hint)) || undefined,
  );
const write = (uri: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

describe("several files", () => {
  afterEach(revertAll);

  it("show the shapes of what is imported, and no problem", async () => {
    const document = await open(importer);
    await after(document, "30×30×16");
    assert.deepEqual(problems(document.uri).map(codeOf), []);
  });

  it("lead to what they import: a file of the folder, a page of the library", async () => {
    const document = await open(importer);
    const found = await definition(document, "tower(16)");
    assert.equal(found.uri.toString(), part().toString());
    assert.equal(found.range.start.line, 0);
    const library = await definition(document, "VGG16(include_top");
    assert.equal(library.uri.scheme, "netlens");
    assert.match((await vscode.workspace.openTextDocument(library.uri)).getText(), /model VGG16\(/);
  });

  it("follow an edit of an imported file that is not saved", async () => {
    const document = await open(importer);
    await after(document, "30×30×16");
    await edit(await open("parts (old)/a+b.net"), "Conv2D(n, 3)", "Conv2D(n, 5)");
    await after(document, "28×28×16");
  });

  it("follow imported files that are made, written and deleted, and that nobody opens", async () => {
    const made = inFolder("made.net");
    const user = inFolder("uses-made.net");
    await write(user, 'from "./made.net" import made\nmodel M {\n    input x: [5]\n    made(3)\n}\n');
    try {
      const document = await open("uses-made.net");
      const isMissing = () =>
        until("a problem", () => problems(user, "import-not-found").length > 0 || undefined);
      await isMissing();
      await write(made, "block made(n) { Dense(n) }\n");
      await after(document, "18");
      await write(made, "block made(n) { Dense(n, use_bias=False) }\n");
      await after(document, "15");
      await vscode.workspace.fs.delete(made);
      await isMissing();
    } finally {
      await vscode.workspace.fs.delete(user);
    }
  });

  it("rename what they share", async () => {
    const document = await open(importer);
    await after(document, "30×30×16");
    const edits = await until("edits of both files", async () => {
      const found = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        document.uri,
        at(document, "tower(16)"),
        "trunk",
      );
      return found.size === 2 ? found : undefined;
    });
    assert.ok(await vscode.workspace.applyEdit(edits));
    assert.match((await vscode.workspace.openTextDocument(part())).getText(), /^block trunk\(n\)/);
    assert.match(document.getText(), /import trunk\n(?:.*\n)*? {4}trunk\(16\)/);
    await after(document, "30×30×16");
    assert.deepEqual(problems(document.uri).map(codeOf), []);
  });

  it("are offered where one is imported", async () => {
    const document = await open(importer);
    const items = await until("completions", async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        at(document, "parts (old)"),
      );
      return items.some(({ label }) => label.toString().includes("a+b.net")) ? items : undefined;
    });
    assert.ok(items.length > 20);
  });

  it("are found in a folder that cannot be searched", async () => {
    const found = (await walked(inFolder("."))).map(({ path }) => path.split("/").at(-1));
    for (const name of ["transfer.net", "perceptron.nn", "a+b.net"]) assert.ok(found.includes(name), name);
    assert.equal(found.includes("README.md"), false);
  });

  it("are read wherever they are: in a file system of an extension, outside of the folder", async () => {
    const files = new Map([
      ["/nets/use.net", 'from "../parts/p.net" import p\nmodel M {\n    input x: [7]\n    p(3)\n}\n'],
      ["/parts/p.net", "block p(n) { Dense(n) }\n"],
    ]);
    const provider = vscode.workspace.registerFileSystemProvider("netlens-test", readOnly(files));
    try {
      const uri = vscode.Uri.from({ scheme: "netlens-test", path: "/nets/use.net" });
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await after(document, "24");
      assert.deepEqual(problems(uri).map(codeOf), []);
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      provider.dispose();
    }
  });
});

/** A file system that has files and nothing else: it cannot be listed. */
function readOnly(files: ReadonlyMap<string, string>): vscode.FileSystemProvider {
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const bytes = (uri: vscode.Uri): Uint8Array => {
    const text = files.get(uri.path);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(text);
  };
  return {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => {}),
    stat: (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes(uri).length }),
    readFile: bytes,
    readDirectory: refuse,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
