// Asks the server for a file in another format. It never shows anything.
import { type TextDocument, type Uri, window } from "vscode";
import type { ExportAnswer } from "../../../server/src/lsp/features/export.ts";
import type { Client } from "../start.ts";

export type { ExportAnswer };

export const exported = (client: Client, uri: Uri, format: string, model?: string): Promise<ExportAnswer> =>
  client.sendRequest<ExportAnswer>("netlens/export", {
    textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
    format,
    ...(model === undefined ? {} : { model }),
  });

/** The model file a command is for: the one in front. */
export function modelFile(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document?.languageId === "net" ? document : undefined;
}

/** The text of an export, of the model the user chooses where a format holds one; what stands in its way is told. */
export async function exportedOrTold(
  client: Client,
  uri: Uri,
  format: string,
): Promise<Extract<ExportAnswer, { text: string }> | undefined> {
  let answer = await exported(client, uri, format);
  if ("refused" in answer && answer.models) {
    const model = await window.showQuickPick([...answer.models], { title: "Which Model?" });
    if (model === undefined) return undefined;
    answer = await exported(client, uri, format, model);
  }
  if ("refused" in answer) {
    void window.showErrorMessage(`Netlens: nothing was exported; ${answer.refused}.`);
    return undefined;
  }
  const [first] = answer.problems;
  if (first)
    void window.showErrorMessage(
      `Netlens: line ${first.line}: ${first.message}${answer.problems.length > 1 ? ` (and ${answer.problems.length - 1} more)` : ""}`,
    );
  return answer;
}
