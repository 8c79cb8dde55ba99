// Every diagnostic holds its own promise: `wrong` gives exactly it at the marked range, `right` is clean, each fix cures.
import { strict as assert } from "node:assert";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { allDiagnostics } from "../../server/src/diagnostics/catalogue.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { findingsText } from "../support/analysis.ts";

function unmark(source: string): { text: string; start: number; end: number } {
  const start = source.indexOf("[!");
  const end = source.indexOf("!]") - 2;
  return { text: source.replace("[!", "").replace("!]", ""), start, end };
}

describe("the catalogue of diagnostics", () => {
  for (const diagnostic of allDiagnostics) {
    describe(diagnostic.code, () => {
      const { text, start, end } = unmark(diagnostic.wrong);
      it("is found in its wrong example, alone and in the right place", () => {
        assert.equal(
          findingsText(analyze("wrong.net", text)),
          `${diagnostic.code} ${JSON.stringify(text.slice(start, end))}`,
        );
      });
      it("is not found in its right example", () => {
        assert.equal(findingsText(analyze("right.net", diagnostic.right)), "");
      });
      it("has fixes that cure it", () => {
        const analysis = analyze("wrong.net", text);
        const finding = analysis.findings.find((f) => f.code === diagnostic.code);
        for (const fix of finding ? analysis.fixes(finding) : []) {
          const cured = applyEdits(text, fix.edits);
          assert.notEqual(cured, text, fix.title);
          assert.equal(findingsText(analyze("cured.net", cured)), "", `${fix.title}:\n${cured}`);
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
