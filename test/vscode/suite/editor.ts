// What the tests ask of the editor, in their own words; it never asserts anything itself.
import type { CodeAction, Diagnostic, Hover, InlayHint, TextDocument, Uri } from "vscode";
import * as vscode from "vscode";

export async function open(name: string): Promise<TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("The tests need a folder that is open.");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
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
    const answer = await probe();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
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

/** The hover on the first place where `text` stands, as Markdown. */
export async function hover(document: TextDocument, text: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(text));
  const found = await vscode.commands.executeCommand<Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
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
