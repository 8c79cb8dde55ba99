// The command `netlens.previewKeras`: a model file as Keras code beside it, which follows each edit. It never writes a file.
import {
  commands,
  Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import type { Client } from "../start.ts";
import { exported, modelFile } from "./export-answer.ts";

const scheme = "netlens-keras";

const previewOf = (uri: Uri): Uri => Uri.from({ scheme, path: `${uri.path}.py`, query: uri.toString() });
const sourceOf = (preview: Uri): Uri => Uri.parse(preview.query);

/** Lines of a comment. */
const remark = (lines: readonly string[]): string => lines.map((line) => `# ${line}\n`).join("");

export function registerExportPreview(client: Client): Disposable {
  const changed = new EventEmitter<Uri>();
  const last = new Map<string, string>();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(preview) {
      const uri = sourceOf(preview);
      // A preview that was left open is asked for before its file is.
      await workspace.openTextDocument(uri);
      const answer = await exported(client, uri, "keras");
      if ("refused" in answer) {
        // While a line is half written the last good text stays, under a word on why.
        return `${remark([`Netlens: ${answer.refused}`])}\n${last.get(preview.toString()) ?? ""}`;
      }
      last.set(preview.toString(), answer.text);
      if (answer.problems.length === 0) return answer.text;
      return `${remark(answer.problems.map((p) => `Netlens: line ${p.line}: ${p.message}`))}\n${answer.text}`;
    },
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, provider),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId !== "net") return;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        for (const open of workspace.textDocuments) if (open.uri.scheme === scheme) changed.fire(open.uri);
      }, 200);
    }),
    workspace.onDidCloseTextDocument(({ uri }) => last.delete(uri.toString())),
    commands.registerCommand("netlens.previewKeras", async () => {
      const file = modelFile();
      if (!file) return;
      const document = await workspace.openTextDocument(previewOf(file.uri));
      await window.showTextDocument(document, {
        viewColumn: ViewColumn.Beside,
        preserveFocus: true,
        preview: true,
      });
    }),
  );
}
