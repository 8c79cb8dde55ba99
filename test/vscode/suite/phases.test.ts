// Lenses, and the phase the layers are shown in, as a user meets them.
import assert from "node:assert/strict";
import type { CodeLens, TextDocument } from "vscode";
import * as vscode from "vscode";
import { hints, open, until } from "./editor.ts";

const lenses = async (document: TextDocument): Promise<readonly CodeLens[]> =>
  vscode.commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 100);

describe("phases", () => {
  it("have a lens above each fit that one can click", async () => {
    const document = await open("transfer.net");
    const phases = await until("the lenses of two phases", async () => {
      const found = (await lenses(document)).filter(({ command }) => command?.title.startsWith("Phase "));
      return found.length === 2 ? found : undefined;
    });
    assert.deepEqual(
      phases.map(({ command }) => command?.command),
      ["netlens.showPhase", "netlens.showPhase"],
    );
  });

  it("change the state the layers are shown in", async () => {
    const document = await open("transfer.net");
    const frozen = (wanted: string) => async () =>
      (await hints(document)).some((hint) => hint.includes(wanted)) ? true : undefined;
    await until("the base frozen in part, as in the last phase", frozen("❄ partly"));
    const uri = document.uri.toString();
    await vscode.commands.executeCommand("netlens.showPhase", uri, { training: "transfer", phase: 1 });
    await until("the base frozen as a whole, as in the first phase", async () =>
      (await hints(document)).some((hint) => /❄$/.test(hint)) ? true : undefined,
    );
    await vscode.commands.executeCommand("netlens.showPhase", uri, undefined);
    await until("the base frozen in part again", frozen("❄ partly"));
  });

  it("open the uses of a model from its lens", async () => {
    const document = await open("transfer.net");
    const uses = await until("the lens of uses", async () =>
      (await lenses(document)).find(({ command }) => command?.command === "netlens.showReferences"),
    );
    await vscode.commands.executeCommand(uses.command!.command, ...(uses.command!.arguments ?? []));
  });
});
