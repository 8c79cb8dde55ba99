// Bundles the programs: the extension's client and the language server, each for Node and for browsers, and the command
// line.
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";
import { generate } from "./generate.js";
import { writeNotices } from "./notices.js";
import { webview } from "./webview.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const watch = process.argv.includes("--watch");

/** Options shared by all bundles; `.net` files of the library are embedded as text. */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  sourcemap: true,
  // Names stay as they are written: `keepNames` would set each function's name whenever one is made, in every loop.
  minifyWhitespace: !watch,
  minifySyntax: !watch,
  legalComments: "none",
  loader: { ".net": "text" },
  logLevel: "warning",
};

/** The layout of pictures is a file of its own beside the programs for Node, read when one is drawn. */
const elk = {
  name: "elk",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^elkjs\// }, () => ({ path: "./elk.cjs", external: true }));
  },
};

/** For vscode.dev: no Node module is reached, or the bundle fails. */
const inBrowser = { platform: "browser", target: "es2022", conditions: ["browser"] };

const bundles = [
  {
    ...common,
    entryPoints: ["client/src/extension.ts"],
    outfile: "dist/client.cjs",
    format: "cjs",
    external: ["vscode"],
  },
  {
    ...common,
    entryPoints: ["server/src/lsp/node.ts"],
    outfile: "dist/server.cjs",
    format: "cjs",
    plugins: [elk],
  },
  {
    ...common,
    ...inBrowser,
    entryPoints: ["client/src/browser.ts"],
    outfile: "dist/browser-client.js",
    format: "cjs",
    external: ["vscode"],
  },
  {
    ...common,
    ...inBrowser,
    entryPoints: ["server/src/lsp/browser.ts"],
    outfile: "dist/browser-server.js",
    format: "iife",
  },
  {
    ...common,
    entryPoints: ["server/src/cli/main.ts"],
    outfile: "dist/cli.cjs",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    plugins: [elk],
  },
  {
    ...common,
    entryPoints: ["node_modules/elkjs/lib/elk.bundled.js"],
    outfile: "dist/elk.cjs",
    format: "cjs",
    sourcemap: false,
  },
  webview("graph"),
  webview("table"),
].filter((bundle) => existsSync(join(root, bundle.entryPoints[0])));

generate();
if (!watch) rmSync(join(root, "dist"), { recursive: true, force: true });
const metafiles = [];
for (const options of bundles) {
  if (watch) await (await context(options)).watch();
  else metafiles.push((await build({ ...options, metafile: true })).metafile);
}
if (!watch) writeNotices(metafiles);
