// Writes a file where the user says. It never writes without asking.
import { Uri, window, workspace } from "vscode";

/** Asks where, beside a file at first; nothing if the user does not say. */
export async function saveFile(
  beside: Uri | undefined,
  name: string,
  content: Uint8Array,
): Promise<Uri | undefined> {
  const folder =
    beside && beside.scheme !== "untitled"
      ? Uri.joinPath(beside, "..")
      : workspace.workspaceFolders?.[0]?.uri;
  const ending = name.slice(name.lastIndexOf(".") + 1);
  const target = await window.showSaveDialog({
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (target) await workspace.fs.writeFile(target, content);
  return target;
}
