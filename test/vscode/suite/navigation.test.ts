// Ways through files and pages, as the editor offers them.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, until } from "./editor.ts";

const at = (document: vscode.TextDocument, text: string): vscode.Position =>
  document.positionAt(document.getText().indexOf(text));

describe("navigation", () => {
  it("leads from a built-in layer to its page, and from a library model to its file", async () => {
    const document = await open("transfer.net");
    const target = async (text: string): Promise<string> => {
      const [found] = await until("a definition", async () => {
        const all = await vscode.commands.executeCommand<vscode.Location[]>(
          "vscode.executeDefinitionProvider",
          document.uri,
          at(document, text),
        );
        return all.length > 0 ? all : undefined;
      });
      return (await vscode.workspace.openTextDocument(found!.uri)).getText();
    };
    assert.match(await target("Flatten()"), /^# Flatten\n/);
    assert.match(await target("VGG16("), /model VGG16\(/);
  });

  it("finds declarations of all files", async () => {
    await open("transfer.net");
    await until("the models of files that are not open", async () => {
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
        "vscode.executeWorkspaceSymbolProvider",
        "UNet",
      );
      return found.some(({ name }) => name === "UNet") ? true : undefined;
    });
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
