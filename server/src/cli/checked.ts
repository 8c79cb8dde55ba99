// What is said about one file, as plain data that a worker can hand over. It never prints.
import { relative } from "node:path";
import type { Analysis } from "../analysis/analysis.ts";
import { findingJson } from "../analysis/summary.ts";
import { analyzeFile } from "./files.ts";

export interface CheckedFile {
  readonly file: string;
  readonly findings: readonly CheckedFinding[];
}

export interface CheckedFinding extends ReturnType<typeof findingJson> {
  /** The line of the source the finding starts on. */
  readonly source: string;
  readonly related: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** The findings of an analysis, ready to be printed. */
export function checkedFile(file: string, analysis: Analysis): CheckedFile {
  const lines = analysis.findings.length > 0 ? analysis.text.split(/\r\n|\n|\r/) : [];
  return {
    file,
    findings: analysis.findings.map((finding) => {
      const json = findingJson(analysis, finding);
      return {
        ...json,
        source: (lines[json.range.start.line] ?? "").replaceAll("\t", " "),
        related: finding.related.map((r) => ({
          file: relative(process.cwd(), r.file) || r.file,
          line: r.text.slice(0, r.span.start).split("\n").length,
          message: r.message,
        })),
      };
    }),
  };
}

/** Reads and checks one file. Throws `Unreadable`. */
export const checkFile = (file: string, options: { readonly target?: string | undefined }): CheckedFile =>
  checkedFile(file, analyzeFile(file, options));
