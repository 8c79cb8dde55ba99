// Settings, of the user and of the folder, as they take effect in files that are open.
import * as vscode from "vscode";
import { hints, hover, inFolder, open, until } from "./editor.ts";

describe("settings", () => {
  it("of the user change the hints", async () => {
    const document = await open("vgg16.net");
    const shown = (what: string, is: (found: readonly string[]) => boolean) =>
      until(what, async () => is(await hints(document)) || undefined);
    const set = (value: string | undefined) =>
      vscode.workspace.getConfiguration("netlens").update("hints", value, vscode.ConfigurationTarget.Global);
    const withCounts = (found: readonly string[]) => found.some((hint) => hint.includes("2,359,808"));
    await shown("shapes and counts", withCounts);
    try {
      await set("shapes");
      await shown("shapes alone", (found) => found.length > 0 && !withCounts(found));
      await set("off");
      await shown("no hints", (found) => found.length === 0);
    } finally {
      await set(undefined);
    }
    await shown("shapes and counts again", withCounts);
  });

  it("of the folder change the hover, as long as their file is there", async () => {
    const document = await open("vgg16.net");
    const file = inFolder("netlens.json");
    const full = await until("a hover", async () => (await hover(document, "block1_conv1")) || undefined);
    const length = (is: (now: number) => boolean) =>
      until("another hover", async () => is((await hover(document, "block1_conv1")).length) || undefined);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{ "hover": "short" }\n'));
    try {
      await length((now) => now > 0 && now < full.length);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await length((now) => now === full.length);
  });
});
