// The connection to the language server, which runs as a Node process of its own; it never starts any other program.
import type { ExtensionContext, LogOutputChannel } from "vscode";
import { workspace } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** Also the prefix of the settings: `netlens.trace.server` is read by the client library under this name. */
const id = "netlens";

export function createLanguageClient(context: ExtensionContext, log: LogOutputChannel): LanguageClient {
  const server = { module: context.asAbsolutePath("dist/server.cjs"), transport: TransportKind.ipc };
  return new LanguageClient(
    id,
    "Netlens",
    { run: server, debug: { ...server, options: { execArgv: ["--nolazy", "--inspect=6009"] } } },
    {
      documentSelector: [{ language: "net" }],
      outputChannel: log,
      synchronize: {
        configurationSection: id,
        fileEvents: workspace.createFileSystemWatcher("**/{*.net,*.nn,netlens.json}"),
      },
    },
  );
}
