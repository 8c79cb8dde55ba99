// What changed between two versions of a file, as Markdown.
import { strict as assert } from "node:assert";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { diffText } from "../../server/src/analysis/model-diff.ts";

const model = (body: string, name = "M"): string =>
  `model ${name} {\n    input x: [8]\n${body.replace(/^/gm, "    ")}\n}\n`;
const diff = (before: string, after: string): string | undefined =>
  diffText(analyze("a.net", before), analyze("b.net", after));

describe("the difference between two files", () => {
  it("is nothing where only names of values and comments differ", () =>
    assert.equal(diff(model("Dense(3)"), model("# three\ny = Dense(3)")), undefined));

  it("names layers that came, went and changed, with the totals", () =>
    assert.equal(
      diff(model("a: Dense(4)\nb: Dense(2)\nReLU()"), model("a: Dense(5)\nb: Dense(2)\nc: Dense(1)")),
      [
        "## M",
        "",
        "| | before | after | |",
        "| --- | ---: | ---: | ---: |",
        "| Parameters | 46 | 60 | +14 |",
        "| Trainable | 46 | 60 | +14 |",
        "| Multiply-adds | 40 | 52 | +12 |",
        "",
        "| | layer | class | output | parameters | inputs |",
        "| --- | --- | --- | --- | ---: | --- |",
        "| − | re_lu | ReLU | [2] | 0 | b |",
        "| ≠ | a | Dense | [4] → [5] | 36 → 45 | x |",
        "| ≠ | b | Dense | [2] | 10 → 12 | a |",
        "| + | c | Dense | [1] | 3 | b |",
      ].join("\n"),
    ));

  it("names models that came and went", () =>
    assert.equal(
      diff(model("Dense(3)") + model("Dense(1)", "Old"), model("Dense(3)") + model("Dense(2)", "New")),
      "## New\n\nNew: 18 parameters, 16 multiply-adds.\n\n## Old\n\nGone: it had 9 parameters.",
    ));

  it("compares the only models of two files, whatever their names", () =>
    assert.match(
      diff(model("Dense(1)", "Old"), model("Dense(1)\nDense(2)", "New"))!,
      /^## Old → New\n[\s\S]*\| \+ \| dense_1 \| Dense \| \[2\] \| 4 \| dense \|$/,
    ));

  it("says what no size tells of: arguments and flags", () => {
    const row = (before: string, after: string): string | undefined =>
      diff(model(before), model(after))?.split("\n").at(-1);
    assert.equal(
      row("Dense(4, activation=relu)", 'Dense(4, activation="gelu")'),
      "| ≠ | dense | Dense (activation: relu → gelu) | [4] | 36 | x |",
    );
    assert.equal(
      row("Dropout(0.5)", "Dropout(0.2)"),
      "| ≠ | dropout | Dropout (rate: 0.5 → 0.2) | [8] | 0 | x |",
    );
    assert.equal(
      row("Dense(4)", "Dense(4, trainable=False)"),
      "| ≠ | dense | Dense (trainable: True → False) | [4] | 36 | x |",
    );
    assert.equal(row("Dense(4)", "Dense(units=4, use_bias=True)"), undefined);
  });

  it("looks into nested models", () =>
    assert.match(
      diff(
        `${model("Dense(4)", "Inner")}${model("inner: Inner()")}`,
        `${model("Dense(4)\nDense(4)", "Inner")}${model("inner: Inner()")}`,
      )!,
      /\| \+ \| inner\.dense_1 \| Dense \| \[4\] \| 20 \| dense \|/,
    ));
});
