// Ways through files and pages, as the editor offers them.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, definition, isDeclared, open, until } from "./editor.ts";

describe("navigation", () => {
  it("leads from a built-in layer to its page, and from a library model to its file", async () => {
    const document = await open("transfer.net");
    const target = async (text: string): Promise<string> =>
      (await vscode.workspace.openTextDocument((await definition(document, text)).uri)).getText();
    assert.match(await target("Flatten()"), /^# Flatten\n/);
    assert.match(await target("VGG16("), /model VGG16\(/);
  });

  it("finds declarations of all files", async () => {
    await open("transfer.net");
    await until("the models of files that are not open", async () => (await isDeclared("UNet")) || undefined);
  });

  it("shows which blocks a model is built from", async () => {
    const document = await open("u-net.net");
    const [item] = await until("an item", async () =>
      vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
        "vscode.prepareCallHierarchy",
        document.uri,
        at(document, "UNet("),
      ),
    );
    const calls = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>(
      "vscode.provideOutgoingCalls",
      item,
    );
    assert.deepEqual(calls.map(({ to }) => to.name).sort(), ["double", "up"]);
  });

  it("formats a file", async () => {
    const document = await vscode.workspace.openTextDocument({
      language: "net",
      content: "model M{\n  input x:[4]\n  Dense( 3,activation = relu )\n}\n",
    });
    await vscode.window.showTextDocument(document);
    const edits = await until("edits", async () =>
      vscode.commands.executeCommand<vscode.TextEdit[]>(
        "vscode.executeFormatDocumentProvider",
        document.uri,
        {
          tabSize: 4,
          insertSpaces: true,
        },
      ),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText(), "model M {\n    input x: [4]\n    Dense(3, activation=relu)\n}\n");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});
