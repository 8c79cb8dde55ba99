// The phase the layers of a file are shown in: a status bar item that names it, the command that chooses it, and the
// commands of lenses. It never works out a phase; the server does.
import {
  commands,
  type Disposable,
  Disposable as Disposables,
  type Location,
  languages,
  type Position,
  Position as PositionOf,
  type QuickPickItem,
  StatusBarAlignment,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type PhaseChoice, type PhaseItem, phasesOf, showPhase } from "./requests.ts";

interface Pick extends QuickPickItem {
  readonly choice: PhaseChoice | undefined;
}

/** Registers the commands and the status bar item; it is shown in files that train something. */
export function registerPhases(client: BaseLanguageClient): Disposable {
  const item = window.createStatusBarItem("netlens.phase", StatusBarAlignment.Right, 90);
  item.name = "Netlens: Training Phase";
  item.command = "netlens.choosePhase";
  let asked = 0;
  const update = async (): Promise<void> => {
    const turn = ++asked;
    const editor = netEditor();
    const phases = editor && client.isRunning() ? await known(client, editor) : [];
    if (turn !== asked) return;
    const chosen = phases.find((phase) => phase.chosen);
    const shown = chosen ?? phases.at(-1);
    if (!shown) return item.hide();
    item.text = `❄ ${shown.training}: phase ${shown.phase}`;
    item.tooltip = `The layers are shown as they are in ${chosen ? "this phase" : "the last phase of each model"}: ${shown.text}`;
    item.show();
  };
  let waiting: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void update(), 300);
  };
  const show = async (uri: string, choice: PhaseChoice | undefined): Promise<void> => {
    await showPhase(client, uri, choice);
    await update();
  };
  return Disposables.from(
    item,
    commands.registerCommand("netlens.choosePhase", () => choose(client, show)),
    commands.registerCommand("netlens.showPhase", show),
    commands.registerCommand("netlens.showReferences", showReferences),
    window.onDidChangeActiveTextEditor(soon),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document) soon();
    }),
    client.onDidChangeState(soon),
    new Disposables(() => clearTimeout(waiting)),
  );
}

function netEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  return editor && languages.match({ language: "net" }, editor.document) > 0 ? editor : undefined;
}

/** The server may just be starting or stopping; then there is nothing to show. */
async function known(client: BaseLanguageClient, editor: TextEditor): Promise<readonly PhaseItem[]> {
  try {
    return await phasesOf(client, editor.document.uri.toString());
  } catch {
    return [];
  }
}

async function choose(
  client: BaseLanguageClient,
  show: (uri: string, choice: PhaseChoice | undefined) => Promise<void>,
): Promise<void> {
  const editor = netEditor();
  const phases = editor ? await known(client, editor) : [];
  if (!editor || phases.length === 0) {
    window.showInformationMessage("Netlens: nothing is trained in this file.");
    return;
  }
  const picks: Pick[] = [
    {
      label: "The last phase of each model",
      description: phases.some(({ chosen }) => chosen) ? "" : "shown now",
      choice: undefined,
    },
    ...phases.map(
      ({ training, phase, model, kind, line, text, chosen }): Pick => ({
        label: `${training}: phase ${phase}`,
        description: `${kind} of ${model}, line ${line + 1}${chosen ? ", shown now" : ""}`,
        detail: text,
        choice: { training, phase },
      }),
    ),
  ];
  const picked = await window.showQuickPick(picks, {
    title: "Training Phase",
    placeHolder: "The layers of this file are shown with what trains in the phase chosen",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked) await show(editor.document.uri.toString(), picked.choice);
}

/** The references of a lens; positions come as the protocol has them. */
async function showReferences(uri: string, { line, character }: Position): Promise<void> {
  const document = Uri.parse(uri);
  const position = new PositionOf(line, character);
  const found = await commands.executeCommand<Location[]>(
    "vscode.executeReferenceProvider",
    document,
    position,
  );
  await commands.executeCommand("editor.action.showReferences", document, position, found);
}
