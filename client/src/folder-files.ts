// The files of a folder the server wants to know of, wherever the folder is. It never reads one.
import { FileType, RelativePattern, Uri, workspace } from "vscode";
import { watched } from "./client-options.ts";

/** No more than so many are found. */
const mostFiles = 5000;

/** The files of a folder. Many virtual file systems cannot be searched: then it is gone through. */
export async function filesIn(folder: Uri): Promise<readonly Uri[]> {
  const found = await workspace.findFiles(
    new RelativePattern(folder, watched),
    "**/node_modules/**",
    mostFiles,
  );
  return found.length > 0 ? found : walked(folder);
}

/** Folder by folder, those near the top first. */
export async function walked(folder: Uri): Promise<readonly Uri[]> {
  const found: Uri[] = [];
  const folders = [folder];
  for (let read = 0; read < mostFiles && found.length < mostFiles; read++) {
    const next = folders.shift();
    if (!next) break;
    try {
      for (const [name, type] of await workspace.fs.readDirectory(next)) {
        const uri = Uri.joinPath(next, name);
        if (type & FileType.Directory) {
          if (!name.startsWith(".") && name !== "node_modules") folders.push(uri);
        } else if (/\.(?:net|nn)$|^netlens\.json$/.test(name)) found.push(uri);
      }
    } catch {
      // A folder that cannot be read holds nothing for us.
    }
  }
  return found;
}
