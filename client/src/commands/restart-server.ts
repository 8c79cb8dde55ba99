// The command `netlens.restartServer`: a fresh server for the same open files; it never reloads the window.
import type { Disposable, LogOutputChannel } from "vscode";
import { commands, window } from "vscode";
import type { Client } from "../start.ts";

export function registerRestartServer(client: Client, log: LogOutputChannel): Disposable {
  return commands.registerCommand("netlens.restartServer", async () => {
    try {
      await restart(client);
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

/** The client for Node has a restart of its own; both begin with a fresh server. */
async function restart(client: Client): Promise<void> {
  if (client.restart) return client.restart();
  await client.stop();
  await client.start();
}
