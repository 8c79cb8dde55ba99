// The commands that write a model file as Python for Keras: into a new file, into the clipboard. They never save one.
import { commands, Disposable, env, window, workspace } from "vscode";
import type { Client } from "../start.ts";
import { exportedOrTold, modelFile } from "./export-answer.ts";

export function registerExportKeras(client: Client): Disposable {
  return Disposable.from(
    commands.registerCommand("netlens.exportKeras", async () => {
      const file = modelFile();
      const answer = file && (await exportedOrTold(client, file.uri, "keras"));
      if (!answer) return;
      const { text: content, language } = answer;
      await window.showTextDocument(await workspace.openTextDocument({ content, language }));
    }),
    commands.registerCommand("netlens.copyKeras", async () => {
      const file = modelFile();
      const answer = file && (await exportedOrTold(client, file.uri, "keras"));
      if (!answer) return;
      await env.clipboard.writeText(answer.text);
      window.setStatusBarMessage("Netlens: the Keras code is in the clipboard", 4000);
    }),
  );
}
