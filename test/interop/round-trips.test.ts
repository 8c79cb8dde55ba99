// Round trips: what is written in another format and read back has every layer, weight and connection it had. The
// formats' own tests say what the texts look like; these look only at what is left of the model.
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { findExporter } from "../../server/src/interop/exporters.ts";
import { importModel } from "../../server/src/interop/import-model.ts";
import { libraryPaths, librarySource } from "../../server/src/library/library.ts";
import type { ModelRun } from "../../server/src/model/graph.ts";
import { blockForms, layerExamples } from "../conformance/cases.ts";
import { type KerasLayer, lineDifference, ownLayers, tableLines } from "../conformance/tables.ts";
import { documentLines } from "../support/documents.ts";
import { networks } from "../support/networks.ts";

const root = join(import.meta.dirname, "..", "..");

function exported(analysis: Analysis, format: string, model?: string): string {
  const { file, elaboration, trainings, uses } = analysis;
  const result = findExporter(format)!.export({ file, elaboration, trainings, uses, model });
  assert.equal(result.kind, "exported", result.kind === "refused" ? result.message : "");
  return result.kind === "exported" ? result.text : "";
}

function imported(name: string, content: Uint8Array | string): Analysis {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const result = importModel(name, bytes);
  assert.equal(result.kind, "imported", result.kind === "refused" ? result.message : "");
  const analysis = analyze("back.net", result.kind === "imported" ? result.text : "");
  const errors = analysis.findings.filter(({ severity }) => severity === "error");
  assert.deepEqual(
    errors.map(({ code, message }) => `${code}: ${message}`),
    [],
    analysis.text,
  );
  return analysis;
}

/** The weights of a class of the user are in no document of Keras. */
const withoutOwnClasses = (layers: readonly KerasLayer[], own: ReadonlySet<string>): readonly KerasLayer[] =>
  layers.map((layer) => ({
    ...layer,
    // The uses of a shared layer have no order that means something.
    from: [...layer.from].sort((a, b) => (a.join() < b.join() ? -1 : 1)),
    ...(own.has(layer.class) ? { weights: [], outputs: [] } : {}),
    ...(layer.layers ? { layers: withoutOwnClasses(layer.layers, own) } : {}),
  }));

const linesOf = (run: ModelRun, own: ReadonlySet<string>): readonly string[] => [
  ...tableLines(withoutOwnClasses(ownLayers(run), own)),
];

const analyzed = new Map<string, Analysis>();

/** A text that goes through several formats is analysed once. */
function analysisOf(source: string): Analysis {
  const known = analyzed.get(source) ?? analyze("before.net", source);
  analyzed.set(source, known);
  return known;
}

/** Layers by their number: variables that hold the layers of a shared block become their names. */
function numbered(layers: readonly KerasLayer[]): readonly KerasLayer[] {
  const number = new Map(layers.map(({ name }, i) => [name, `${i}`]));
  const of = (name: string): string => number.get(name) ?? name;
  return layers.map((layer) => ({ ...layer, name: of(layer.name), from: layer.from.map((f) => f.map(of)) }));
}

/** A model of Net goes to a format and comes back the same, or, `renamed`, with other names. */
function checkNet(source: string, model: string, format: "keras-json" | "keras", renamed = false): void {
  const before = analysisOf(source);
  const run = before.models.find(({ part }) => part.name === model)!.run!;
  const back = imported(format === "keras" ? "model.py" : "model.json", exported(before, format, model));
  const again = (back.models.find(({ part }) => part.name === model) ?? back.models.at(-1)!).run!;
  const own = new Set(
    [...before.file.names.values()].flatMap((name) =>
      name.kind === "part" && name.part.kind === "layer" ? [name.part.name] : [],
    ),
  );
  const lines = (of: ModelRun): readonly string[] =>
    renamed ? [...tableLines(numbered(ownLayers(of)))] : linesOf(of, own);
  assert.equal(lineDifference(lines(run), lines(again)), undefined, back.text);
}

const documents = join(root, "test", "oracle", "keras-applications", "configs");

/** Keras's own documents: without the head where there are both, since the two differ in their last layers only. */
const documentFiles = readdirSync(documents).filter(
  (file, _, all) => !/_top\./.test(file) || !all.includes(file.replace("_top.", "_notop.")),
);

describe("round trips", () => {
  describe("Net → Python for Keras → Net", () => {
    for (const file of readdirSync(join(root, "examples")).filter((name) => name.endsWith(".net"))) {
      const source = readFileSync(join(root, "examples", file), "utf8");
      for (const { part, missing } of analysisOf(source).models)
        if (missing.length === 0)
          it(`${file} ${part.name}`, () => checkNet(source, part.name, "keras")).timeout(20_000);
    }
  });

  describe("blocks → Python for Keras → blocks", () => {
    // Inner functions with a `return` in each branch are read with the first one's inputs only.
    const oneWay = ["blocks/deep.net Deep"];
    for (const { id, source, model } of blockForms())
      if (!oneWay.includes(id)) it(id, () => checkNet(source, model, "keras", true));
  });

  describe("Net → Keras document → Net", () => {
    for (const file of readdirSync(join(root, "examples")).filter((name) => name.endsWith(".net"))) {
      const source = readFileSync(join(root, "examples", file), "utf8");
      for (const { part, missing } of analysisOf(source).models)
        if (missing.length === 0)
          it(`${file} ${part.name}`, () => checkNet(source, part.name, "keras-json")).timeout(20_000);
    }
    for (const path of libraryPaths()) {
      const source = librarySource(path)!;
      // The first of a file is its smallest; the others differ in size only. Many come from documents of Keras below, and
      // the deepest repeat what the others hold.
      const first = analysisOf(source).models[0];
      if (
        first?.run &&
        first.run.nodes.length < 250 &&
        !documentFiles.some((name) => name.startsWith(`${first.part.name}_`))
      )
        it(`${path} ${first.part.name}`, () => checkNet(source, first.part.name, "keras-json")).timeout(
          20_000,
        );
    }
    it("every example of a layer", () => {
      for (const { source, model } of layerExamples()) checkNet(source, model, "keras-json");
    }).timeout(60_000);
    it("networks with branches, merges, shared layers and nested models", () => {
      fc.assert(
        fc.property(networks, (source) => checkNet(source, "Net", "keras-json")),
        { numRuns: 15, seed: 42 },
      );
    }).timeout(60_000);
  });

  describe("Keras document → Net → Keras document", () => {
    for (const file of documentFiles) {
      const name = file.replace(".gz", "");
      it(name.replace(".config.json", ""), () => {
        const config = gunzipSync(readFileSync(join(documents, file)));
        const before = JSON.parse(config.toString("utf8"));
        const after = JSON.parse(exported(imported(name, config), "keras-json"));
        assert.equal(lineDifference(documentLines(before, after), documentLines(after, before)), undefined);
      }).timeout(30_000);
    }
  });
});
