// The outline, definitions, references, rename, folding, signatures and code actions.
import assert from "node:assert/strict";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { fixAll, quickFixes } from "../../server/src/ide/code-actions.ts";
import { definition } from "../../server/src/ide/definition.ts";
import { type DocumentSymbol, documentSymbols } from "../../server/src/ide/document-symbols.ts";
import { folds } from "../../server/src/ide/folding.ts";
import { occurrences, symbolAt } from "../../server/src/ide/occurrences.ts";
import { rename } from "../../server/src/ide/rename.ts";
import { semanticTokens } from "../../server/src/ide/semantic-tokens.ts";
import { signatureHelp } from "../../server/src/ide/signature-help.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { at } from "./cursor.ts";

const target = (text: string): string => {
  const { analysis, offset } = at(text);
  const found = definition(analysis, offset);
  if (!found) return "nothing";
  const line = found.text.slice(0, found.span.start).split("\n").length;
  return `${found.text.slice(found.span.start, found.span.end)} line ${line} ${found.file.startsWith("std/") ? found.file : ""}`.trim();
};

describe("definition", () => {
  it("leads from the path of an import to the file", () =>
    assert.equal(target('from "std/v$0gg" import VGG16'), "line 1 std/vgg"));
  it("finds blocks, parameters, variables, labels and library models", () => {
    assert.equal(target("block b() { Dense(1) }\nmodel M {\n    input x: [4]\n    $0b()\n}"), "b line 1");
    assert.equal(target("block b(n) {\n    Dense($0n)\n}"), "n line 1");
    assert.equal(target("model M {\n    input x: [4]\n    y = Dense(1)\n    $0y -> Dense(2)\n}"), "y line 3");
    assert.equal(
      target("model M {\n    input x: [4]\n    base: Dense(1)\n}\ntraining t for M {\n    freeze ba$0se\n}"),
      "base line 3",
    );
    assert.match(
      target("model M {\n    input x: [224, 224, 3]\n    VGG$016()\n}"),
      /^VGG16 line \d+ std\/vgg$/,
    );
  });
});

describe("rename", () => {
  const renamed = (text: string, to: string): string => {
    const { analysis, offset } = at(text);
    const edits = rename(analysis, offset, to);
    return typeof edits === "string" ? edits : applyEdits(analysis.text, edits);
  };
  it("changes a label with its selectors, and nothing else of that name", () =>
    assert.equal(
      renamed(
        "block c() { base: Dense(2) }\nmodel M {\n    input x: [4]\n    ba$0se: Dense(1)\n}\ntraining t for M { freeze base }",
        "trunk",
      ),
      "block c() { base: Dense(2) }\nmodel M {\n    input x: [4]\n    trunk: Dense(1)\n}\ntraining t for M { freeze trunk }",
    ));
  it("changes a parameter with the arguments that name it", () =>
    assert.equal(
      renamed("block b(n$0) { Dense(n) }\nmodel M {\n    input x: [4]\n    b(n=3)\n}", "width"),
      "block b(width) { Dense(width) }\nmodel M {\n    input x: [4]\n    b(width=3)\n}",
    ));
  it("refuses what is not a name", () =>
    assert.match(renamed("block b$0() { ReLU() }", "a b"), /not a name/));
  it("lists references", () => {
    const { analysis, offset } = at(
      "model M {\n    input x: [4]\n    y$0 = x -> Dense(1)\n    y -> Dense(2)\n}",
    );
    assert.equal(occurrences(analysis, symbolAt(analysis, offset)!.symbol).length, 2);
  });
});

describe("document symbols", () => {
  it("are models, inputs, labels and trainings", () => {
    const { analysis } = at(
      "$0model M {\n    input x: [4]\n    if True {\n        head: Dense(2)\n    }\n}\ntraining t for M { fit() }",
    );
    const names = (list: readonly DocumentSymbol[]): unknown =>
      list.map(({ name, children }) => (children.length > 0 ? [name, names(children)] : name));
    assert.deepEqual(names(documentSymbols(analysis)), [["M", ["x", "head"]], "t"]);
  });
});

describe("folding", () => {
  it("leaves the closing brace visible", () => {
    const { analysis } = at("$0# a\n# b\nmodel M {\n    input x: [4]\n    Dense(1)\n}\n");
    const lines = folds(analysis).map(({ start, end, kind }) => [
      kind,
      analysis.lines.position(start).line,
      analysis.lines.position(end).line,
    ]);
    assert.deepEqual(lines, [
      ["body", 2, 4],
      ["comment", 0, 1],
    ]);
  });
});

describe("signature help", () => {
  it("names the argument the cursor is in", () => {
    const { analysis, offset } = at("model M {\n    input x: [8, 8, 3]\n    Conv2D(8, 3, padding=$0\n}");
    const help = signatureHelp(analysis, offset)!;
    const [start, end] = help.parameters[help.active!]!.label;
    assert.match(help.label.slice(start, end), /^padding=/);
  });

  const label = (line: string): string => {
    const { analysis, offset } = at(
      `model M(norm=BatchNormalization) {\n    input x: [8, 8, 3]\n    ${line}\n}`,
    );
    return signatureHelp(analysis, offset)?.label ?? "";
  };
  it("knows what a layer that was made is called with", () => {
    assert.equal(label("d = Dense(3)\n    y = d($0x)"), "d(inputs, training=None)");
    assert.match(label("a = MultiHeadAttention(2, 4)\n    y = a($0x, x)"), /^a\(query, value, key=None, /);
  });
  it("knows functions, and the class a parameter stands for", () => {
    assert.equal(label("repeat len($0x.shape) { ReLU() }"), "len(values)");
    assert.match(label("norm($0)"), /^BatchNormalization\(axis=-1, /);
  });
});

describe("semantic tokens", () => {
  it("tell classes, labels and options apart", () => {
    const { analysis } = at("$0model M {\n    input x: [4]\n    head: Dense(2, activation=relu)\n}");
    const tokens = semanticTokens(analysis).map(
      ({ span, type }) => `${analysis.text.slice(span.start, span.end)} ${type}`,
    );
    for (const token of ["head property", "Dense class", "activation parameter", "relu enumMember"])
      assert.ok(tokens.includes(token), tokens.join(", "));
  });
});

describe("code actions", () => {
  it("offer the name that was meant, and it cures the problem", () => {
    const { analysis } = at("$0model M {\n    input x: [4]\n    Dence(2)\n}");
    const offset = analysis.text.indexOf("Dence");
    const [first] = quickFixes(analysis, { start: offset, end: offset });
    assert.ok(first, JSON.stringify(analysis.findings.map(({ message }) => message)));
    const mended = applyEdits(analysis.text, first.fix.edits);
    assert.deepEqual(analyze("file:///test.net", mended).findings, []);
  });
  it("fix all is made of safe fixes only", () =>
    assert.deepEqual(fixAll(at("$0model M {\n    input x: [4]\n    Dense(2)\n}").analysis), []));
});
