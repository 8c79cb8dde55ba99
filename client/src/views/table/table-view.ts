// The command of the model table. It never draws, and leaves the following of the editor to the panel.
import { commands, Disposable, type ExtensionContext, env, type LogOutputChannel } from "vscode";
import type { Client } from "../../start.ts";
import { registerModelViews } from "../shared/model-views.ts";

export function registerTableView(
  context: ExtensionContext,
  client: Client,
  log: LogOutputChannel,
): Disposable {
  const views = registerModelViews(context, client, log, {
    id: "netlens.table",
    title: "Model Table",
    script: "table-webview.js",
    receive(message) {
      if (message.type !== "copy") return false;
      env.clipboard.writeText(message.text).then(undefined, (error: unknown) => {
        log.error(`The table could not be copied: ${error}`);
      });
      return true;
    },
  });
  return Disposable.from(
    views,
    commands.registerCommand("netlens.showTable", () => views.open()),
  );
}
