// Pages of the views for tests: as a file of its own, and as the editor would show it. It never opens a browser.
import { build } from "esbuild";
import type { ShownFile } from "../../client/src/views/shared/messages.ts";
import { newNonce, savedHtml, webviewHtml } from "../../client/src/views/shared/page-html.ts";
// @ts-expect-error: a script without types
import { webview } from "../../scripts/webview.js";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { chooseModel, firstError } from "../../server/src/ide/model-view/choice.ts";
import { modelView } from "../../server/src/ide/model-view.ts";

async function programOf(view: string): Promise<string> {
  const built = await build({ ...webview(view), write: false, sourcemap: false });
  return built.outputFiles?.[0]?.text ?? "";
}

const programs = { graph: await programOf("graph"), table: await programOf("table") };
export type View = keyof typeof programs;

/** What the host would send for a text. */
export function shownFile(text: string, title = "model.net"): ShownFile {
  const uri = `file:///${title}`;
  const analysis = analyze(uri, text);
  const { models, name, run, empty } = chooseModel(analysis);
  const error = firstError(analysis);
  return {
    uri,
    title,
    answer: {
      version: 1,
      models,
      ...(name !== undefined && run ? { model: modelView(analysis, name, run) } : {}),
      ...(empty === undefined ? {} : { empty }),
      ...(error ? { error } : {}),
    },
  };
}

/** The page as it is saved. */
export const savedPage = (view: View, text: string, before?: string, state?: unknown): string =>
  savedHtml("test", programs[view], {
    file: shownFile(text),
    ...(before === undefined ? {} : { compare: shownFile(before, "before.net") }),
    ...(state === undefined ? {} : { state }),
  });

/** The page as the editor has it: `window.told` are its messages, and `window.postMessage` is the host's way in. */
export function editorPage(view: View, state?: unknown): string {
  const program = programs[view];
  const nonce = newNonce();
  const api = `<script nonce="${nonce}">
    window.told = [];
    window.kept = ${JSON.stringify(state ?? null)};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.told.push(message),
      getState: () => window.kept,
      setState: (state) => { window.kept = state; },
    });
  </script>`;
  const script = `<script nonce="${nonce}">${program.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--")}</script>`;
  return webviewHtml("test", "", nonce).replace(/<script[^>]*><\/script>/, () => api + script);
}
