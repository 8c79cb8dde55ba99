// What was committed of a file, through the editor's own Git extension. It starts no program itself, and is silent where there
// is no such extension.
import { extensions, type Uri } from "vscode";

/** The part of the Git extension's interface that is used. */
interface GitApi {
  getRepository(uri: Uri): { show(ref: string, path: string): Promise<string> } | null;
}

/** Nothing where the file is in no repository, or was never committed. */
export async function committedText(uri: Uri): Promise<string | undefined> {
  const git = extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  if (!git?.isActive) return undefined;
  try {
    return await git.exports.getAPI(1).getRepository(uri)?.show("HEAD", uri.fsPath);
  } catch {
    return undefined;
  }
}
