// `netlens format`: makes the layout of files uniform, or says which are not. It writes no file that stays the same.
import { writeFileSync } from "node:fs";
import { formatText } from "../../syntax/format/format.ts";
import { parse } from "../../syntax/parse.ts";
import { looksLikeSpice } from "../../syntax/spice.ts";
import { filesBelow, readText, settingsOf } from "../files.ts";
import { fail, print } from "../output.ts";

interface Formatted {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export function format(paths: readonly string[], options: { readonly check?: boolean }): number {
  if (paths.length === 0) return fail("name the files or folders to format, or `-` for standard input");
  const files = filesBelow(paths);
  if (files.length === 0) return fail(`there are no .net or .nn files in ${paths.join(", ")}`);
  // All are read before one is written.
  const all = files.map((path): Formatted => {
    const before = readText(path);
    return { path, before, after: formatText(before, settingsOf(path).format) };
  });
  for (const file of all) note(file);
  const changed = all.filter(({ before, after }) => before !== after);
  if (options.check) {
    for (const { path } of changed) print(shown(path));
    return changed.length > 0 ? 1 : 0;
  }
  for (const { path, after } of all) if (path === "/dev/stdin") process.stdout.write(after);
  for (const { path, after } of changed) {
    if (path === "/dev/stdin") continue;
    try {
      writeFileSync(path, after);
    } catch (error) {
      return fail(`cannot write ${path}: ${(error as Error).message}`);
    }
    print(`formatted ${path}`);
  }
  return 0;
}

/** What was left as it is, and why. */
function note({ path, before }: Formatted): void {
  if (looksLikeSpice(before)) {
    process.stderr.write(`netlens: ${shown(path)} is a netlist and no model, and stays as it is\n`);
    return;
  }
  const { length } = parse(before).problems;
  if (length > 0)
    process.stderr.write(
      `netlens: ${shown(path)} has ${length === 1 ? "a mistake" : `${length} mistakes`} of syntax; the statements concerned stay as they are\n`,
    );
}

const shown = (path: string): string => (path === "/dev/stdin" ? "-" : path);
