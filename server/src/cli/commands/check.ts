// `netlens check`: every diagnostic of files and folders, for people and for machines.
import { relative } from "node:path";
import type { Analysis, Finding } from "../../analysis/analysis.ts";
import { findingJson } from "../../analysis/summary.ts";
import { analyzeFile, filesBelow } from "../files.ts";
import { colors, fail, print } from "../output.ts";
import { version } from "../version.ts";

const formats = ["text", "json", "github", "sarif"] as const;
type Format = (typeof formats)[number];

export function check(paths: readonly string[], options: { format: string; target?: string }): number {
  const format = formats.find((f) => f === options.format);
  if (!format) return fail(`there is no format \`${options.format}\`; choose one of ${formats.join(", ")}`);
  const files = filesBelow(paths.length === 0 ? ["."] : paths);
  if (files.length === 0)
    return fail(`there are no .net or .nn files in ${paths.join(", ") || "this folder"}`);
  const analyses = files.map((file) => ({ file, analysis: analyzeFile(file, options) }));
  write(format, analyses);
  return analyses.some(({ analysis }) => analysis.findings.some((f) => f.severity === "error")) ? 1 : 0;
}

interface Checked {
  readonly file: string;
  readonly analysis: Analysis;
}

function write(format: Format, checked: readonly Checked[]): void {
  switch (format) {
    case "json":
      print(
        JSON.stringify(
          {
            files: checked.map(({ file, analysis }) => ({
              file,
              diagnostics: analysis.findings.map((f) => findingJson(analysis, f)),
            })),
          },
          undefined,
          2,
        ),
      );
      return;
    case "github":
      for (const { file, analysis } of checked)
        for (const finding of analysis.findings) print(github(file, analysis, finding));
      return;
    case "sarif":
      print(JSON.stringify(sarif(checked), undefined, 2));
      return;
    case "text": {
      for (const { file, analysis } of checked)
        if (analysis.findings.length > 0) process.stdout.write(report(analysis, file));
      const all = checked.flatMap(({ analysis }) => analysis.findings);
      const number = (severity: string, one: string, many = `${one}s`): string => {
        const n = all.filter((f) => f.severity === severity).length;
        return `${n} ${n === 1 ? one : many}`;
      };
      const files = `${checked.length} file${checked.length === 1 ? "" : "s"}`;
      print(
        all.length === 0
          ? `${files} checked, nothing found`
          : `${files} checked: ${number("error", "error")}, ${number("warning", "warning")}, ${number("information", "note")}, ${number("hint", "hint")}`,
      );
    }
  }
}

/** Findings with an excerpt of the source and a caret below the range. */
export function report(analysis: Analysis, file: string): string {
  const paint = { error: colors.red, warning: colors.yellow, information: colors.blue, hint: colors.dim };
  const lines = analysis.text.split(/\r\n|\n|\r/);
  return analysis.findings
    .map((finding) => {
      const start = analysis.lines.position(finding.span.start);
      const end = analysis.lines.position(finding.span.end);
      const source = (lines[start.line] ?? "").replaceAll("\t", " ");
      const width = Math.max(1, (end.line === start.line ? end.character : source.length) - start.character);
      const gutter = `${start.line + 1}`;
      const color = paint[finding.severity];
      const related = finding.related.map((r) => {
        const line = r.text.slice(0, r.span.start).split("\n").length;
        return `   ${colors.dim(`${relative(process.cwd(), r.file) || r.file}:${line}: ${r.message}`)}\n`;
      });
      return (
        `${color(finding.severity)} ${colors.bold(finding.message)} ${colors.dim(`[${finding.code}]`)}\n` +
        `  ${colors.dim(`${file}:${start.line + 1}:${start.character + 1}`)}\n` +
        `${colors.dim(`${gutter} |`)} ${source}\n` +
        `${" ".repeat(gutter.length)} ${colors.dim("|")} ${" ".repeat(start.character)}${color("^".repeat(width))}\n${related.join("")}\n`
      );
    })
    .join("");
}

/** A line GitHub turns into an annotation. */
function github(file: string, analysis: Analysis, finding: Finding): string {
  const level = { error: "error", warning: "warning", information: "notice", hint: "notice" }[
    finding.severity
  ];
  const start = analysis.lines.position(finding.span.start);
  const end = analysis.lines.position(finding.span.end);
  const escaped = (text: string): string =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${level} file=${property(file)},line=${start.line + 1},col=${start.character + 1},endLine=${end.line + 1},endColumn=${end.character + 1},title=${property(finding.code)}::${escaped(finding.message)}`;
}

/** SARIF 2.1.0, as code scanners take it. */
function sarif(checked: readonly Checked[]) {
  const level = { error: "error", warning: "warning", information: "note", hint: "note" };
  const all = checked.flatMap(({ analysis }) => analysis.findings);
  const rules = [...new Map(all.map((f) => [f.code, f.diagnostic])).values()];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "netlens",
            version,
            rules: rules.map((d) => ({
              id: d.code,
              shortDescription: { text: d.summary },
              fullDescription: { text: d.why },
            })),
          },
        },
        results: checked.flatMap(({ file, analysis }) =>
          analysis.findings.map((f) => {
            const start = analysis.lines.position(f.span.start);
            const end = analysis.lines.position(f.span.end);
            return {
              ruleId: f.code,
              level: level[f.severity],
              message: { text: f.message },
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
            };
          }),
        ),
      },
    ],
  };
}
