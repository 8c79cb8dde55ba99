// `freeze` as Keras's statements and back, and the skeleton of a fine-tuning: what is offered, and what it leaves.
import assert from "node:assert/strict";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { trainingRewrites } from "../../server/src/ide/training-rewrites.ts";
import { applyEdits } from "../../server/src/text/edit.ts";

const models = `model Base {
    input x: [8]
    one: Dense(6, use_bias=False)
    norm: BatchNormalization()
    two: Dense(4)
}

model M {
    input x: [8]
    base: Base()
    b: Dense(3, activation=softmax)
}

`;
const rest = "    compile(optimizer=adam, loss=categorical_crossentropy)\n    fit(x)\n}\n";

/** The file after the first rewrite at a marker. */
function rewritten(text: string): string | undefined {
  const offset = text.indexOf("$0");
  const analysis = analyze("file:///test.net", text.replace("$0", ""));
  const [first] = trainingRewrites(analysis, { start: offset, end: offset });
  return first && applyEdits(analysis.text, first.edits);
}

/** What a statement becomes, without the lines around it. */
function check(statement: string, expected: string | undefined): void {
  const head = `${models}training t for M {\n    `;
  const after = rewritten(`${head}$0${statement}\n${rest}`);
  assert.equal(after?.slice(head.length, -rest.length - 1), expected);
}

describe("a rewrite that is tried", () => {
  it("leaves the fixes of the file where they were", () => {
    const text = `${models}training t for M {\n    compile(optimizer=adam, loss=categorical_crossentropy)\n    fit(x)\n    freeze base\n    fit(x)\n}\n`;
    const analysis = analyze("file:///test.net", text);
    const fixes = () => analysis.findings.flatMap((finding) => analysis.fixes(finding));
    const before = fixes();
    const at = text.indexOf("freeze");
    assert.ok(before.length > 0 && trainingRewrites(analysis, { start: at, end: at }).length > 0);
    assert.deepEqual(fixes(), before);
  });
});

describe("rewriting freeze", () => {
  const pairs: [string, string][] = [
    ["freeze base", "base.trainable = False"],
    ["freeze base.layers", "for layer in base.layers:\n        layer.trainable = False"],
    ["freeze base.layers[:-2]", "for layer in base.layers[:-2]:\n        layer.trainable = False"],
    [
      "freeze base[BatchNormalization]",
      "for layer in base.layers:\n        if isinstance(layer, BatchNormalization):\n            layer.trainable = False",
    ],
    [
      "freeze base.t*",
      'for layer in base.layers:\n        if layer.name.startswith("t"):\n            layer.trainable = False',
    ],
    ["freeze base.one", 'base.get_layer("one").trainable = False'],
  ];
  for (const [net, keras] of pairs) {
    it(`${net} as Keras has it`, () => check(net, keras));
    it(`${net} back again`, () => check(keras, net));
  }
  it("takes several selectors apart", () =>
    check(
      "freeze base.layers[:1], b",
      "for layer in base.layers[:1]:\n        layer.trainable = False\n    b.trainable = False",
    ));
  it("writes an except as a condition", () =>
    check(
      "freeze base except base.t*",
      'for layer in base.layers:\n        if not layer.name.startswith("t"):\n            layer.trainable = False',
    ));
  it("offers nothing where it would mean something else", () => {
    // A loop over `model.layers` does not look into `base`.
    check("freeze model[BatchNormalization]", undefined);
    check("for layer in base.layers[:1] { layer.trainable = False; b.trainable = False }", undefined);
  });
});

describe("the skeleton of a fine-tuning", () => {
  it("freezes the nested model, then lets it train slowly without its BatchNormalization", () => {
    const after = rewritten(models.replace("model M", "mod$0el M"))!;
    assert.ok(after.includes("training fine_tune for M {"), after);
    const analysis = analyze("file:///test.net", after);
    assert.deepEqual(
      analysis.findings.map(({ message }) => message),
      [],
    );
    assert.deepEqual(
      analysis.trainings[0]!.phases.map(({ layers }) => layers.join(" ")),
      ["b", "one two b"],
    );
  });
  it("is not offered for a model without a nested one", () =>
    assert.equal(rewritten(models.replace("model Base", "mod$0el Base")), undefined));
});
