// The command `netlens.showLog`: brings the log of client and server to the front; it never changes what is logged.
import type { Disposable, LogOutputChannel } from "vscode";
import { commands } from "vscode";

export function registerShowLog(log: LogOutputChannel): Disposable {
  return commands.registerCommand("netlens.showLog", () => log.show());
}
