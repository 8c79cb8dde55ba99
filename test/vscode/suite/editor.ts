// What the tests ask of the editor, in their own words; it never asserts anything itself.
import type {
  CodeAction,
  Diagnostic,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  Position,
  SymbolInformation,
  TextDocument,
  Uri,
} from "vscode";
import * as vscode from "vscode";

/** A file of the folder that is open. */
export function inFolder(path: string): Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("The tests need a folder that is open.");
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(name: string): Promise<TextDocument> {
  const document = await vscode.workspace.openTextDocument(inFolder(name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Asks again until there is an answer: the server may still be starting, or still be at work on the last edit. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    // A server that hears nothing never answers.
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, deadline - Date.now(), undefined));
    const answer = await Promise.race([probe(), late]);
    if (answer !== undefined) return answer;
    // The index of the workspace goes on only while nobody has asked for a moment.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Waited 30 seconds in vain for ${what}.`);
}

export async function hints(document: TextDocument): Promise<string[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand<InlayHint[]>(
    "vscode.executeInlayHintProvider",
    document.uri,
    all,
  );
  return found.map(({ label }) =>
    typeof label === "string" ? label : label.map(({ value }) => value).join(""),
  );
}

/** Where a text stands first. */
export const at = (document: TextDocument, text: string): Position =>
  document.positionAt(document.getText().indexOf(text));

/** Puts one text in the place of another, and does not save. */
export async function edit(document: TextDocument, before: string, after: string): Promise<void> {
  const start = at(document, before);
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(start, start.translate(0, before.length)), after);
  if (!(await vscode.workspace.applyEdit(change))) throw new Error("The editor refused an edit.");
}

/** Every file is again as it was saved, and closed. */
export async function revertAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** Where a name that stands in a file is declared. */
export async function definition(document: TextDocument, text: string): Promise<Location> {
  const [found] = await until(`the definition of ${text}`, async () => {
    const all = await vscode.commands.executeCommand<(Location | LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      at(document, text),
    );
    return all.length > 0 ? all : undefined;
  });
  return "targetUri" in found!
    ? new vscode.Location(found.targetUri, found.targetSelectionRange ?? found.targetRange)
    : found!;
}

/** The hover on the first place where `text` stands, as Markdown. */
export async function hover(document: TextDocument, text: string): Promise<string> {
  const found = await vscode.commands.executeCommand<Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    at(document, text),
  );
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/** Whether something of this name is declared in a file of the folder, open or not. */
export async function isDeclared(name: string): Promise<boolean> {
  const found = await vscode.commands.executeCommand<SymbolInformation[]>(
    "vscode.executeWorkspaceSymbolProvider",
    name,
  );
  return found.some((symbol) => symbol.name === name);
}

/** Our diagnostics with this code, or all of ours. */
export function problems(uri: Uri, code?: string): Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source?.toLowerCase() === "netlens")
    .filter((problem) => code === undefined || codeOf(problem) === code);
}

/** The quick fixes offered at a problem; the editor does not say which diagnostic each belongs to. */
export async function quickFixes(document: TextDocument, problem: Diagnostic): Promise<CodeAction[]> {
  const found = await vscode.commands.executeCommand<CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
    20,
  );
  return found.filter(({ edit }) => edit !== undefined);
}

export function codeOf({ code }: Diagnostic): string | undefined {
  return typeof code === "object" ? `${code.value}` : code === undefined ? undefined : `${code}`;
}
