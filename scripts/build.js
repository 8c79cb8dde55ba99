// Bundles the programs: the extension's client and the language server, each for Node and for browsers, the command line, and
// the pages of the views.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, context } from "esbuild";
import { bundles, root } from "./bundles.js";
import { generate } from "./generate.js";
import { writeNotices } from "./notices.js";

const watch = process.argv.includes("--watch");

generate();
if (!watch) rmSync(join(root, "dist"), { recursive: true, force: true });
const metafiles = [];
for (const options of bundles({ minify: !watch })) {
  if (!existsSync(join(root, options.entryPoints[0]))) continue;
  if (watch) await (await context(options)).watch();
  else metafiles.push((await build({ ...options, metafile: true })).metafile);
}
if (!watch) writeNotices(metafiles);
