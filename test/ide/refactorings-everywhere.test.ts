// Every refactoring that is offered somewhere in the examples and the library leaves the same models behind. It compares what
// `summary --json` says, not what the refactorings themselves compare.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { type LayerJson, layersJson } from "../../server/src/analysis/summary.ts";
import { isQuick, refactored, refactoringsAt } from "../../server/src/ide/refactorings/find.ts";
import type { Refactored } from "../../server/src/ide/refactorings/refactoring.ts";
import { statementsOf } from "../../server/src/syntax/walk.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";
import { applyEdits } from "../../server/src/text/edit.ts";

const root = join(import.meta.dirname, "../..");
const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".net"))
    .map((name) => join(folder, name));

/** So many places of each file are tried, evenly spread; fewer of files that take long. */
const places = { quick: 5, slow: 2 };

/** A layer without what a refactoring may change: where it is written, and its name where it says so. */
function bare({ line: _line, file: _file, layers, ...rest }: LayerJson, names: boolean): unknown {
  const { name: _name, path: _path, group: _group, inbound, calls, ...shape } = rest;
  const inner = layers?.map((layer) => bare(layer, names));
  if (names) return { ...rest, layers: inner };
  return { ...shape, inputs: inbound.length, calls: calls?.length, layers: inner };
}

/** The models of some files, whatever file they stand in. */
const said = (analyses: readonly Analysis[], names: boolean): unknown =>
  Object.fromEntries(
    analyses.flatMap((analysis) =>
      analysis.models.map(({ part, run }) => [
        part.name,
        {
          layers: run && layersJson(analysis, run).map((layer) => bare(layer, names)),
          outputs: run?.outputs.map(({ type }) => shapeText(type.shape)),
        },
      ]),
    ),
  );

const codes = (analyses: readonly Analysis[]): readonly string[] =>
  analyses.flatMap(({ findings }) => findings.map(({ code }) => code)).sort();

function holds(before: Analysis, made: Refactored): void {
  const text = applyEdits(before.text, made.edits);
  const { newFile } = made;
  const host = {
    resolve: (_from: string, path: string) => path,
    read: (id: string) => (id === newFile?.path ? newFile.text : undefined),
  };
  const after = [analyze(before.id, text, host)];
  if (newFile) after.push(analyze(newFile.path, newFile.text, host));
  const names = made.renames !== true;
  assert.deepEqual(said(after, names), said([before], names), `${made.title}\n${text}`);
  const left = [...codes([before])];
  for (const code of codes(after)) {
    const at = left.indexOf(code);
    assert.ok(at >= 0, `${made.title}: ${code} is new\n${text}`);
    left.splice(at, 1);
  }
}

describe("refactorings keep the meaning", () => {
  const titles = new Map<string, number>();
  for (const file of [...filesOf("examples"), ...filesOf("server/src/library/std")]) {
    it(`of ${file}`, function () {
      this.timeout(120_000);
      const analysis = analyze("file:///test.net", readFileSync(join(root, file), "utf8"));
      const statements = [...statementsOf(analysis.tree.statements)];
      const step = Math.max(1, Math.ceil(statements.length / places[isQuick(analysis) ? "quick" : "slow"]));
      for (let i = 0; i < statements.length; i += step) {
        const { start } = analysis.tree.headSpan(statements[i]!);
        const { end } = analysis.tree.headSpan(statements[Math.min(i + (i % 4), statements.length - 1)]!);
        for (const range of [
          { start, end: start },
          { start, end },
        ]) {
          for (const offered of refactoringsAt(analysis, range)) {
            const made = refactored(analysis, offered);
            if (!made) continue;
            titles.set(made.kind, (titles.get(made.kind) ?? 0) + 1);
            holds(analysis, made);
          }
        }
      }
    });
  }
  it("and there were some of each kind", () =>
    assert.deepEqual(
      [...titles.keys()].sort(),
      ["refactor.extract", "refactor.inline", "refactor.move", "refactor.rewrite"],
      JSON.stringify([...titles]),
    ));
});
