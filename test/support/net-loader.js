// Lets Node import `.net` files as text, as the bundler's `text` loader does. It never touches other files.
import { register } from "node:module";

const hooks = `
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
export async function load(url, context, next) {
  if (!url.endsWith(".net")) return next(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  return { format: "module", shortCircuit: true, source: "export default " + JSON.stringify(text) + ";" };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
