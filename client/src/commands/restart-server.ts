// The command `netlens.restartServer`: a fresh server for the same open files; it never reloads the window.
import type { Disposable, LogOutputChannel } from "vscode";
import { commands, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

export function registerRestartServer(client: LanguageClient, log: LogOutputChannel): Disposable {
  return commands.registerCommand("netlens.restartServer", async () => {
    try {
      await client.restart();
      log.info("The language server was restarted.");
    } catch (error) {
      log.error("The language server could not be restarted.", error);
      const showLog = "Show Log";
      const answer = await window.showErrorMessage(
        "Netlens: the language server could not be restarted.",
        showLog,
      );
      if (answer === showLog) log.show();
    }
  });
}
