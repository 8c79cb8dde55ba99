// The commands of the palette, run as a user would.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hints, hover, inFolder, isDeclared, open, until } from "./editor.ts";

describe("the commands", () => {
  it("restart the server, which then answers again", async () => {
    const document = await open("transfer.net");
    const anyHints = async () => ((await hints(document)).length > 0 ? true : undefined);
    await until("hints before the restart", anyHints);
    await vscode.commands.executeCommand("netlens.restartServer");
    await until("hints after the restart", anyHints);
    await until("what other files declare", async () => (await isDeclared("UNet")) || undefined);
  });

  it("show a file as Keras code beside it", async () => {
    await open("transfer.net");
    await vscode.commands.executeCommand("netlens.previewKeras");
    await until("the preview", async () =>
      vscode.workspace.textDocuments.find(
        (d) => d.uri.scheme === "netlens-keras" && d.getText().includes("keras.Model("),
      ),
    );
  });

  it("save a picture, after which the server still answers", async () => {
    const document = await open("lenet.net");
    const target = inFolder("lenet.svg");
    await vscode.commands.executeCommand("netlens.export", "svg", target);
    const picture = new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
    assert.match(picture, /^<svg .*Conv2D/s);
    assert.match(await hover(document, "Flatten()"), /Flatten/);
    await vscode.workspace.fs.delete(target);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("are all registered", async () => {
    const registered = await vscode.commands.getCommands(true);
    const contributed: { command: string }[] =
      vscode.extensions.getExtension("netlens.netlens")?.packageJSON.contributes.commands ?? [];
    assert.ok(contributed.length >= 2);
    for (const { command } of contributed) assert.ok(registered.includes(command), command);
  });
});
