// Commands that ask something first: the list is answered as a user would, with the keyboard.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hints, open, revertAll, until } from "./editor.ts";

/** Runs a command that shows a list, and takes the entry so far below the first. */
async function choose(command: string, below: number): Promise<void> {
  let ended = false;
  const done = vscode.commands.executeCommand(command).then(() => {
    ended = true;
  });
  // A list takes a moment to open; a key that comes too early does nothing.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (let step = 0; step < below; step++)
    await vscode.commands.executeCommand("workbench.action.quickOpenSelectNext");
  await until(`an answer to ${command}`, async () => {
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    return ended || undefined;
  });
  await done;
}

describe("choices", () => {
  afterEach(revertAll);

  it("of a template begin a model", async () => {
    await choose("netlens.newModel", 0);
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.languageId, "net");
    await until("its hints", async () => (await hints(document)).length > 0 || undefined);
  });

  it("of an example open it", async () => {
    await choose("netlens.openExample", 0);
    assert.match(vscode.window.activeTextEditor!.document.getText(), /^model \w+/m);
  });

  it("of a phase show the layers in it", async () => {
    const document = await open("transfer.net");
    const frozen = (wanted: RegExp) =>
      until(`${wanted}`, async () => (await hints(document)).some((hint) => wanted.test(hint)) || undefined);
    await frozen(/❄ partly/);
    await choose("netlens.choosePhase", 1);
    await frozen(/❄$/);
    await choose("netlens.choosePhase", 0);
    await frozen(/❄ partly/);
  });
});
