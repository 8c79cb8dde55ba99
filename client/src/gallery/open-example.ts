// The command `netlens.openExample`: one of the examples, in an editor of its own to play with. The example stays as it is.
import { commands, type Disposable, Position, Selection, TextEditorRevealType, window } from "vscode";
import { showText } from "../show-text.ts";
import { sources } from "./sources.generated.ts";

/** `name`, as the walkthrough gives it, leaves the choice out; `line` is where the cursor goes. */
interface Wanted {
  readonly name?: string;
  readonly line?: string;
}

export function registerOpenExample(): Disposable {
  return commands.registerCommand("netlens.openExample", async ({ name, line }: Wanted = {}) => {
    const text = sources.get(name ?? (await choose()) ?? "");
    if (text === undefined) return;
    const editor = await showText("net", text);
    const at = line === undefined ? -1 : text.indexOf(line);
    if (at < 0) return;
    const position = new Position(text.slice(0, at).split("\n").length - 1, 0);
    editor.selection = new Selection(position, position);
    editor.revealRange(editor.selection, TextEditorRevealType.InCenter);
  });
}

async function choose(): Promise<string | undefined> {
  const items = [...sources].map(([label, text]) => ({
    label,
    description: text.slice(2, text.indexOf("\n")),
  }));
  const picked = await window.showQuickPick(items, {
    title: "Open Example",
    placeHolder: "A network worth knowing",
    matchOnDescription: true,
  });
  return picked?.label;
}
