// `netlens check`: every diagnostic of files and folders, for people and for machines.
import type { Analysis } from "../../analysis/analysis.ts";
import { type CheckFormat, checkFormats, excerpts, writeChecked } from "../check-formats.ts";
import { checkAll } from "../check-workers.ts";
import { checkedFile } from "../checked.ts";
import { filesBelow } from "../files.ts";
import { fail } from "../output.ts";

export async function check(
  paths: readonly string[],
  options: { format: string; target?: string },
): Promise<number> {
  const format = checkFormats.find((f): f is CheckFormat => f === options.format);
  if (!format)
    return fail(`there is no format \`${options.format}\`; choose one of ${checkFormats.join(", ")}`);
  const files = filesBelow(paths.length === 0 ? ["."] : paths);
  if (files.length === 0)
    return fail(`there are no .net or .nn files in ${paths.join(", ") || "this folder"}`);
  const progress = progressLine(files.length);
  const checked = await checkAll(files, { target: options.target }, progress.show);
  progress.clear();
  writeChecked(format, checked);
  return checked.some(({ findings }) => findings.some((f) => f.severity === "error")) ? 1 : 0;
}

/** How far it is, on one line of standard error that is written over; nothing where that is no terminal. */
function progressLine(total: number) {
  const { stderr } = process;
  let last = 0;
  return {
    show(done: number): void {
      if (!stderr.isTTY || Date.now() - last < 100 || total < 2) return;
      last = Date.now();
      stderr.write(`\r${done.toLocaleString("en")} of ${total.toLocaleString("en")} files checked`);
    },
    clear(): void {
      if (stderr.isTTY && last > 0) stderr.write("\r\u001b[K");
    },
  };
}

/** The findings of an analysis, with excerpts. */
export const report = (analysis: Analysis, file: string): string => excerpts(checkedFile(file, analysis));
