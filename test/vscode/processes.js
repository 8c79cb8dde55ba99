// Starts child processes in groups of their own and ends every one of them with us; it never touches processes of others.
import { spawn } from "node:child_process";

const running = new Set();

/** A child that `endProcesses` ends together with everything the child started itself. */
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

export async function endProcesses() {
  await Promise.all([...running].map(endProcess));
}

/** Calls `stop` once when the user or the system asks us to end, then ends with the code a shell expects. */
export function onTermination(stop) {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  let stopping = false;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, async () => {
      if (stopping) return;
      stopping = true;
      await stop();
      process.exit(code);
    });
  }
}

function signalGroup(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
