// The page's way to whoever shows it: VS Code, or nobody where the page was saved as a file. It never draws anything.
import type { SavedPage, ToHost, ToPage } from "../messages.ts";

interface VsCode {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare const acquireVsCodeApi: (() => VsCode) | undefined;

export interface Host {
  /** What stands in the page itself, if it was saved as a file: nobody answers then. */
  readonly saved: SavedPage | undefined;
  readonly state: unknown;
  keep(state: unknown): void;
  tell(message: ToHost): void;
  /** Hands a file to the user. */
  save(name: string, content: Blob): Promise<void>;
}

/** Called once: the editor gives its way to the page one time only. */
export function connectHost(receive: (message: ToPage) => void): Host {
  const vscode = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;
  const data = document.getElementById("netlens-saved")?.textContent;
  const saved = vscode || !data ? undefined : (JSON.parse(data) as SavedPage);
  if (vscode) {
    window.addEventListener("message", (event: MessageEvent<ToPage>) => receive(event.data));
    window.addEventListener("error", ({ message }) => vscode.postMessage({ type: "failed", message }));
    window.addEventListener("unhandledrejection", ({ reason }) =>
      vscode.postMessage({ type: "failed", message: `${reason}` }),
    );
  }
  return {
    saved,
    state: vscode ? vscode.getState() : saved?.state,
    keep: (state) => vscode?.setState(state),
    tell: (message) => vscode?.postMessage(message),
    async save(name, content) {
      if (vscode) {
        if (content.type.startsWith("image/png"))
          vscode.postMessage({ type: "save", name, base64: await base64(content) });
        else vscode.postMessage({ type: "save", name, text: await content.text() });
        return;
      }
      const link = document.createElement("a");
      link.download = name;
      link.href = URL.createObjectURL(content);
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    },
  };
}

async function base64(content: Blob): Promise<string> {
  const bytes = new Uint8Array(await content.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
