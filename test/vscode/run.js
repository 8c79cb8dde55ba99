// Runs the mocha suite of suite/ inside a real VS Code: a desktop one where there is one, else the served workbench.
// It never changes a file of the examples (they are copied), and leaves no process behind.
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { openBrowser } from "./browser.js";
import { findDesktop } from "./desktop.js";
import { endEverything, endOnSignals, runProcess, temporaryFolder } from "./processes.js";
import { freePort, installWorkbench, serveWorkbench, WorkbenchError } from "./workbench.js";

const folder = dirname(fileURLToPath(import.meta.url));
const extension = join(folder, "..", "..");
const suite = join(extension, ".vscode-test", "suite");
const reportMark = "netlens-report: ";
const minutes = 60_000;

async function main() {
  await bundle();
  const workspace = temporaryFolder("netlens-workspace");
  cpSync(join(extension, "examples"), workspace, { recursive: true });
  cpSync(join(folder, "fixtures"), workspace, { recursive: true });
  return inSomeEditor(workspace);
}

/** The extension, unless it was just built, and the suite, which the extension host loads as CommonJS. */
async function bundle() {
  if (!process.argv.includes("--no-build")) {
    const { code, errors } = await runProcess(process.execPath, [join(extension, "scripts", "build.js")]);
    if (code !== 0) throw new WorkbenchError(`The extension could not be built.\n${errors}`);
  }
  if (!existsSync(join(extension, "dist", "server.cjs"))) {
    throw new WorkbenchError("dist/server.cjs is missing: npm run build makes it.");
  }
  rmSync(suite, { recursive: true, force: true });
  const sources = readdirSync(join(folder, "suite")).filter((name) => /(?:^index|\.test)\.ts$/.test(name));
  await build({
    entryPoints: sources.map((name) => join(folder, "suite", name)),
    outdir: suite,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
  });
}

async function inSomeEditor(workspace) {
  const desktop = findDesktop();
  if (desktop !== undefined || process.env.NETLENS_DOWNLOAD_VSCODE === "1") {
    return withinTime(10 * minutes, inDesktop(workspace, desktop));
  }
  await installWorkbench(console.log);
  return withinTime(4 * minutes, inWorkbench(workspace));
}

/** `executable` undefined lets the library download the newest VS Code. */
async function inDesktop(workspace, executable) {
  const { runTests } = await import("@vscode/test-electron");
  const userData = temporaryFolder("netlens-user");
  try {
    return await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : {}),
      extensionDevelopmentPath: extension,
      extensionTestsPath: join(suite, "index.cjs"),
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
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const exitCode = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", (_type, args) => writeLog(args));
    await page.goto(workbench.address({ workspace, extension, tests: join(suite, "index.cjs") }));
    return await exitCode;
  } finally {
    await browser.close();
    await workbench.stop();
  }
}

/** The editor writes its own notes to the same console, which say nothing about us; NETLENS_VERBOSE shows them. */
function writeLog([text, ...rest]) {
  if (typeof text === "string" && text.startsWith(reportMark)) console.log(text.slice(reportMark.length));
  else if (process.env.NETLENS_VERBOSE) console.log(text, ...rest);
}

function withinTime(limit, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new WorkbenchError(`The tests in the editor took longer than ${limit / minutes} minutes.`)),
      limit,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

endOnSignals();
let exitCode = 1;
try {
  exitCode = await main();
} catch (error) {
  console.error(error instanceof WorkbenchError ? error.message : error);
}
await endEverything();
process.exit(exitCode);
