// The commands of the model graph: open it, save it as a page, compare it with another version. It never draws.
import { commands, Disposable, type ExtensionContext, type LogOutputChannel, Uri, window } from "vscode";
import type { Client } from "../../start.ts";
import type { ShownFile } from "../shared/messages.ts";
import { nameOf, netDocument, registerModelViews } from "../shared/model-views.ts";
import { committedText } from "./committed-text.ts";

export function registerGraphView(
  context: ExtensionContext,
  client: Client,
  log: LogOutputChannel,
): Disposable {
  /** The version the graph is compared with. */
  let compared: ShownFile | undefined;
  const views = registerModelViews(context, client, log, {
    id: "netlens.graph",
    title: "Model Graph",
    script: "graph-webview.js",
    receive(message, view) {
      // A page that was hidden begins anew.
      if (message.type === "ready" && compared)
        queueMicrotask(() => view.post({ type: "compare", file: compared }));
      if (message.type !== "endCompare") return false;
      compared = undefined;
      view.post({ type: "compare", file: undefined });
      return true;
    },
  });
  const compareWith = (file: ShownFile | undefined): void => {
    if (!file) return;
    compared = file;
    if (!views.current || netDocument()) views.open();
    views.current?.post({ type: "compare", file });
  };
  const compare = async (): Promise<void> => {
    const uri = netDocument()?.uri ?? views.current?.uri;
    if (!uri) return void window.showInformationMessage("Netlens: open a model file to compare.");
    const committed = await committedText(uri);
    const lastCommit = { label: "The last commit", description: "what was committed of this file" };
    const otherFile = { label: "Another file…", description: "choose a model file" };
    const picked =
      committed === undefined
        ? otherFile
        : await window.showQuickPick([lastCommit, otherFile], { title: "Compare Model Graph With" });
    if (!picked) return;
    if (picked === lastCommit) {
      const title = `${nameOf(uri)}, last commit`;
      return compareWith(await views.load(uri, { model: views.current?.model, text: committed!, title }));
    }
    const [other] =
      (await window.showOpenDialog({
        defaultUri: Uri.joinPath(uri, ".."),
        filters: { Net: ["net", "nn"] },
        openLabel: "Compare",
        title: "Compare the Model Graph With",
      })) ?? [];
    if (other) compareWith(await views.load(other, { model: views.current?.model }));
  };
  return Disposable.from(
    views,
    commands.registerCommand("netlens.showGraph", () => views.open()),
    commands.registerCommand("netlens.compareGraph", compare),
    commands.registerCommand("netlens.saveGraphHtml", async () => {
      const { current } = views;
      const document = netDocument();
      const uri = document?.uri ?? current?.uri;
      if (!uri) return void window.showInformationMessage("Netlens: open a model file to save its graph.");
      const shown = current?.uri?.toString() === uri.toString() ? current.model : undefined;
      const position = document && window.activeTextEditor?.selection.active;
      const file = await views.load(uri, { model: shown, ...(position ? { position } : {}) });
      if (file?.answer.model) await views.saveHtml(file, {});
      else if (file) window.showInformationMessage(`Netlens: ${file.answer.empty ?? "there is no model."}`);
    }),
  );
}
