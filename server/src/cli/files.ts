// Reads files and folders for the command line. It never writes one.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { type Analysis, analyze, defaultSettings, type Host, type Settings } from "../analysis/analysis.ts";
import { settingsFrom, settingsLeftOut } from "../analysis/settings.ts";
import { type Target, targets } from "../model/training/training.ts";
import { tell } from "./output.ts";

/** Imports are read from the disk, relative to the file they stand in. */
export const disk: Host = {
  resolve: (from, path) => (isAbsolute(path) ? path : resolve(dirname(from), path)),
  read(id) {
    try {
      return readFileSync(id, "utf8");
    } catch {
      return undefined;
    }
  },
};

/** A file that cannot be read, in words. */
export class Unreadable extends Error {}

const isInput = (path: string): boolean => path === "-" || path === "/dev/stdin";

/** The text of a file, or of standard input. */
export function readText(path: string): string {
  try {
    return readFileSync(isInput(path) ? 0 : path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT"
        ? "there is no such file"
        : code === "EISDIR"
          ? "it is a folder"
          : code === "EACCES"
            ? "it may not be read"
            : (error as Error).message;
    throw new Unreadable(`cannot read ${path}: ${why}`);
  }
}

/** What a project has set for a file; for standard input, the project of the folder one is in. */
export const settingsOf = (path: string): Settings =>
  projectSettings(isInput(path) ? process.cwd() : dirname(resolve(path)));

export function analyzeFile(path: string, options: { readonly target?: string | undefined }): Analysis {
  const text = readText(path);
  const project = settingsOf(path);
  const settings: Settings = { ...project, target: targetOf(options.target) ?? project.target };
  return analyze(isInput(path) ? "-" : resolve(path), text, disk, settings);
}

/** Files whose mistakes were told; a folder of models asks for the same one each time. */
const told = new Set<string>();

/** The nearest `netlens.json` in a folder or above it; the same file counts in the editor. */
function projectSettings(folder: string): Settings {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "netlens.json");
    if (existsSync(path)) {
      try {
        const given: unknown = JSON.parse(readFileSync(path, "utf8"));
        if (!told.has(path)) for (const what of settingsLeftOut(given)) tell(`${path}: ${what}`);
        told.add(path);
        return settingsFrom(given);
      } catch (error) {
        throw new Unreadable(`cannot read ${path}: ${(error as Error).message}`);
      }
    }
    if (dirname(at) === at) return defaultSettings;
  }
}

function targetOf(name: string | undefined): Target | undefined {
  if (name === undefined) return undefined;
  const target = targets.find((t) => t === name);
  if (!target) throw new Unreadable(`there is no target \`${name}\`; choose one of ${targets.join(", ")}`);
  return target;
}

/** Every `.net` and `.nn` file below the paths; a file that is named is taken whatever its extension. */
export function filesBelow(paths: readonly string[]): readonly string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.(net|nn)$/.test(entry.name)) found.push(path);
    }
  };
  for (const path of paths) {
    if (path !== "/dev/stdin" && !existsSync(path))
      throw new Unreadable(`cannot read ${path}: there is no such file or folder`);
    if (path !== "/dev/stdin" && statSync(path).isDirectory()) walk(path);
    else found.push(path);
  }
  return found;
}
