// `netlens import`: a saved model as a file of Net. It never overwrites a file without being told to by its name.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { importModel, mostBytes } from "../../interop/import-model.ts";
import { fail } from "../output.ts";

/** Reads a model, writes its text to a file or to standard output, and what could not be said to standard error. */
export function importCommand(path: string, options: { readonly output?: string | undefined }): number {
  const standard = path === "-" || path === "/dev/stdin";
  let bytes: Uint8Array;
  try {
    const size = standard ? 0 : statSync(path).size;
    if (size > mostBytes) return fail(`${path} has ${size} bytes; at most ${mostBytes} are read`);
    bytes = readFileSync(standard ? 0 : path);
  } catch (error) {
    return fail(`cannot read ${path}: ${reason(error as NodeJS.ErrnoException)}`);
  }
  const result = importModel(standard ? "-" : path, bytes);
  if (result.kind === "refused") return fail(result.message);
  if (options.output === undefined || options.output === "-" || options.output === "/dev/stdin")
    process.stdout.write(result.text);
  else {
    try {
      writeFileSync(options.output, result.text);
    } catch (error) {
      return fail(`cannot write ${options.output}: ${reason(error as NodeJS.ErrnoException)}`);
    }
  }
  for (const { message, place } of result.notes.slice(0, 50))
    process.stderr.write(`netlens: note: ${place === undefined ? "" : `${place}: `}${message}\n`);
  if (result.notes.length > 50) process.stderr.write(`netlens: note: and ${result.notes.length - 50} more\n`);
  return 0;
}

const reason = (error: NodeJS.ErrnoException): string =>
  error.code === "ENOENT"
    ? "there is no such file or folder"
    : error.code === "EISDIR"
      ? "it is a folder"
      : error.code === "EACCES"
        ? "permission is missing"
        : error.message;
