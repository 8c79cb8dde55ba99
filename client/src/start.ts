// What both entry points do: start the language client and register the commands. It never knows the language itself.
import { type ExtensionContext, type LogOutputChannel, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { registerChooseHints } from "./commands/choose-hints.ts";
import { registerExportFile } from "./commands/export-file.ts";
import { registerExportKeras } from "./commands/export-keras.ts";
import { registerExportPreview } from "./commands/export-preview.ts";
import { registerImportModel } from "./commands/import-model.ts";
import { registerRenameAt } from "./commands/rename-at.ts";
import { registerReportProblem } from "./commands/report-problem.ts";
import { registerRestartServer } from "./commands/restart-server.ts";
import { registerShowLog } from "./commands/show-log.ts";
import { registerOpenExample } from "./gallery/open-example.ts";
import { knownCommands } from "./phase/known-commands.ts";
import { registerPhases } from "./phase/phases.ts";
import { shareFiles } from "./shared-files.ts";
import { registerModelStatus } from "./status/model-status.ts";
import { registerNewModel } from "./templates/new-model.ts";
import { registerGraphView } from "./views/graph/graph-view.ts";
import { registerTableView } from "./views/table/table-view.ts";

/** A client of either kind; only the two entry points know which. */
export type Client = BaseLanguageClient & { restart?(): Promise<void> };

export async function start(
  context: ExtensionContext,
  create: (log: LogOutputChannel) => Client,
): Promise<Client> {
  const log = window.createOutputChannel("Netlens", { log: true });
  const client = create(log);
  client.registerFeature(knownCommands);
  context.subscriptions.push(
    log,
    registerRestartServer(client, log),
    registerShowLog(log),
    registerPhases(client),
    registerModelStatus(client),
    registerNewModel(),
    registerOpenExample(),
    registerChooseHints(),
    registerReportProblem(context),
    registerRenameAt(),
    registerExportFile(client),
    registerExportKeras(client),
    registerExportPreview(client),
    registerImportModel(client),
    registerGraphView(context, client, log),
    registerTableView(context, client, log),
    shareFiles(client, log),
  );
  try {
    await client.start();
  } catch (error) {
    log.error("The language server could not be started.", error); // The client library has told the user.
  }
  return client;
}
