// The command `netlens.importModel`: a saved model as a new text of Net, shown and not saved. It never changes the file it
// reads.
import { commands, type Disposable, FileType, ProgressLocation, Uri, window, workspace } from "vscode";
import type { Client } from "../start.ts";

/** What `netlens/import` answers. */
type ImportAnswer =
  | {
      readonly text: string;
      readonly notes: readonly { readonly message: string; readonly place?: string }[];
    }
  | { readonly refused: string };

/** Larger files hold weights, which would have to travel to the server for nothing. */
const mostBytes = 64 * 1024 * 1024;

export function registerImportModel(client: Client): Disposable {
  return commands.registerCommand("netlens.importModel", async (given?: unknown) => {
    const file = given instanceof Uri ? given : await chosen();
    if (!file) return;
    const name = file.path.split("/").at(-1) ?? "model";
    try {
      const { type, size } = await workspace.fs.stat(file);
      if ((type & FileType.File) === 0) throw new Error("it is no file");
      if (size > mostBytes)
        throw new Error(
          `it has ${Math.round(size / 1024 / 1024)} MB of weights; in a terminal, \`netlens import\` reads it`,
        );
      const bytes = await workspace.fs.readFile(file);
      const answer = await window.withProgress(
        { location: ProgressLocation.Window, title: `Netlens: reading ${name}` },
        () => client.sendRequest<ImportAnswer>("netlens/import", { name, data: base64(bytes) }),
      );
      if ("refused" in answer) {
        void window.showErrorMessage(`Netlens: ${answer.refused}`);
        return;
      }
      await window.showTextDocument(
        await workspace.openTextDocument({ content: answer.text, language: "net" }),
      );
      tell(answer.notes);
    } catch (error) {
      void window.showErrorMessage(
        `Netlens: cannot read ${name}: ${error instanceof Error ? error.message : error}`,
      );
    }
  });
}

async function chosen(): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title: "Import Model",
    openLabel: "Import",
    canSelectMany: false,
    filters: { "Models of Keras and TensorFlow.js": ["json", "keras", "py"], "All files": ["*"] },
  });
  return files?.[0];
}

/** What the text does not say as the model did; the first of it, the rest stands in the text. */
function tell(notes: readonly { readonly message: string; readonly place?: string }[]): void {
  const [first] = notes;
  if (!first) return;
  const more = notes.length > 1 ? ` (and ${notes.length - 1} more, at the top of the text)` : "";
  void window.showWarningMessage(
    `Netlens: ${first.place === undefined ? "" : `${first.place}: `}${first.message}${more}`,
  );
}

function base64(bytes: Uint8Array): string {
  const step = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += step)
    text += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(text);
}
