// The command `netlens.export`: a model file in a format the server knows, saved where the user says. It never knows a format.
import { commands, type Disposable, Uri, window, workspace } from "vscode";
import type { ExportFormatAnswer } from "../../../server/src/lsp/features/export.ts";
import { saveFile } from "../save-file.ts";
import type { Client } from "../start.ts";
import { exportedOrTold, modelFile } from "./export-answer.ts";

export function registerExportFile(client: Client): Disposable {
  // A key binding may name the format, and a task the file.
  return commands.registerCommand("netlens.export", async (asked?: unknown, target?: unknown) => {
    const file = modelFile();
    if (!file) return void window.showInformationMessage("Netlens: open a model file to export.");
    const format = await chosenFormat(client, asked);
    const answer = format && (await exportedOrTold(client, file.uri, format));
    if (!answer) return;
    const bytes = new TextEncoder().encode(answer.text);
    const name =
      file.uri.path
        .split("/")
        .at(-1)!
        .replace(/\.(net|nn)$/, "") + answer.extension;
    if (target instanceof Uri) await workspace.fs.writeFile(target, bytes);
    const saved = target instanceof Uri ? target : await saveFile(file.uri, name, bytes);
    if (saved) await commands.executeCommand("vscode.open", saved);
  });
}

async function chosenFormat(client: Client, asked: unknown): Promise<string | undefined> {
  if (typeof asked === "string") return asked;
  const formats = await client.sendRequest<readonly ExportFormatAnswer[]>("netlens/exportFormats");
  const items = formats.map(({ id, title, extension }) => ({ id, label: title, description: extension }));
  return (await window.showQuickPick(items, { title: "Export" }))?.id;
}
