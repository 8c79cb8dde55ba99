// Every diagnostic holds its own promise: `wrong` gives exactly it at the marked range, `right` is clean, each fix cures.
import { strict as assert } from "node:assert";
import { analyze, noFiles } from "../../server/src/analysis/analysis.ts";
import { settingsFrom } from "../../server/src/analysis/settings.ts";
import { allDiagnostics } from "../../server/src/diagnostics/catalogue.ts";
import { exporters } from "../../server/src/interop/exporters.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { findingsText } from "../support/analysis.ts";

function unmark(source: string): { text: string; start: number; end: number } {
  const start = source.indexOf("[!");
  const end = source.indexOf("!]") - 2;
  return { text: source.replace("[!", "").replace("!]", ""), start, end };
}

/** What the exports of a file could not say, in the form of `findingsText`. */
function exportText(source: string): string {
  const { file, elaboration, trainings, uses } = analyze("export.net", source);
  return exporters
    .flatMap((exporter) => {
      const result = exporter.export({ file, elaboration, trainings, uses });
      return result.problems ?? [];
    })
    .map(
      ({ report, place }) =>
        `${report.diagnostic.code} ${JSON.stringify(place.statement.text.slice(place.start, place.end))}`,
    )
    .join("\n");
}

describe("the catalogue of diagnostics", () => {
  for (const diagnostic of allDiagnostics) {
    describe(diagnostic.code, () => {
      const { text, start, end } = unmark(diagnostic.wrong);
      const analyzed = (name: string, source: string) =>
        analyze(name, source, noFiles, settingsFrom(diagnostic.settings));
      it("is found in its wrong example, alone and in the right place", () => {
        const found = diagnostic.code.startsWith("export-")
          ? exportText(text)
          : findingsText(analyzed("wrong.net", text));
        assert.equal(found, `${diagnostic.code} ${JSON.stringify(text.slice(start, end))}`);
      });
      it("is not found in its right example", () => {
        assert.equal(findingsText(analyzed("right.net", diagnostic.right)), "");
        if (diagnostic.code.startsWith("export-")) assert.equal(exportText(diagnostic.right), "");
      });
      it("has fixes that cure it", () => {
        const analysis = analyzed("wrong.net", text);
        const finding = analysis.findings.find((f) => f.code === diagnostic.code);
        for (const fix of finding ? analysis.fixes(finding) : []) {
          const cured = applyEdits(text, fix.edits);
          assert.notEqual(cured, text, fix.title);
          assert.equal(findingsText(analyzed("cured.net", cured)), "", `${fix.title}:\n${cured}`);
        }
      });
      it("says something in plain words", () => {
        assert.match(diagnostic.code, /^[a-z]+(-[a-z]+)*$/);
        assert.ok(
          diagnostic.why.length > 30 && diagnostic.summary.endsWith("."),
          "summary and why are sentences",
        );
      });
    });
  }
});
