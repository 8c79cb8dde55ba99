// What is offered, and what is not.
import assert from "node:assert/strict";
import { labelsAt } from "./cursor.ts";

const offers = (text: string, ...labels: readonly string[]): void => {
  const found = labelsAt(text);
  for (const label of labels)
    assert.ok(found.includes(label), `no ${label} in ${found.slice(0, 60).join(" ")}`);
};
const withholds = (text: string, ...labels: readonly string[]): void => {
  const found = labelsAt(text);
  for (const label of labels) assert.ok(!found.includes(label), `${label} is offered`);
};

describe("completion", () => {
  it("offers layers, names and keywords in a body", () =>
    offers(
      "block own() { ReLU() }\nmodel M {\n    input image: [4]\n    $0\n}",
      "Dense",
      "VGG16",
      "own",
      "image",
      "repeat",
    ));

  it("offers layers in a stage, without keywords", () => {
    offers("model M {\n    input x: [4]\n    x -> De$0\n}", "Dense");
    withholds("model M {\n    input x: [4]\n    x -> De$0\n}", "repeat");
  });

  it("offers the arguments that are not given", () => {
    offers("model M {\n    input x: [4]\n    Dense(8, $0)\n}", "activation=", "use_bias=");
    withholds("model M {\n    input x: [4]\n    Dense(8, activation=relu, $0)\n}", "activation=", "units=");
  });

  it("offers the values of an argument first", () => {
    assert.ok(
      ["valid", "same"].includes(
        labelsAt("model M {\n    input x: [8, 8, 3]\n    Conv2D(8, 3, padding=$0)\n}")[0] ?? "",
      ),
    );
    offers('model M {\n    input x: [8, 8, 3]\n    Conv2D(8, 3, padding="$0")\n}', "same");
  });

  it("offers a block's own parameters", () =>
    offers(
      "block b(width, deep=1) { Dense(width) }\nmodel M {\n    input x: [4]\n    b($0)\n}",
      "width=",
      "deep=",
    ));

  it("offers the layers of the model as selectors", () => {
    const model =
      "model M {\n    input x: [32, 32, 3]\n    base: VGG16(include_top=False)\n    Flatten()\n    head: Dense(2)\n}\n";
    offers(`${model}training t for M {\n    freeze $0\n}`, "base", "head");
    offers(`${model}training t for M {\n    freeze base.$0\n}`, "block5_conv1");
    offers(`${model}training t for M {\n    $0\n}`, "compile", "fit", "freeze");
  });

  it("offers declarations at the top, and nothing in a comment", () => {
    offers("$0", "model", "training");
    assert.deepEqual(labelsAt("# mo$0"), []);
  });

  it("offers layers behind a module", () => offers("model M {\n    input x: [4]\n    layers.$0\n}", "Dense"));
});
