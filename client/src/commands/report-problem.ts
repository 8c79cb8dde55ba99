// The command `netlens.reportProblem`: a form with versions and settings filled in, for the user to complete. It sends
// nothing, and never takes along a model unless the user pastes it.
import {
  commands,
  type Disposable,
  type ExtensionContext,
  env,
  UIKind,
  version,
  window,
  workspace,
} from "vscode";
import { showText } from "../show-text.ts";

export function registerReportProblem(context: ExtensionContext): Disposable {
  return commands.registerCommand("netlens.reportProblem", async () => {
    const own = context.extension.packageJSON as Manifest;
    await showText(
      "markdown",
      [
        "# A problem with Netlens\n",
        "## What I did\n\n\n## What I expected\n\n\n## What happened instead\n\n",
        "## A model that shows it\n\n```net\n\n```\n",
        "## Versions\n",
        `- Netlens ${own.version}`,
        `- ${env.appName} ${version}, ${env.uiKind === UIKind.Web ? "in a browser" : "on a desktop"}${env.remoteName ? `, remote: ${env.remoteName}` : ""}`,
        `- Settings: ${changedSettings(own) || "the defaults"}`,
        "\nThe log (**Netlens: Show Log**) may say more.\n",
      ].join("\n"),
    );
  });
}

interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

/** The settings that are not the defaults; where a file is open, those that hold for it. */
function changedSettings({ contributes }: Manifest): string {
  const settings = workspace.getConfiguration(undefined, window.activeTextEditor?.document.uri);
  return Object.entries(contributes.configuration.properties)
    .filter(([name, property]) => settings.get(name) !== property.default)
    .map(([name]) => `\`${name}: ${settings.get(name)}\``)
    .join(", ");
}
