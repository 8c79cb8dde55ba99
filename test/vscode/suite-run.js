// What every run of the suite in an editor shares: the workspace, the page that reports, the time limit, the orderly end.
// It never knows which editor it is.
import { cpSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser.js";
import { WorkbenchError } from "./npm.js";
import { endEverything, endOnSignals, runProcess, temporaryFolder } from "./processes.js";

const folder = dirname(fileURLToPath(import.meta.url));
export const extension = join(folder, "..", "..");
export const suite = join(folder, "suite");
export const testFiles = () => readdirSync(suite).filter((name) => name.endsWith(".test.ts"));
/** Before each line of the report, which comes through one channel with what the editor says. */
export const reportMark = "netlens-report: ";
export const minutes = 60_000;
/** Whether the editor's own notes are shown too. */
const verbose = Boolean(process.env.NETLENS_VERBOSE);

/** Builds the extension, unless `--no-build` says that it was just built. */
export async function builtExtension() {
  if (!process.argv.includes("--no-build")) {
    const { code, errors } = await runProcess(process.execPath, [join(extension, "scripts", "build.js")]);
    if (code !== 0) throw new WorkbenchError(`The extension could not be built.\n${errors}`);
  }
  if (!existsSync(join(extension, "dist", "server.cjs"))) {
    throw new WorkbenchError("dist/server.cjs is missing: npm run build makes it.");
  }
}

/** A folder of its own with the examples and the fixtures, so that the tests may change them. */
export function freshWorkspace() {
  const workspace = temporaryFolder("netlens-workspace");
  cpSync(join(extension, "examples"), workspace, { recursive: true });
  cpSync(join(folder, "fixtures"), workspace, { recursive: true });
  return workspace;
}

/** Opens a workbench in a browser, which runs the suite and tells the exit code. It reaches this machine and no other. */
export async function runInPage(address) {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext();
    await context.route(
      ({ hostname }) => !/^(?:127\.0\.0\.1|(?:.+\.)?localhost)$/.test(hostname),
      (route) => route.abort(),
    );
    const page = await context.newPage();
    page.on("console", (message) => {
      if (verbose && message.type() === "error") console.log(message.text());
    });
    const exitCode = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", (_type, args) => writeLog(args));
    await page.addInitScript(noteStatusBar);
    await page.goto(address);
    return (await exitCode) || statusBarProblems(await page.evaluate(() => [...window.shownInStatusBar]));
  } finally {
    await browser.close();
  }
}

function writeLog([text, ...rest]) {
  if (typeof text === "string" && text.startsWith(reportMark)) console.log(text.slice(reportMark.length));
  else if (verbose) console.log(text, ...rest);
}

/** Runs in the page. An extension cannot see the status bar; so what it shows during the tests is noted here. */
function noteStatusBar() {
  window.shownInStatusBar = new Set();
  setInterval(() => {
    for (const item of document.querySelectorAll(".statusbar-item[id^='netlens.']"))
      window.shownInStatusBar.add(item.textContent.trim());
  }, 100);
}

/** How many of the items the status bar must have shown are missing; each is told of. */
function statusBarProblems(shown) {
  const expected = ["VGG16: 138,357,544 parameters", "❄ transfer: phase 1", "❄ transfer: phase 2"];
  const missing = expected.filter((text) => !shown.includes(text));
  if (missing.length === 0) console.log(`  ✔ the status bar showed ${expected.join("; ")}`);
  else console.error(`  The status bar did not show ${missing.join("; ")}, but ${shown.join("; ")}`);
  return missing.length;
}

export function withinTime(limit, work) {
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

/** Runs `main`, which gives an exit code, and ends this process and all it started. */
export async function runAndExit(main) {
  endOnSignals();
  let exitCode = 1;
  try {
    exitCode = await main();
  } catch (error) {
    console.error(error instanceof WorkbenchError ? error.message : error);
  }
  await endEverything();
  process.exit(exitCode);
}
