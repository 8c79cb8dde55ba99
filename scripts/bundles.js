// What is bundled into each program, and how. It builds nothing by itself.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { webview } from "./webview.js";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Options shared by all bundles; `.net` files of the library are embedded as text. */
const common = (minify) => ({
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  sourcemap: true,
  // Names stay as they are written: `keepNames` would set each function's name whenever one is made, in every loop.
  minifyWhitespace: minify,
  minifySyntax: minify,
  legalComments: "none",
  loader: { ".net": "text" },
  logLevel: "warning",
});

/** The layout of pictures is a file of its own beside the programs for Node, read when one is drawn. */
const elk = {
  name: "elk",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^elkjs\// }, () => ({ path: "./elk.cjs", external: true }));
  },
};

/** For vscode.dev: no Node module is reached, or the bundle fails. */
const inBrowser = { platform: "browser", target: "es2022", conditions: ["browser"] };

/** Options for esbuild, one for each program. */
export const bundles = ({ minify }) => [
  {
    ...common(minify),
    entryPoints: ["client/src/extension.ts"],
    outfile: "dist/client.cjs",
    format: "cjs",
    external: ["vscode"],
  },
  {
    ...common(minify),
    entryPoints: ["server/src/lsp/node.ts"],
    outfile: "dist/server.cjs",
    format: "cjs",
    plugins: [elk],
  },
  {
    ...common(minify),
    ...inBrowser,
    entryPoints: ["client/src/browser.ts"],
    outfile: "dist/browser-client.js",
    format: "cjs",
    external: ["vscode"],
  },
  {
    ...common(minify),
    ...inBrowser,
    entryPoints: ["server/src/lsp/browser.ts"],
    outfile: "dist/browser-server.js",
    format: "iife",
  },
  {
    ...common(minify),
    entryPoints: ["server/src/cli/main.ts"],
    outfile: "dist/cli.cjs",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    plugins: [elk],
  },
  {
    ...common(minify),
    entryPoints: ["node_modules/elkjs/lib/elk.bundled.js"],
    outfile: "dist/elk.cjs",
    format: "cjs",
    sourcemap: false,
  },
  webview("graph"),
  webview("table"),
];
