// The command `netlens.newModel`: a new file from one of the templates of this folder. It never overwrites anything.
import { commands, type Disposable, window } from "vscode";
import { showText } from "../show-text.ts";
import { sources } from "./sources.generated.ts";

/** The first line of a template says what it is: `# Name — what it is for`. */
function template(text: string): { readonly label: string; readonly description: string } {
  const [label = "", description = ""] = text.slice(2, text.indexOf("\n")).split(" — ");
  return { label, description };
}

export function registerNewModel(): Disposable {
  return commands.registerCommand("netlens.newModel", async () => {
    const items = [...sources.values()].map((text) => ({ ...template(text), text }));
    const empty = { label: "Empty", description: "one input and one layer", text: emptyModel };
    const picked = await window.showQuickPick([empty, ...items.sort(byLabel)], {
      title: "New Model",
      placeHolder: "What it starts from",
      matchOnDescription: true,
    });
    if (picked) await showText("net", picked.text);
  });
}

const byLabel = (a: { readonly label: string }, b: { readonly label: string }): number =>
  a.label < b.label ? -1 : 1;

const emptyModel = "model Model {\n    input x: [8]\n    Dense(1)\n}\n";
