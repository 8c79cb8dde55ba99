// Opens a text in a new editor that belongs to no file yet. It never writes to a disk.
import { type TextEditor, window, workspace } from "vscode";

/** A new untitled editor of a language. */
export async function showText(language: string, content: string): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument({ language, content }));
}
