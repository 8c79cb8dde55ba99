// Which files are Net to the editor, and that a netlist of another trade is met politely.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hints, open, problems, until } from "./editor.ts";

describe("the language", () => {
  it("takes .net and .nn files", async () => {
    assert.equal((await open("transfer.net")).languageId, "net");
    const document = await open("perceptron.nn");
    assert.equal(document.languageId, "net");
    await until("hints in a .nn file", async () =>
      (await hints(document)).some((hint) => hint.includes("48")) ? true : undefined,
    );
  });

  it("gives a SPICE netlist one information and no flood", async () => {
    const document = await open("amplifier.net");
    const found = await until("a diagnostic", () => {
      const all = problems(document.uri);
      return all.length > 0 ? all : undefined;
    });
    assert.deepEqual(
      found.map(({ severity }) => severity),
      [vscode.DiagnosticSeverity.Information],
    );
  });
});
