// The bundle of a view's page: one script with its styles and whatever else it needs, for it may fetch nothing. It builds
// nothing by itself.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Options for esbuild; `name` is a folder of `client/src/views`. */
export const webview = (name) => ({
  absWorkingDir: join(dirname(fileURLToPath(import.meta.url)), ".."),
  entryPoints: [`client/src/views/${name}/webview/main.ts`],
  outfile: `dist/${name}-webview.js`,
  bundle: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  conditions: ["browser"],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  loader: { ".css": "text" },
  sourcemap: "external",
  logLevel: "warning",
});
