// Runs the mocha suite of suite/ inside a real VS Code: a desktop one where there is one, else the served workbench.
// It never changes a file of the examples (they are copied), and leaves no process behind.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { findDesktop } from "./desktop.js";
import { temporaryFolder } from "./processes.js";
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
import { freePort, installWorkbench, serveWorkbench } from "./workbench.js";

const bundled = join(extension, ".vscode-test", "suite");

async function main() {
  await builtExtension();
  await bundle();
  const workspace = freshWorkspace();
  const desktop = findDesktop();
  if (desktop !== undefined || process.env.NETLENS_DOWNLOAD_VSCODE === "1") {
    return withinTime(10 * minutes, inDesktop(workspace, desktop));
  }
  await installWorkbench(console.log);
  return withinTime(4 * minutes, inWorkbench(workspace));
}

/** The extension host loads the suite as CommonJS. */
async function bundle() {
  rmSync(bundled, { recursive: true, force: true });
  await build({
    entryPoints: ["index.ts", ...testFiles()].map((name) => join(suite, name)),
    outdir: bundled,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
  });
}

/** `executable` undefined lets the library download the newest VS Code. */
async function inDesktop(workspace, executable) {
  const { runTests } = await import("@vscode/test-electron");
  const userData = temporaryFolder("netlens-user");
  try {
    return await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : {}),
      extensionDevelopmentPath: extension,
      extensionTestsPath: join(bundled, "index.cjs"),
      launchArgs: [
        workspace,
        "--disable-extensions",
        "--disable-workspace-trust",
        `--user-data-dir=${userData}`,
      ],
    });
  } catch (error) {
    console.error(error.message);
    return 1;
  }
}

async function inWorkbench(workspace) {
  const workbench = await serveWorkbench({
    port: await freePort(3132),
    environment: { NETLENS_REPORT_MARK: reportMark },
  });
  try {
    return await runInPage(workbench.address({ workspace, extension, tests: join(bundled, "index.cjs") }));
  } finally {
    await workbench.stop();
  }
}

await runAndExit(main);
