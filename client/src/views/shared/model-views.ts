// Panels that show a model of the file in front and follow it: its edits, its cursor, its phase. One for each kind of view; it
// never knows what the page draws.
import {
  Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  languages,
  Position,
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import { onDidShowPhase } from "../../phase/requests.ts";
import { saveFile } from "../../save-file.ts";
import type { Client } from "../../start.ts";
import type { KeptState, ModelViewAnswer, ShownFile, ToHost, ToPage } from "./messages.ts";
import { newNonce, savedHtml, webviewHtml } from "./page-html.ts";

/** One kind of view. */
export interface ViewKind {
  /** Also the type of its panels. */
  readonly id: string;
  readonly title: string;
  /** The file of its page in `dist`. */
  readonly script: string;
  /** What only this kind of page says. Whatever is answered `false` is left to the panel. */
  readonly receive?: (message: ToHost, view: ModelPanel) => boolean;
}

/** A panel that is open. */
export interface ModelPanel {
  readonly panel: WebviewPanel;
  /** The file it shows. */
  readonly uri: Uri | undefined;
  readonly model: string | undefined;
  post(message: ToPage): void;
  /** Shows a file; with a model's name that one. */
  show(uri: Uri, model?: string): void;
}

export interface ModelViews extends Disposable {
  /** Opens the panel beside the editor, or brings it to the front. */
  open(): void;
  readonly current: ModelPanel | undefined;
  /** The model of a file as pages show it. */
  load(uri: Uri, options?: LoadOptions): Promise<ShownFile | undefined>;
  /** Writes a page that works by itself where the user says. */
  saveHtml(file: ShownFile, more: { readonly compare?: ShownFile; readonly state?: unknown }): Promise<void>;
}

export interface LoadOptions {
  readonly model?: string | undefined;
  /** Another version of the file. */
  readonly text?: string;
  readonly title?: string;
  readonly position?: { readonly line: number; readonly character: number };
}

const isNet = (document: TextDocument): boolean => languages.match({ language: "net" }, document) > 0;

/** The model file in front. */
export const netDocument = (): TextDocument | undefined => {
  const document = window.activeTextEditor?.document;
  return document && isNet(document) ? document : undefined;
};

const nothingOpen = "Open a `.net` file, and its model is shown here.";
/** After an edit so many milliseconds pass before the model is asked for. */
const pause = 200;

export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf("/") + 1);

export function registerModelViews(
  context: ExtensionContext,
  client: Client,
  log: LogOutputChannel,
  kind: ViewKind,
): ModelViews {
  let current: (ModelPanel & { refresh(): void }) | undefined;

  const load: ModelViews["load"] = async (uri, { model, text, title, position } = {}) => {
    if (!client.isRunning()) return undefined;
    // A file that is not open is not known to the server.
    if (text === undefined) await workspace.openTextDocument(uri);
    const answer = await client.sendRequest<ModelViewAnswer | null>("netlens/modelView", {
      textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
      ...(model === undefined ? {} : { model }),
      ...(text === undefined ? {} : { text }),
      ...(position === undefined ? {} : { position }),
    });
    return answer
      ? { uri: client.code2ProtocolConverter.asUri(uri), title: title ?? nameOf(uri), answer }
      : undefined;
  };

  const saveHtml: ModelViews["saveHtml"] = async (file, more) => {
    const program = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist", kind.script));
    const name = file.answer.model?.name ?? "model";
    const text = savedHtml(`${name} · ${file.title}`, new TextDecoder().decode(program), { file, ...more });
    await saveFile(Uri.parse(file.uri), `${name}.html`, new TextEncoder().encode(text));
  };

  const logged = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => log.error(`${kind.title}: ${error}`));

  const connect = (panel: WebviewPanel, kept: KeptState): void => {
    let uri = kept.uri === undefined ? undefined : Uri.parse(kept.uri);
    let model = kept.model;
    let ready = false;
    /** The file this panel brought to the front last. */
    let revealed: string | undefined;
    let turn = 0;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const refresh = async (): Promise<void> => {
      const mine = ++turn;
      if (!ready) return;
      const of = uri;
      if (!of) return view.post({ type: "nothing", message: nothingOpen });
      const editor = window.activeTextEditor;
      const position =
        editor?.document.uri.toString() === of.toString() ? editor.selection.active : undefined;
      const file = await load(of, { model, ...(position ? { position } : {}) });
      if (mine !== turn || !file) return;
      // The model that was shown stays, also when the cursor goes to another.
      model ??= file.answer.model?.name;
      panel.title = file.answer.model ? `${kind.title}: ${file.answer.model.name}` : kind.title;
      view.post({ type: "model", file });
    };
    const soon = (wait = pause): void => {
      clearTimeout(waiting);
      waiting = setTimeout(() => logged(refresh()), wait);
    };
    const view: ModelPanel & { refresh(): void } = {
      panel,
      get uri() {
        return uri;
      },
      get model() {
        return model;
      },
      post(message) {
        if (ready) void panel.webview.postMessage(message);
      },
      show(next, name) {
        if (next.toString() !== uri?.toString() || name !== undefined) model = name;
        uri = next;
        soon(0);
      },
      refresh: () => soon(0),
    };
    current = view;
    const receive = (message: ToHost): void => {
      if (kind.receive?.(message, view)) return;
      switch (message.type) {
        case "ready":
          ready = true;
          soon(0);
          break;
        case "chooseModel":
          model = message.name;
          soon(0);
          break;
        case "reveal":
          revealed = Uri.parse(message.uri).toString();
          logged(reveal(message));
          break;
        case "save":
          logged(save(uri, message));
          break;
        case "saveHtml":
          if (uri)
            logged(load(uri, { model }).then((file) => file && saveHtml(file, { state: message.state })));
          break;
        case "failed":
          log.error(`${kind.title}: ${message.message}`);
          break;
        default:
          break;
      }
    };
    const listeners = Disposable.from(
      panel.webview.onDidReceiveMessage(receive),
      window.onDidChangeActiveTextEditor((editor) => {
        if (!editor || !isNet(editor.document)) return;
        const next = editor.document.uri;
        // A place in an imported file that was asked for from here, or the library, is not another model to show.
        if (next.scheme === "netlens" || next.toString() === revealed) return;
        revealed = undefined;
        view.show(next);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isNet(document)) soon();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor: { document, selection } }) => {
        if (!isNet(document)) return;
        const { line, character } = selection.active;
        const cursor = { uri: client.code2ProtocolConverter.asUri(document.uri), line, character };
        view.post({ type: "cursor", cursor });
      }),
      onDidShowPhase(() => soon(0)),
      client.onDidChangeState(() => soon()),
      new Disposable(() => clearTimeout(waiting)),
    );
    panel.onDidDispose(() => {
      listeners.dispose();
      if (current === view) current = undefined;
    });
    const { webview } = panel;
    const dist = Uri.joinPath(context.extensionUri, "dist");
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = Uri.joinPath(context.extensionUri, "icons", "netlens.png");
    const script = webview.asWebviewUri(Uri.joinPath(dist, kind.script)).toString(true);
    webview.html = webviewHtml(kind.title, script, newNonce());
  };

  const serializer = window.registerWebviewPanelSerializer(kind.id, {
    async deserializeWebviewPanel(panel, state) {
      connect(panel, (state ?? {}) as KeptState);
    },
  });

  return {
    get current() {
      return current;
    },
    load,
    saveHtml,
    open() {
      const document = netDocument();
      if (current) {
        current.panel.reveal(undefined, true);
        if (document) current.show(document.uri);
        return;
      }
      const panel = window.createWebviewPanel(kind.id, kind.title, {
        viewColumn: ViewColumn.Beside,
        preserveFocus: true,
      });
      connect(panel, document ? { uri: document.uri.toString() } : {});
    },
    dispose() {
      serializer.dispose();
      current?.panel.dispose();
    },
  };
}

/** Shows where something stands, and leaves the focus in the panel. */
async function reveal({
  uri,
  range: [, line, character, endLine],
}: Extract<ToHost, { type: "reveal" }>): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const visible = window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await window.showTextDocument(document, {
    viewColumn: visible?.viewColumn ?? otherColumn(),
    preserveFocus: true,
    preview: true,
  });
  const start = new Position(line, character);
  editor.selection = new Selection(start, start);
  editor.revealRange(new Range(line, 0, endLine, 0), TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A column with an editor in it, which is not where the panel is. */
const otherColumn = (): ViewColumn => window.visibleTextEditors[0]?.viewColumn ?? ViewColumn.One;

async function save(
  uri: Uri | undefined,
  { name, text, base64 }: Extract<ToHost, { type: "save" }>,
): Promise<void> {
  const bytes =
    base64 === undefined
      ? new TextEncoder().encode(text ?? "")
      : Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  await saveFile(uri, name, bytes);
}
