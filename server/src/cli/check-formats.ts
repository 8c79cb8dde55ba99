// The forms in which `check` tells what it found: for people, for programs, for GitHub and for code scanners. It never
// analyses a file.
import { findDiagnostic } from "../diagnostics/catalogue.ts";
import type { CheckedFile, CheckedFinding } from "./checked.ts";
import { colors, print } from "./output.ts";
import { version } from "./version.ts";

export const checkFormats = ["text", "json", "github", "sarif"] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** Writes everything to standard output. */
export function writeChecked(format: CheckFormat, checked: readonly CheckedFile[]): void {
  switch (format) {
    case "json":
      print(JSON.stringify({ files: checked.map(fileJson) }, undefined, 2));
      return;
    case "github":
      for (const { file, findings } of checked) for (const finding of findings) print(github(file, finding));
      return;
    case "sarif":
      print(JSON.stringify(sarif(checked), undefined, 2));
      return;
    case "text":
      for (const file of checked) if (file.findings.length > 0) process.stdout.write(excerpts(file));
      print(lastLine(checked));
  }
}

const fileJson = ({ file, findings }: CheckedFile) => ({
  file,
  diagnostics: findings.map(({ code, severity, message, range }) => ({ code, severity, message, range })),
});

function lastLine(checked: readonly CheckedFile[]): string {
  const all = checked.flatMap(({ findings }) => findings);
  const number = (severity: string, one: string): string => {
    const n = all.filter((f) => f.severity === severity).length;
    return `${n} ${one}${n === 1 ? "" : "s"}`;
  };
  const files = `${checked.length.toLocaleString("en")} file${checked.length === 1 ? "" : "s"}`;
  return all.length === 0
    ? `${files} checked, nothing found`
    : `${files} checked: ${number("error", "error")}, ${number("warning", "warning")}, ${number("information", "note")}, ${number("hint", "hint")}`;
}

/** Findings with an excerpt of the source and a caret below the range. */
export function excerpts({ file, findings }: CheckedFile): string {
  const paint = { error: colors.red, warning: colors.yellow, information: colors.blue, hint: colors.dim };
  return findings
    .map(({ code, severity, message, range: { start, end }, source, related }) => {
      const width = Math.max(1, (end.line === start.line ? end.character : source.length) - start.character);
      const gutter = `${start.line + 1}`;
      const color = paint[severity];
      const places = related.map((r) => `   ${colors.dim(`${r.file}:${r.line}: ${r.message}`)}\n`);
      return (
        `${color(severity)} ${colors.bold(message)} ${colors.dim(`[${code}]`)}\n` +
        `  ${colors.dim(`${file}:${start.line + 1}:${start.character + 1}`)}\n` +
        `${colors.dim(`${gutter} |`)} ${source}\n` +
        `${" ".repeat(gutter.length)} ${colors.dim("|")} ${" ".repeat(start.character)}${color("^".repeat(width))}\n${places.join("")}\n`
      );
    })
    .join("");
}

/** A line GitHub turns into an annotation. */
function github(file: string, { code, severity, message, range: { start, end } }: CheckedFinding): string {
  const level = { error: "error", warning: "warning", information: "notice", hint: "notice" }[severity];
  const escaped = (text: string): string =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${level} file=${property(file)},line=${start.line + 1},col=${start.character + 1},endLine=${end.line + 1},endColumn=${end.character + 1},title=${property(code)}::${escaped(message)}`;
}

/** SARIF 2.1.0, as code scanners take it. */
function sarif(checked: readonly CheckedFile[]) {
  const level = { error: "error", warning: "warning", information: "note", hint: "note" };
  const codes = [...new Set(checked.flatMap(({ findings }) => findings.map((f) => f.code)))];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "netlens",
            version,
            rules: codes.map((id) => {
              const diagnostic = findDiagnostic(id);
              return {
                id,
                ...(diagnostic
                  ? {
                      shortDescription: { text: diagnostic.summary },
                      fullDescription: { text: diagnostic.why },
                    }
                  : {}),
              };
            }),
          },
        },
        results: checked.flatMap(({ file, findings }) =>
          findings.map(({ code, severity, message, range: { start, end } }) => ({
            ruleId: code,
            level: level[severity],
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: file.replaceAll("\\", "/") },
                  region: {
                    startLine: start.line + 1,
                    startColumn: start.character + 1,
                    endLine: end.line + 1,
                    endColumn: end.character + 1,
                  },
                },
              },
            ],
          })),
        ),
      },
    ],
  };
}
