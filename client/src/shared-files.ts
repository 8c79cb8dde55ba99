// Gives the server the files it cannot read itself: those of virtual workspaces, and in a browser all. It never writes one.
import { Disposable, env, type LogOutputChannel, UIKind, Uri, workspace } from "vscode";
import { type BaseLanguageClient, type ClientCapabilities, State } from "vscode-languageclient";
import { watched } from "./client-options.ts";
import { filesIn } from "./folder-files.ts";

/** The server's names for these notifications. */
const filesNotification = "netlens/files";
const wantedNotification = "netlens/wantedFile";
/** So many files are read and sent at a time. */
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
    for (const { uri } of workspace.workspaceFolders ?? [])
      if (unreadable(uri)) await send(await filesIn(uri));
  };
  client.registerFeature(sharesFiles);
  const watcher = workspace.createFileSystemWatcher(watched);
  return Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    workspace.onDidChangeWorkspaceFolders(() => logged(all())),
    client.onNotification(wantedNotification, ({ uri }: { readonly uri: string }) => changed(Uri.parse(uri))),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) logged(all());
    }),
  );
}

/** Tells the server that it may ask for a file. */
const sharesFiles = {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, netlensFiles: true };
  },
  initialize(): void {},
  getState: () => ({ kind: "static" as const }),
  clear(): void {},
};
