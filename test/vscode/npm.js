// Installs packages that are needed seldom, when they are first needed; it never runs an install script of a package.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "./processes.js";

/** A failure whose message is one clear line for the user; a stack trace would add nothing. */
export class WorkbenchError extends Error {}

/**
 * Runs `install` unless it ended well before for the lock file that `folder` has now. `what` is what is installed, `cost`
 * what it takes, `otherwise` what to do where there is no network, in words. `report` gets a line for every step that takes
 * time; `install` gets what runs npm, with its arguments, in a folder, for a step.
 */
export async function installOnce({ folder, what, cost, megabytes, otherwise }, report, install) {
  const readyMark = join(folder, "node_modules", ".netlens-ready");
  const version = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(readyMark) && readFileSync(readyMark, "utf8") === version) return;
  const free = megabytesFree(folder);
  if (free < megabytes) throw noDiskSpace(folder, `${megabytes} MB are needed, ${free} MB are free`);
  report(`Installing ${what} into ${folder} (once; ${cost}).`);
  await install((command, cwd, step) => npm(command, cwd, step, report, otherwise));
  writeFileSync(readyMark, version);
}

/** Says every five seconds that it is still at work. */
async function npm(command, cwd, step, report, otherwise) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const pulse = setInterval(() => report(`  ${step} … ${seconds()} s`), 5000);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  try {
    const { code, errors } = await runProcess("npm", [...command, ...flags, ...patience], { cwd });
    if (code !== 0) throw npmFailure(cwd, errors, otherwise);
  } catch (error) {
    if (error.code === "ENOENT") throw new WorkbenchError("The program npm was not found.");
    throw error;
  } finally {
    clearInterval(pulse);
  }
  report(`  ${step}: done in ${seconds()} s`);
}

function npmFailure(folder, errors, otherwise) {
  // On a full disk npm may leave empty files without a word and fail over them later.
  if (/ENOSPC/.test(errors) || megabytesFree(folder) < 20) return noDiskSpace(folder, "the disk is full");
  const network = errors.match(
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/,
  );
  if (network) {
    return new WorkbenchError(
      `VS Code could not be downloaded from the npm registry (${network[1]}): ${otherwise}.`,
    );
  }
  const lines = errors.split("\n").filter((line) => !line.includes("A complete log"));
  const reason = lines.map((line) => line.replace(/^npm error\s*/, "").trim()).filter(Boolean);
  return new WorkbenchError(
    `npm could not install VS Code: ${reason.slice(0, 2).join("; ") || "no reason given"}`,
  );
}

function megabytesFree(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor((bavail * bsize) / 1e6);
}

function noDiskSpace(folder, detail) {
  return new WorkbenchError(`Not enough disk space for VS Code in ${folder}: ${detail}.`);
}
