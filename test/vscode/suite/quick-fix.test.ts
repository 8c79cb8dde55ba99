// The way from a training mistake to its cure: seen, fixed, gone, and nothing new in its place.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { codeOf, open, problems, quickFixes, until } from "./editor.ts";

const code = "train-flag-after-compile";

describe("wrong-order.net", () => {
  it("warns of a flag that changes after compile, and its quick fix cures it", async () => {
    const document = await open("wrong-order.net");
    const before = await until(`the warning ${code}`, () => {
      const found = problems(document.uri, code);
      return found.length > 0 ? found : undefined;
    });
    const others = countOtherProblems(document);
    const fix = await until("a quick fix about compile", async () =>
      (await quickFixes(document, before[0]!)).find(({ title }) => title.includes("compile")),
    );
    assert.ok(await vscode.workspace.applyEdit(fix.edit!));
    await until("one warning less", () =>
      problems(document.uri, code).length === before.length - 1 ? true : undefined,
    );
    assert.ok(countOtherProblems(document) <= others, "the fix left a new problem behind");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

function countOtherProblems(document: vscode.TextDocument): number {
  return problems(document.uri).filter((problem) => codeOf(problem) !== code).length;
}
