// `npm start`: the extension on examples/ in a real VS Code, desktop or served; it never touches your own VS Code's
// settings, and leaves no process behind when it ends.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findDesktop } from "../test/vscode/desktop.js";
import { endEverything, endOnSignals, isEnding, runProcess, startProcess } from "../test/vscode/processes.js";
import { freePort, installWorkbench, serveWorkbench, WorkbenchError } from "../test/vscode/workbench.js";

const usage = "Usage: npm start -- [--port N] [--no-open]";
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const workspace = join(root, "examples");
const defaultPort = 3131;

async function main() {
  const { port, open } = options();
  await buildExtension();
  const desktop = findDesktop();
  return desktop === undefined ? await startServed(port, open) : await startDesktop(desktop);
}

function options() {
  try {
    const { values } = parseArgs({ options: { port: { type: "string" }, "no-open": { type: "boolean" } } });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Error(`--port must be a whole number from 1 to 65535, not ${values.port}.`);
    }
    return { port, open: !values["no-open"] };
  } catch (error) {
    throw new WorkbenchError(`${error.message.split("\n")[0]} ${usage}`);
  }
}

async function buildExtension() {
  const { code, errors } = await runProcess(process.execPath, [join(root, "scripts", "build.js")]);
  if (code !== 0) throw new WorkbenchError(`The extension could not be built.\n${errors.trim()}`);
}

/** A VS Code with settings of its own, so that its life is ours and yours stays untouched. */
function startDesktop(program) {
  console.log(`Opening examples/ in ${program}. Close its window, or press Ctrl+C here, to end.`);
  const editor = startProcess(
    program,
    [
      `--extensionDevelopmentPath=${root}`,
      `--user-data-dir=${join(root, ".netlens", "desktop")}`,
      ...["--disable-workspace-trust", "--skip-welcome", "--new-window", workspace],
      ...firstFile(),
    ],
    { stdio: "ignore" },
  );
  return new Promise((resolve, reject) => {
    editor.once("error", () => reject(new WorkbenchError(`${program} could not be started.`)));
    editor.once("exit", (code) => resolve(code ?? 0));
  });
}

async function startServed(wantedPort, open) {
  const pick = () => freePort(wantedPort ?? defaultPort, { exact: wantedPort !== undefined });
  await pick();
  await installWorkbench(console.log);
  const workbench = await serveWorkbench({ port: await pick() });
  const [file] = firstFile();
  const address = workbench.address({ workspace, extension: root, ...(file ? { file } : {}) });
  console.log(`\nVS Code with Netlens: ${address}\n\nPress Ctrl+C to end it.`);
  if (open) openInBrowser(address);
  await workbench.ended;
  if (!isEnding()) console.error("VS Code ended by itself.");
  return 1;
}

function firstFile() {
  return [join(workspace, "vgg16.net")].filter((file) => existsSync(file));
}

/** The address is printed anyway, so a machine without a browser misses nothing. */
function openInBrowser(address) {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = spawn(process.platform === "darwin" ? "open" : "xdg-open", [address], {
    stdio: "ignore",
    detached: true,
  });
  opener.on("error", () => {});
  opener.unref();
}

endOnSignals();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof WorkbenchError ? error.message : `Unexpected: ${error.message}`);
  process.exitCode = 1;
} finally {
  await endEverything();
}
