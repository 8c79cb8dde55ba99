// What is offered, and what is not.
import assert from "node:assert/strict";
import { completions } from "../../server/src/ide/completion.ts";
import { at, labelsAt } from "./cursor.ts";

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

describe("completion by rank", () => {
  const leads = (text: string, ...labels: readonly string[]): void =>
    assert.deepEqual(labelsAt(text).slice(0, labels.length), labels);
  /** All of them, and in this order. */
  const order = (text: string, ...labels: readonly string[]): void => {
    const found = labelsAt(text).filter((label) => labels.includes(label));
    assert.deepEqual(found, labels);
  };
  const model = (line: string, input = "[8, 8, 3]"): string =>
    `model M(depth=3) {\n    input x: ${input}\n    ${line}\n}`;

  it("puts layers before models where both fit, and where neither does", () => {
    order(model("$0", "[224, 224, 3]"), "Conv2D", "ConvNeXtBase", "Conv1D");
    order(model("Flatten()\n    $0"), "Dense", "Conv2D", "ConvNeXtBase");
    order(model("x -> $0", "[20, 8]"), "LSTM", "Conv2D", "VGG16");
  });
  it("puts a block of the file behind others where its input has other axes", () =>
    order(
      `block a() {\n    input x: [n, c]\n    Dense(c)\n}\nblock b() {\n    input x: [h, w, c]\n    Conv2D(c, 1)\n}\n${model("$0")}`,
      "b",
      "Conv2D",
      "a",
    ));
  it("puts what joins tensors first behind a list", () =>
    order(model("y = ReLU()\n    [x, y] -> $0"), "Add", "Concatenate", "Conv2D"));
  it("puts needed arguments first, then the others as they are declared", () => {
    leads(model("Conv2D($0)"), "filters=", "kernel_size=");
    order(model("Conv2D($0)"), "kernel_size=", "depth", "strides=", "padding=", "activation=", "name=");
  });
  it("puts usual values first and marks the default", () => {
    leads(model("Dense(8, activation=$0)"), "relu");
    leads(model("Conv2D(8, 3, padding=$0)"), "same", "valid");
    leads(model("Dense(8, kernel_initializer=$0)"), "glorot_uniform");
    const { analysis, offset } = at(model("Conv2D(8, 3, padding=$0)"));
    const valid = completions(analysis, offset).items.find(({ label }) => label === "valid");
    assert.equal(valid?.detail, "padding, the default");
    withholds(model("Dense(8, activation=$0)"), "RELU");
  });
  it("knows what the parameters of blocks and of the library's models are compared with", () => {
    offers(model("VGG16(pooling=$0)"), "avg", "max", "None");
    offers(model("VGG16(include_top=$0)"), "True", "False");
    offers(
      `block b(kind="plain") {\n    if kind == "wide" { Dense(9) } else { Dense(3) }\n}\n${model("b(kind=$0)")}`,
      "plain",
      "wide",
    );
  });
  it("offers numbers and functions, and no layers, where a number is meant", () => {
    for (const line of ["repeat $0", "if $0", "if depth == 1 { Dense(3) } elif $0", "y = x + $0"]) {
      offers(model(line), "depth", "len");
      withholds(model(line), "Dense", "VGG16");
    }
    leads(model("for i in $0"), "range", "enumerate");
    leads(model("assert $0"), "params", "trainable_params");
    withholds(model("for $0"), "range", "Dense");
    offers(`${model("Dense(2)")}\nassert params($0)`, "M", "VGG16");
  });
  it("knows the places of an input", () => {
    offers("const side = 8\nmodel M {\n    input x: [$0]\n}", "side", "?");
    withholds("model M {\n    input x: [$0]\n}", "Dense");
    leads("model M {\n    input x: [8] $0\n}", "float32", "int32");
    withholds("model M {\n    input $0\n}", "Dense");
  });
  it("does not offer a name in the statement that binds it, nor a model in itself", () => {
    for (const line of ["stem: $0", "stem = $0", "shared stem: $0"]) withholds(model(line), "stem", "M");
    offers(model("stem: ReLU()\n    $0"), "stem");
  });
  it("offers names in the braces of a label, and nothing beside them", () => {
    offers('model M(k=3) {\n    input x: [3]\n    for i in range(3) { "fc{$0}": Dense(3) }\n}', "i", "k");
    withholds('model M(k=3) {\n    input x: [3]\n    for i in range(3) { "fc{i}$0": Dense(3) }\n}', "i", "k");
  });
  it("offers `in` behind what a loop counts with", () => {
    for (const line of ["for i $0", "for i, f $0"]) assert.deepEqual(labelsAt(model(line)), ["in"]);
    assert.deepEqual(labelsAt(model("for i, $0")), []);
  });
  it("offers arguments though the next line is alike", () => {
    offers(model("a = x -> Dense(3, $0\n    b = x -> Dense(3, use_bias=False)"), "use_bias=");
    withholds(model("Dense(\n        3, $0,\n        use_bias=False,\n    )"), "use_bias=");
  });
  it("offers what a layer takes that is applied where it is made", () => {
    const text = model("h = MultiHeadAttention(2, 8)(x, x, $0)");
    offers(text, "attention_mask=", "x");
    withholds(text, "num_heads=");
  });
  it("offers nothing in a number", () => {
    for (const line of ["Dense(8$0)", "Dense(1_0$0)", "Dropout(0.$0)"])
      assert.deepEqual(labelsAt(model(line)), []);
    offers(model("conv2 = x -> ReLU()\n    conv2$0"), "conv2");
  });
  it("offers numbers before tensors where a layer is made", () => {
    const labels = labelsAt("model M(k=3) {\n    input x: [8, 8, 3]\n    Conv2D($0)\n}");
    assert.ok(labels.indexOf("k") < labels.indexOf("x"));
  });
  it("offers the arguments of a model that is counted", () => {
    offers("model M(width=3) {\n    input x: [3]\n    Dense(width)\n}\nassert params(M($0", "width=");
    offers("model M(width=3) {\n    input x: [3]\n    Dense(width)\n}\ntraining t for M($0", "width=");
  });
  it("offers parts and layers as defaults of parameters", () =>
    offers("block b(n) { Dense(n) }\nmodel M(norm=$0) {\n    input x: [3]\n}", "b", "BatchNormalization"));
  it("offers what a list can do", () => {
    offers(model("skips = []\n    skips.$0"), "append");
    withholds(model("skips = x -> ReLU()\n    skips.$0"), "append");
  });
  it("offers no layers in a custom layer", () => {
    offers("layer L() {\n    input x: [n, c]\n    $0\n}", "weight", "n", "c");
    withholds("layer L() {\n    input x: [n, c]\n    $0\n}", "Dense");
  });
  it("offers what a made layer is called with", () => {
    offers(model("d = Dense(3)\n    y = d($0)"), "training=", "x");
    withholds(model("d = Dense(3)\n    y = d($0)"), "units=");
  });
  it("offers modules, and what is in them", () => {
    offers(model("$0"), "ops");
    offers(model("keras.$0"), "layers", "applications");
    offers(model("keras.applications.$0"), "VGG16");
    offers(model("base: VGG16(include_top=False)\n    base.$0", "[32, 32, 3]"), "block5_conv3", "shape");
  });
});

describe("completion in trainings", () => {
  const body = (line: string): string =>
    `model M {\n    input x: [32, 32, 3]\n    base: VGG16(include_top=False)\n    Flatten()\n    head: Dense(2)\n}\ntraining t for M {\n    ${line}\n}`;
  const first = (line: string, ...labels: readonly string[]): void =>
    assert.deepEqual(labelsAt(body(line)).slice(0, labels.length), labels);

  it("puts `compile` and `fit` first", () => first("$0", "compile", "fit"));
  it("offers models for its head", () => {
    offers("model M {\n    input x: [3]\n    Dense(2)\n}\ntraining t for $0", "M", "VGG16");
    withholds("model M {\n    input x: [3]\n    Dense(2)\n}\ntraining t for $0", "Dense");
  });
  it("offers what to leave out, with its path", () => {
    first("freeze base except $0", "base.block1_*");
    offers(body("freeze base $0"), "except");
  });
  it("knows flags, classes and what a layer of a loop has", () => {
    first("base.trainable = $0", "False", "True");
    first("for l in base.layers { if isinstance(l, $0) { l.trainable = False } }", "Conv2D", "MaxPooling2D");
    first("for l in base.layers { l.$0 }", "name", "trainable");
  });
  it("offers names of layers in strings, and what a layer has behind a subscript", () => {
    for (const line of ['base.get_layer("$0")', 'freeze base["$0"]']) offers(body(line), "block5_conv1");
    first("base.layers[0].$0", "name", "trainable");
  });
  it("offers losses of several outputs, and optimizers to name", () => {
    first('compile(loss={"head": $0})', "mean_squared_error", "mse");
    offers(body("opt = $0"), "Adam");
  });
  it("offers `except` behind a selector only", () => {
    for (const line of ["freeze [$0", "freeze base, $0"]) withholds(body(line), "except");
  });
  it("offers each class once", () => {
    const labels = labelsAt(body("for l in base.layers { if isinstance(l, $0) { l.trainable = False } }"));
    assert.deepEqual(labels, [...new Set(labels)]);
  });
  it("offers what the model is given", () =>
    offers(
      "model D {\n    input x: [4]\n    Dense(1)\n}\nmodel GAN(d) {\n    input x: [4]\n    d\n}\ntraining t for GAN(d=D()) {\n    freeze $0\n}",
      "d",
    ));
  it("puts usual optimizers and losses first", () => {
    first("compile(optimizer=$0)", "SGD", "RMSprop", "Adam", "AdamW");
    withholds(body("compile(optimizer=$0)"), "ADAM");
    offers(body("compile(optimizer=$0)"), "adam");
  });
});

describe("completion in imports", () => {
  it("offers the library's files and what they declare", () => {
    offers('from "$0"', "std/vgg");
    offers("from $0", '"std/vgg"');
    assert.deepEqual(labelsAt('from "std/vgg" $0'), ["import"]);
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
    offers("$0", "training … for … { … }", "training … freeze … unfreeze …", "model … { … }");
    offers("model M {\n    input x: [4]\n    $0\n}", "for … in … { … }");
    withholds("model M {\n    input x: [4]\n    x -> $0\n}", "for … in … { … }");
    offers("model M {\n    input x: [4]\n    Dense(2)\n}\ntraining t for M {\n    $0\n}", "compile … fit …");
  });
});
