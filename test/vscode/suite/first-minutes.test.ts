// What the walkthrough leads to: examples, views, the status bar's request, the report of a problem.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, problems, until } from "./editor.ts";

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(command, ...args);

const panel = (title: string): vscode.Tab | undefined =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input, label }) => input instanceof vscode.TabInputWebview && label.startsWith(title));

describe("first minutes", () => {
  afterEach(() => run("workbench.action.closeAllEditors"));

  it("open an example in an editor of its own", async () => {
    await run("netlens.openExample", { name: "mlp" });
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.languageId, "net");
    assert.equal(document.uri.scheme, "untitled");
    assert.match(document.getText(), /model MLP/);
  });

  it("open the mistakes at the first of them, with its diagnostic", async () => {
    await run("netlens.openExample", { name: "wrong-order", line: "training frozen_between_fits" });
    const editor = vscode.window.activeTextEditor!;
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /frozen_between_fits/);
    await until("the diagnostic", () => problems(editor.document.uri, "train-flag-after-compile")[0]);
  });

  for (const [command, title] of [
    ["netlens.showTable", "Model Table"],
    ["netlens.showGraph", "Model Graph"],
  ] as const) {
    it(`open the ${title.toLowerCase()} beside the editor, named after the model`, async () => {
      await open("vgg16.net");
      await run(command);
      await until(`the panel ${title}`, () => panel(`${title}: VGG16`));
      assert.equal(vscode.window.activeTextEditor?.document.languageId, "net", "the editor keeps the focus");
    });
  }

  it("begin a report with the versions and without the model", async () => {
    await open("vgg16.net");
    await run("netlens.reportProblem");
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.languageId, "markdown");
    assert.match(document.getText(), /- Netlens \d+\.\d+\.\d+\n- .*\n- Settings: \S/);
    assert.doesNotMatch(document.getText(), /block1_conv1/);
  });
});
