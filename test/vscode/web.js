// Runs the mocha suite of suite/ inside the extension host of a VS Code for browsers, as vscode.dev is one: the server is a
// web worker, and the folder is no disk. It never changes a file of the examples, and leaves no process behind.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import {
  builtExtension,
  extension,
  freshWorkspace,
  minutes,
  reportMark,
  runAndExit,
  runInPage,
  suite,
  testFiles,
  withinTime,
} from "./suite-run.js";
import { installWebWorkbench, serveWebWorkbench, webPackages } from "./web-workbench.js";
import { freePort, installWorkbench } from "./workbench.js";

const shims = join(dirname(fileURLToPath(import.meta.url)), "web");
const bundled = join(extension, ".vscode-test", "web-suite.js");

async function main() {
  await builtExtension();
  await installWorkbench(console.log); // for its browser
  await installWebWorkbench(console.log);
  await bundle();
  return withinTime(4 * minutes, inWorkbench(freshWorkspace()));
}

/** The extension host loads one script, which can require `vscode` and nothing else. */
async function bundle() {
  const script = ["web-index.ts", ...testFiles()].map((name) => `import "./${name}";`);
  await build({
    stdin: { contents: [...script, 'export { run } from "./web-index.ts";'].join("\n"), resolveDir: suite },
    outfile: bundled,
    bundle: true,
    platform: "browser",
    target: "es2022",
    // Mocha for browsers exports itself wherever it sees a module: what the host is to call is exported after it.
    format: "iife",
    globalName: "suite",
    footer: { js: "module.exports = suite;" },
    sourcemap: "inline",
    external: ["vscode"],
    alias: { "node:assert/strict": join(shims, "assert.js"), "node:util": join(webPackages, "util") },
    define: { REPORT_MARK: JSON.stringify(reportMark), process: "processForTests" },
    inject: [join(shims, "process.js")],
  });
}

async function inWorkbench(workspace) {
  const port = await freePort(3133);
  const workbench = await serveWebWorkbench({ port, workspace, extension, tests: bundled });
  try {
    return await runInPage(workbench.address);
  } finally {
    await workbench.stop();
  }
}

await runAndExit(main);
