// The status bar item of the model at the cursor: its total, and how many of its layers have no known shape. It never works
// out a figure; the server does.
import { Disposable, languages, StatusBarAlignment, ThemeColor, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { ModelAt } from "../../../server/src/ide/model-at.ts";

/** After so many milliseconds without a move of the cursor. */
const quiet = 250;

export function registerModelStatus(client: BaseLanguageClient): Disposable {
  const item = window.createStatusBarItem("netlens.model", StatusBarAlignment.Right, 91);
  item.name = "Netlens: Model";
  item.command = "netlens.showTable";
  let turn = 0;
  const update = async (): Promise<void> => {
    const mine = ++turn;
    const editor = window.activeTextEditor;
    const isNet = editor && languages.match({ language: "net" }, editor.document) > 0;
    const found = isNet && client.isRunning() ? await ask(client, editor) : undefined;
    if (mine !== turn) return;
    if (!found) return item.hide();
    item.text = textOf(found);
    item.tooltip = tooltipOf(found);
    item.backgroundColor =
      found.unknown.length > 0 ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void update(), quiet);
  };
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(soon),
    window.onDidChangeTextEditorSelection(soon),
    workspace.onDidChangeTextDocument(soon),
    client.onDidChangeState(soon),
    new Disposable(() => clearTimeout(waiting)),
  );
}

async function ask(
  client: BaseLanguageClient,
  editor: NonNullable<typeof window.activeTextEditor>,
): Promise<ModelAt | undefined> {
  const { document, selection } = editor;
  try {
    const answer = await client.sendRequest<ModelAt | null>("netlens/modelAt", {
      textDocument: { uri: document.uri.toString() },
      position: { line: selection.active.line, character: selection.active.character },
    });
    return answer ?? undefined;
  } catch {
    return undefined; // The server is starting or stopping.
  }
}

function textOf({ name, total, unknown, needs }: ModelAt): string {
  if (needs.length > 0) return `$(symbol-class) ${name}: needs ${needs.join(", ")}`;
  const count = `$(symbol-class) ${name}: ${total} parameters`;
  return unknown.length > 0 ? `${count}, ${unknown.length} unknown` : count;
}

function tooltipOf({ name, layers, trainable, nonTrainable, unknown, needs }: ModelAt): string {
  if (needs.length > 0) return `${name} is built when ${needs.join(", ")} are given`;
  const lines = [
    `${name}: ${layers} layer${layers === 1 ? "" : "s"}, ${trainable} trainable parameters, ${nonTrainable} non-trainable`,
  ];
  if (unknown.length > 0)
    lines.push(`Shapes not known: ${unknown.slice(0, 8).join(", ")}${unknown.length > 8 ? ", …" : ""}`);
  return lines.join("\n");
}
