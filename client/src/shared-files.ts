// Gives the server the files it cannot read itself: those of virtual workspaces, and in a browser all. It never writes one.
import { Disposable, env, type LogOutputChannel, UIKind, type Uri, workspace } from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { watched } from "./client-options.ts";

/** The server's name for this notification. */
const filesNotification = "netlens/files";
/** No more than so many files are read, and so many sent at a time. */
const most = 5000;
const batch = 100;

/** Whether the server has no disk that holds a file. */
const unreadable = (uri: Uri): boolean => uri.scheme !== "file" || (env.uiKind === UIKind.Web && !hasNode());
const hasNode = (): boolean => typeof process === "object" && process.versions?.node !== undefined;

export function shareFiles(client: BaseLanguageClient, log: LogOutputChannel): Disposable {
  const read = async (uri: Uri): Promise<{ uri: string; text: string | null }> => {
    try {
      return { uri: uri.toString(), text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
    } catch {
      return { uri: uri.toString(), text: null };
    }
  };
  const send = async (uris: readonly Uri[]): Promise<void> => {
    for (let i = 0; i < uris.length && client.isRunning(); i += batch) {
      const files = await Promise.all(uris.slice(i, i + batch).map(read));
      if (client.isRunning()) await client.sendNotification(filesNotification, { files });
    }
  };
  const logged = (work: Promise<void>): void =>
    void work.catch((error: unknown) => log.warn(`Files could not be given to the server: ${error}`));
  const changed = (uri: Uri): void => {
    if (unreadable(uri)) logged(send([uri]));
  };
  const all = async (): Promise<void> => {
    if (!workspace.workspaceFolders?.some((folder) => unreadable(folder.uri))) return;
    const found = await workspace.findFiles(watched, "**/node_modules/**", most);
    await send(found.filter(unreadable));
  };
  const watcher = workspace.createFileSystemWatcher(watched);
  return Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    workspace.onDidChangeWorkspaceFolders(() => logged(all())),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) logged(all());
    }),
  );
}
