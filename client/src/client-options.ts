// What the language client is told wherever it runs. It never starts a server.
import { type LogOutputChannel, workspace } from "vscode";
import type { LanguageClientOptions } from "vscode-languageclient";

/** Also the prefix of the settings: `netlens.trace.server` is read by the client library under this name. */
export const id = "netlens";
export const name = "Netlens";

/** The files the server wants to know of. */
export const watched = "**/{*.net,*.nn,netlens.json}";

export const clientOptions = (log: LogOutputChannel): LanguageClientOptions => ({
  documentSelector: [{ language: "net" }],
  outputChannel: log,
  synchronize: {
    configurationSection: id,
    fileEvents: workspace.createFileSystemWatcher(watched),
  },
});
