// The child processes and temporary folders of this run, which all end with it; it never touches those of others.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const running = new Set();
const folders = new Set();
let ending = false;

/** A child that `endEverything` ends together with everything the child started itself. */
export function startProcess(command, args, options = {}) {
  const child = spawn(command, args, { detached: process.platform !== "win32", ...options });
  running.add(child);
  child.once("error", () => running.delete(child));
  child.once("exit", () => running.delete(child));
  return child;
}

/** Runs a child to its end; the result holds its exit code and what it wrote to standard error. */
export function runProcess(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = startProcess(command, args, { stdio: ["ignore", "ignore", "pipe"], ...options });
    let errors = "";
    child.stderr?.on("data", (data) => {
      errors += data;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, errors }));
  });
}

/** Asks the child's group to end, and after three seconds insists. */
export function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => {
    const insist = setTimeout(() => signalGroup(child, "SIGKILL"), 3000);
    child.once("exit", () => {
      clearTimeout(insist);
      signalGroup(child, "SIGKILL");
      resolve();
    });
    signalGroup(child, "SIGTERM");
  });
}

export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

export async function endEverything() {
  await Promise.all([...running].map(endProcess));
  for (const folder of folders) removeFolder(folder);
}

/** Ends everything when the user or the system asks us to, and then us, with the code a shell expects. */
export function endOnSignals() {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      await endEverything();
      process.exit(code);
    });
  }
}

/** Whether a child that ends now does so because we were asked to end. */
export function isEnding() {
  return ending;
}

function signalGroup(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
