// The HTML around the page of a view: in the editor, and as a file of its own. It never reads a file.
import type { SavedPage } from "./messages.ts";

/** A number used once, which lets our script and style in and nothing else. */
export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Nothing is fetched: scripts and styles carry the number, the layout's worker and pictures are made in the page. */
const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; worker-src blob:; img-src data: blob:;`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const page = (title: string, nonce: string, body: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
</head>
<body>
${body}
</body>
</html>
`;

/** The page in the editor; `script` is where its program is. */
export const webviewHtml = (title: string, script: string, nonce: string): string =>
  page(title, nonce, `<script nonce="${nonce}" src="${escaped(script)}"></script>`);

/** A file that shows the same anywhere; `program` is the text of the page's script. */
export function savedHtml(title: string, program: string, saved: SavedPage): string {
  const nonce = newNonce();
  const data = JSON.stringify(saved).replaceAll("<", "\\u003c");
  // In a script element these two would begin a comment or end the script.
  const script = program.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return page(
    title,
    nonce,
    `<script type="application/json" id="netlens-saved">${data}</script>\n<script nonce="${nonce}">${script}</script>`,
  );
}
