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

describe("completion by what flows in", () => {
  const leads = (text: string, first: string, ...later: readonly string[]): void => {
    const found = labelsAt(text);
    for (const label of later)
      assert.ok(
        found.indexOf(first) >= 0 && found.indexOf(first) < found.indexOf(label),
        `${first} is not before ${label}: ${found.slice(0, 80).join(" ")}`,
      );
  };
  it("puts what takes an image first on an image, and other ranks last", () => {
    const text = "model M {\n    input x: [32, 32, 3]\n    $0\n}";
    for (const layer of ["Conv2D", "MaxPooling2D", "GlobalAveragePooling2D"])
      leads(text, layer, "Dense", "LSTM", "Conv1D", "Add", "VGG16");
    leads(text, "repeat", "LSTM");
  });
  it("knows what a pipeline has come to", () => {
    leads("model M {\n    input x: [32, 32, 3]\n    y = x -> Flatten() -> $0\n}", "Dense", "Conv2D", "LSTM");
    leads("model M {\n    input x: [16, 8]\n    x -> $0\n}", "LSTM", "Conv2D");
  });
  it("leaves the order alone where nothing flows, or its shape is open", () =>
    leads("model M {\n    input a: [4]\n    input b: [4]\n    $0\n}", "Conv2D", "LSTM"));
});

describe("completion in imports", () => {
  it("offers the library's files and what they declare", () => {
    offers('from "$0"', "std/vgg");
    offers('from "std/vgg" import $0', "VGG16", "VGG19");
    withholds('from "std/vgg" import VGG16, $0', "VGG16");
    assert.deepEqual(labelsAt('from "std/vgg" import VGG16 as v$0'), []);
  });
});

describe("completion in selectors", () => {
  const model =
    "model M {\n    input x: [32, 32, 3]\n    base: VGG16(include_top=False)\n    Flatten()\n    head: Dense(2)\n}\ntraining t for M {\n    ";
  it("offers patterns, classes, and layers behind a path", () => {
    offers(`${model}freeze base.$0\n}`, "block5_conv1", "block5_*");
    offers(`${model}freeze base[$0\n}`, "Conv2D", "MaxPooling2D");
    withholds(`${model}freeze base[$0\n}`, "Dense");
    offers(`${model}freeze base[Conv2D, $0\n}`, "MaxPooling2D");
    withholds(`${model}fit($0\n}`, "block5_*");
  });
});

describe("snippets", () => {
  it("stand where their statements can", () => {
    offers("$0", "training … for … { … }", "model … { … }");
    offers("model M {\n    input x: [4]\n    $0\n}", "for … in … { … }");
    withholds("model M {\n    input x: [4]\n    x -> $0\n}", "for … in … { … }");
    offers("model M {\n    input x: [4]\n    Dense(2)\n}\ntraining t for M {\n    $0\n}", "compile … fit …");
  });
});
