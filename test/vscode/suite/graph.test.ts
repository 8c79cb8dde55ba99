// The model graph as a panel of the editor: it opens beside the file, shows its model and follows the file in front.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, until } from "./editor.ts";

const panels = (): readonly vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && /netlens\.graph$/.test(input.viewType));

/** The panel's title, which has the model's name once its page has asked for the model. */
const titled = (title: string): Promise<boolean> =>
  until(`a panel called ${title}`, () => (panels().some(({ label }) => label === title) ? true : undefined));

describe("the model graph", () => {
  after(() => vscode.window.tabGroups.close(panels()));

  it("opens beside the file with its model", async () => {
    await open("transfer.net");
    await vscode.commands.executeCommand("netlens.showGraph");
    await titled("Model Graph: Classifier");
    assert.equal(vscode.window.activeTextEditor?.document.fileName.endsWith("transfer.net"), true);
  });

  it("is one panel, which follows the file in front", async () => {
    await open("vgg16.net");
    await titled("Model Graph: VGG16");
    await vscode.commands.executeCommand("netlens.showGraph");
    assert.equal(panels().length, 1);
  });

  it("follows an edit", async () => {
    const document = await open("lenet.net");
    const name = /^model (\w+)/m.exec(document.getText())?.[1] ?? "";
    await titled(`Model Graph: ${name}`);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf(`model ${name}`) + "model ".length;
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(at), document.positionAt(at + name.length)),
      "Renamed",
    );
    await vscode.workspace.applyEdit(edit);
    await titled("Model Graph: Renamed");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});
