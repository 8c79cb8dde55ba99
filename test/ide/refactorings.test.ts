// Each refactoring on a small file: what it is called and what it leaves.
import assert from "node:assert/strict";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { organizeImports } from "../../server/src/ide/organize-imports.ts";
import { refactored, refactoringsAt } from "../../server/src/ide/refactorings/find.ts";
import type { Refactored } from "../../server/src/ide/refactorings/refactoring.ts";
import { applyEdits } from "../../server/src/text/edit.ts";

const input = "model M(width=8) {\n    input x: [32, 32, 3]\n";

/** What a refactoring makes of a file; `«` and `»` mark the range it is asked for. */
function find(text: string, title: RegExp): { readonly made: Refactored | undefined; readonly text: string } {
  const start = text.indexOf("«");
  const end = text.includes("»") ? text.indexOf("»") - 1 : start;
  const analysis = analyze("file:///test.net", text.replace("«", "").replace("»", ""));
  assert.deepEqual(
    analysis.findings.filter(({ severity }) => severity === "error"),
    [],
  );
  const made = refactoringsAt(analysis, { start, end }).flatMap((r) => refactored(analysis, r) ?? []);
  const found = made.find((one) => title.test(one.title));
  return { made: found, text: found ? applyEdits(analysis.text, found.edits) : "not offered" };
}

const gives = (text: string, title: RegExp, expected: string): void =>
  assert.equal(find(text, title).text, expected);

describe("extract block", () => {
  it("hands over what is used, and takes back what is needed", () =>
    gives(
      `${input}    a = Conv2D(4, 3, padding=same)\n    «Conv2D(width, 3, padding=same) # a remark\n    b: Conv2D(4, 1)\n    [a, b] -> Add()»\n    Flatten()\n}\n`,
      /Extract 3/,
      `block part(width) {\n    input x\n    input a\n    x\n    Conv2D(width, 3, padding=same) # a remark\n    b: Conv2D(4, 1)\n    [a, b] -> Add()\n}\n\n${input}    a = Conv2D(4, 3, padding=same)\n    [x, a] -> part(width)\n    Flatten()\n}\n`,
    ));
  it("gives a label back that is read below", () =>
    gives(
      `${input}    Conv2D(4, 3)\n    «y: Conv2D(2, 1)»\n    y -> Flatten()\n}\n`,
      /Extract/,
      `block part() {\n    y: Conv2D(2, 1)\n}\n\n${input}    Conv2D(4, 3)\n    y = part()\n    y -> Flatten()\n}\n`,
    ));
  it("tells where its name stands", () => {
    const { made, text } = find(`${input}    «Conv2D(4, 3)»\n    Flatten()\n}\n`, /Extract/);
    assert.equal(text.slice(made!.nameAt, made!.nameAt! + 4), "part");
  });
  it("is not offered without a selection, nor for inputs", () => {
    gives(`${input}    «Flatten()\n}\n`, /Extract/, "not offered");
    gives("model M {\n    «input x: [4]\n    Dense(2)»\n}\n", /Extract/, "not offered");
  });
});

describe("inline block", () => {
  it("puts arguments in the place of parameters, and removes a block nobody else uses", () =>
    gives(
      `block conv(n, size=3) {\n    Conv2D(n * 2, size)\n    ReLU()\n}\n\n${input}    y = x -> «conv(width + 1)\n    y -> Flatten()\n}\n`,
      /^Inline `conv`, used only here$/,
      `${input}    y = x -> Conv2D((width + 1) * 2, 3) -> ReLU()\n    y -> Flatten()\n}\n`,
    ));
  it("renames what would clash, and knows the sizes a pattern bound", () =>
    gives(
      `block twice() {\n    input x: [h, w, c]\n    y = x -> Conv2D(c, 1)\n    [x, y] -> Add()\n}\n\nmodel M {\n    input image: [8, 8, 3]\n    y: Conv2D(4, 3)\n    «twice()\n    twice()\n    [y -> Conv2D(4, 1)]\n}\n`,
      /^Inline this use/,
      `block twice() {\n    input x: [h, w, c]\n    y = x -> Conv2D(c, 1)\n    [x, y] -> Add()\n}\n\nmodel M {\n    input image: [8, 8, 3]\n    y: Conv2D(4, 3)\n    c = y.shape[-1]\n    y_2 = y -> Conv2D(c, 1)\n    [y, y_2] -> Add()\n    twice()\n    [y -> Conv2D(4, 1)]\n}\n`,
    ));
  it("is offered at the block, too, where it has one use", () =>
    gives(
      `bl«ock conv(n) { Conv2D(n, 3) }\n\n${input}    conv(4)\n    Flatten()\n}\n`,
      /^Inline/,
      `${input}    Conv2D(4, 3)\n    Flatten()\n}\n`,
    ));
  it("brings the remarks along", () =>
    gives(
      `block conv(n) {\n    # why\n    Conv2D(n, 3) # how\n    ReLU()\n}\n\n${input}    «conv(4)\n    Flatten()\n}\n`,
      /^Inline/,
      `${input}    # why\n    # how\n    Conv2D(4, 3)\n    ReLU()\n    Flatten()\n}\n`,
    ));
  it("leaves a labelled use alone", () =>
    gives(`block b() { Flatten() }\n${input}    one: «b()\n}\n`, /Inline/, "not offered"));
});

describe("name this layer", () => {
  it("takes a name that is free", () =>
    gives(
      `${input}    conv2d: Conv2D(4, 3)\n    Re«LU() -> Conv2D(8, 3)\n}\n`,
      /Name/,
      `${input}    conv2d: Conv2D(4, 3)\n    re_lu: ReLU() -> Conv2D(8, 3)\n}\n`,
    ));
});

describe("a loop of repeated statements", () => {
  it("repeats equal ones", () =>
    gives(
      `${input}    «ReLU()\n    ReLU()\n    ReLU()\n}\n`,
      /repeat 3/,
      `${input}    repeat 3 {\n        ReLU()\n    }\n}\n`,
    ));
  it("is not made where a remark would be lost", () =>
    gives(`${input}    «ReLU()\n    # a remark\n    ReLU()\n    ReLU()\n}\n`, /repeat/, "not offered"));
  it("goes over what differs, with the argument's name", () =>
    gives(
      `${input}    Conv2D(64, 3)\n    «MaxPooling2D(2)\n    Conv2D(128, 3)\n    MaxPooling2D(2)\n}\n`,
      /for filters in/,
      `${input}    for filters in [64, 128] {\n        Conv2D(filters, 3)\n        MaxPooling2D(2)\n    }\n}\n`,
    ));
  it("says what follows from something else as arithmetic, and numbers labels", () =>
    gives(
      `${input}    «conv1: Conv2D(4, 3)\n    Conv2D(8, 1)\n    conv2: Conv2D(8, 3)\n    Conv2D(16, 1)\n    conv3: Conv2D(16, 3)\n    Conv2D(32, 1)\n}\n`,
      /for filters, i in/,
      `${input}    for filters, i in [(4, 1), (8, 2), (16, 3)] {\n        "conv{i}": Conv2D(filters, 3)\n        Conv2D(2 * filters, 1)\n    }\n}\n`,
    ));
});

describe("wiring", () => {
  it("by name, through loops and labels", () =>
    gives(
      `mo«del M {\n    input image: [32, 32, 3]\n    conv: Conv2D(8, 3)\n    for i in range(2) {\n        ReLU()\n    }\n    [conv, Conv2D(8, 1)] -> Add()\n    Flatten()\n}\n`,
      /named values/,
      `model M {\n    input image: [32, 32, 3]\n    conv = Conv2D(8, 3, name="conv")(image)\n    x = conv\n    for i in range(2) {\n        x = ReLU()(x)\n    }\n    x = Add()([conv, Conv2D(8, 1)(x)])\n    x = Flatten()(x)\n}\n`,
    ));
  it("in order, with names for what is used again", () =>
    gives(
      `mo«del M {\n    input image: [32, 32, 3]\n    x = Conv2D(8, 3)(image)\n    x = ReLU()(x)\n    y = ReLU()(x)\n    x = Add()([x, y])\n    x = Flatten()(x)\n}\n`,
      /one below the other/,
      `model M {\n    input image: [32, 32, 3]\n    Conv2D(8, 3)\n    x = ReLU()\n    y = x -> ReLU()\n    [x, y] -> Add()\n    Flatten()\n}\n`,
    ));
});

describe("move to a file", () => {
  it("takes what the declaration needs along, and imports what the rest needs", () => {
    const { made, text } = find(
      'from "std/vgg" import VGG16\n\nconst width = 8\n\n## Doc.\nblock st«em(n) { Conv2D(n * width, 3) }\n\nmodel M {\n    input x: [32, 32, 3]\n    stem(2)\n}\n\nassert params(VGG16) > 0\n',
      /Move `stem` and the declaration it needs to `.\/stem.net`/,
    );
    assert.equal(
      text,
      'from "std/vgg" import VGG16\nfrom "./stem.net" import stem\n\nmodel M {\n    input x: [32, 32, 3]\n    stem(2)\n}\n\nassert params(VGG16) > 0\n',
    );
    assert.equal(made?.newFile?.text, "const width = 8\n\n## Doc.\nblock stem(n) { Conv2D(n * width, 3) }\n");
  });
});

describe("imports in order", () => {
  const organized = (text: string): string =>
    applyEdits(text, organizeImports(analyze("file:///test.net", text)));
  it("are sorted, merged, and those nobody uses are gone", () =>
    assert.equal(
      organized(
        'from "./b.net" import two # why\nfrom "std/vgg" import VGG19, VGG16\nfrom "./a.net" import one as uno, never\n# a remark\nfrom "./b.net" import three\n\nconst n = [two, three, uno, VGG16, VGG19]\n',
      ),
      'from "std/vgg" import VGG16, VGG19\nfrom "./a.net" import one as uno\nfrom "./b.net" import three, two  # why\n# a remark\n\nconst n = [two, three, uno, VGG16, VGG19]\n',
    ));
  it("are left alone where they are in order", () =>
    assert.deepEqual(
      organizeImports(analyze("file:///t.net", 'from "./a.net" import a\nconst n = a\n')),
      [],
    ));
});
