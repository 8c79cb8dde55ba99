// The library as a reader and a caller meet it: no findings of its own, documentation, names, messages, parts to reuse.
import { strict as assert } from "node:assert";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { libraryFile, libraryPaths, librarySource } from "../../server/src/library/library.ts";
import { partsOf } from "../../server/src/model/source-file.ts";
import { modelText } from "../support/analysis.ts";

const messages = (text: string): readonly string[] =>
  analyze("probe.net", text).findings.map((f) => f.message);

const onImage = (input: string, body: string): string =>
  `model Probe {\n    input image: [${input}]\n    ${body}\n}\n`;

/** The one message of a call on an image. */
function refuses(call: string, message: RegExp, input = "?, ?, 3"): void {
  const found = messages(onImage(input, call));
  assert.equal(found.length, 1, found.join("\n"));
  assert.match(found[0]!, message);
}

describe("the library's files", () => {
  for (const path of libraryPaths()) {
    it(`${path} has no finding of its own`, () => assert.deepEqual(messages(librarySource(path)!), []));
  }

  it("say what each of their models is", () => {
    const silent = libraryPaths()
      .flatMap((path) => partsOf(libraryFile(path)!))
      .filter((part) => part.kind === "model" && !part.statement.doc);
    assert.deepEqual(
      silent.map((part) => part.name),
      [],
    );
  });
});

describe("a model of the library says what is wrong with its arguments", () => {
  it("classes that ImageNet has no weights for", () =>
    refuses("EfficientNetB0(classes=10)", /1000 classes, and `classes` is 10; weights=None trains/));
  it("an activation they were not trained with", () =>
    refuses("VGG16(classifier_activation=relu)", /softmax or None, not relu/, "224, 224, 3"));
  it("and takes those it can have", () => {
    for (const given of ["softmax", "'softmax'", "None", "keras.activations.softmax"])
      assert.deepEqual(messages(onImage("?, ?, 3", `VGG16(classifier_activation=${given})`)), []);
  });
  it("an image too small", () =>
    refuses(
      "InceptionV3(include_top=False, input_shape=(74, 99, 3))",
      /smallest input is 75×75.*\(74, 99, 3\)/,
    ));
  it("a size that the classifier was not trained for", () =>
    refuses("Xception(input_shape=(200, 300, 3))", /is \(299, 299, 3\), not \(200, 300, 3\)/));
  it("channels that the weights are not for", () =>
    refuses(
      "ResNet50(False, input_shape=(64, 64, 1))",
      /for 3 channels, and `input_shape` has 1/,
      "64, 64, 1",
    ));
  it("the batch in a shape", () =>
    refuses(
      "VGG16(False, input_shape=(None, 64, 64, 3))",
      /without the batch, and \(None, 64, 64, 3\) has 4/,
    ));
  it("a width without weights", () =>
    refuses("MobileNetV2(alpha=0.6)", /`alpha` in \(?\[0\.35, 0\.5, .*\], and it is 0\.6/));
  it("cells that would not fit", () =>
    refuses("NASNetLarge(include_top=False)", /input_shape=\(331, 300, 3\)/, "331, 300, 3"));
  it("an image of another size, with the size it takes", () =>
    refuses("ResNet50()", /takes `image: \[224, 224, 3\]`, and gets \[100, 224, 3\]/, "100, 224, 3"));
});

describe("a model's own name", () => {
  const named = (call: string): string => modelText(onImage("?, ?, 3", call)).split("\n")[0]!.split(" ")[0]!;

  it("is Keras's for the library's models", () => {
    assert.equal(named("EfficientNetV2B0(include_top=False)"), "efficientnetv2-b0");
    assert.equal(named("MobileNetV2()"), "mobilenetv2_1.00_224");
    assert.equal(named("MobileNet((160, 160, 3), alpha=0.5)"), "mobilenet_0.50_160");
  });
  it("gives way to a label and to name=", () => {
    assert.equal(named("base: InceptionV3()"), "base");
    assert.equal(named("InceptionV3(name='base')"), "base");
  });
  it("is numbered where it comes again", () => {
    const text = modelText(
      `model Twice {\n    input image: [224, 224, 3]\n    [image -> VGG16(), image -> VGG16()] -> Add()\n}\n`,
    );
    assert.match(text, /^vgg16 VGG16 .*\nvgg16_1 VGG16 /);
  });
  it("may be said by a model of yours", () => {
    const text = modelText(
      `model Tower(n, name=None) {\n    input x: [4]\n    Dense(n)\n    if name is None { name = f"tower_{n}" }\n}\nmodel Two {\n    input x: [4]\n    Tower(4)\n    Tower(7)\n}\n`,
    );
    assert.match(text, /^tower_4 Tower .*\ntower_7 Tower /);
  });
});

describe("parts of the library", () => {
  it("serve other networks: stochastic depth in a block of ConvNeXt", () => {
    const text = modelText(
      `from "std/convnext" import residual\n${onImage("8, 8, 16", "residual('b', 0, drop_path_rate=0.1)")}`,
    );
    assert.match(
      text,
      /b_layer_scale LayerScale \[8,8,16\] 16\nb_stochastic_depth StochasticDepth \[8,8,16\] 0\nadd Add/,
    );
  });
  it("Sequential makes a model of a list", () => {
    const text = modelText(
      onImage(
        "28, 28, 1",
        "keras.Sequential([layers.Conv2D(3, 3), layers.Flatten()])\n    keras.models.Sequential([Dense(4)], name='head')",
      ),
    );
    assert.equal(text, "sequential Sequential [2028] 30\nhead Sequential [4] 8116\n= [4] 8,146");
  });
});

describe("input_tensor", () => {
  it("is what a model of the library is applied to", () => {
    const pooled = "y = image -> MaxPooling2D()\n    z = VGG16(include_top=False, input_tensor=y)";
    const assertions = "assert z.shape == [1, 1, 512]\n    z -> Flatten()";
    assert.deepEqual(messages(onImage("100, 100, 3", `${pooled}\n    ${assertions}`)), []);
    const applied = "z = VGG16(include_top=False)\n    assert z.shape == [3, 3, 512]\n    z -> Flatten()";
    assert.deepEqual(messages(onImage("100, 100, 3", applied)), []);
  });
});
