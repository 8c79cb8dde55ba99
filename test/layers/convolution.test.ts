// What convolutions, pooling and resizing promise beyond the recorded shapes: costs, formulas, notes, words, silence.
import { strict as assert } from "node:assert";
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";

const model = (input: string, body: string): Analysis =>
  analyze("test.net", `model M {\n    input x: ${input}\n${body.replace(/^/gm, "    ")}\n}\n`);

const messages = (input: string, body: string): readonly string[] =>
  model(input, body).findings.map((f) => `${f.code}: ${f.message}`);

const inference = (input: string, layer: string) => {
  const analysis = model(input, layer);
  assert.deepEqual(analysis.findings, []);
  return analysis.models[0]!.run!.nodes.at(-1)!.inference;
};

const costs = (input: string, layer: string): string => {
  const { macs, flops } = inference(input, layer);
  return `${countText(macs)} ${countText(flops)}`;
};

const output = (input: string, layer: string): string => shapeText(inference(input, layer).outputs[0]!.shape);

describe("convolution", () => {
  it("counts a multiply-add for each weight at each position", () => {
    assert.equal(costs("[224, 224, 3]", "Conv2D(64, 3, padding=same)"), "86,704,128 176,619,520");
    assert.equal(costs("[32, 32, 16]", "Conv2D(32, 3, groups=4, use_bias=False)"), "1,036,800 2,073,600");
    assert.equal(costs("[8, 8, 4]", "DepthwiseConv2D(3)"), "1,296 2,736");
    assert.equal(costs("[8, 8, 4]", "SeparableConv2D(16, 3)"), "3,600 7,776");
    assert.equal(costs("[7, 7, 8]", "Conv2DTranspose(4, 2, strides=2)"), "6,272 13,328");
    assert.equal(costs("[5, 8, 8, 3]", "ConvLSTM2D(4, 3)"), "181,440 365,760");
  });

  it("counts nothing for pooling and resizing", () => {
    for (const layer of ["MaxPooling2D()", "GlobalAveragePooling2D()", "ZeroPadding2D(1)", "UpSampling2D()"])
      assert.equal(costs("[8, 8, 3]", layer), "0 0");
  });

  it("writes its parameters as a person would", () => {
    assert.equal(inference("[9, 9, 64]", "Conv2D(128, 3)").formula, "(3·3·64 + 1)·128");
    assert.equal(inference("[9, 9, 64]", "Conv2D(128, 3, groups=4)").formula, "(3·3·16 + 1)·128");
    assert.equal(
      inference("[9, 9, 64]", "Conv2D(128, 3, lora_rank=2)").formula,
      "(3·3·64 + 1)·128 + 3·3·64·2 + 2·128",
    );
    assert.equal(inference("[9, 9, 64]", "DepthwiseConv2D(3)").formula, "(3·3 + 1)·64");
    assert.equal(inference("[9, 9, 64]", "SeparableConv2D(128, 3)").formula, "3·3·64 + (64 + 1)·128");
  });

  it("says how sizes come about", () => {
    const notes = (input: string, layer: string): string => inference(input, layer).notes![0]!;
    assert.equal(notes("[28, 28, 1]", "Conv2D(8, 3)"), "Rows and columns: 28 − 3 + 1 = 26.");
    assert.equal(notes("[28, 30, 1]", "Conv2D(8, 3, strides=2)"), "Rows: ⌊(28 − 3) / 2⌋ + 1 = 13.");
    assert.equal(
      notes("[224, 224, 3]", "Conv2D(8, 3, strides=2, padding=same)"),
      "Rows and columns: ⌈224 / 2⌉ = 112, with 0 added in front and 1 behind.",
    );
    assert.equal(
      notes("[7, 7, 8]", "Conv2DTranspose(4, 3, strides=2)"),
      "Rows and columns: (7 − 1)·2 + 3 = 15, that is (size − 1)·stride + kernel.",
    );
  });

  it("keeps names of sizes", () => {
    assert.equal(output("[T, 512]", "Conv1D(64, 3)"), "[T - 2, 64]");
    assert.equal(output("[H, W, 3]", "Conv2DTranspose(8, 2, strides=2)"), "[2*H, 2*W, 8]");
    assert.equal(output("[H, W, 3]", "UpSampling2D((2, 3))"), "[2*H, 3*W, 3]");
    assert.equal(output("[?, ?, 3]", "Conv2D(8, 3) -> GlobalAveragePooling2D()"), "[8]");
  });

  it("tells what excludes what, once", () => {
    assert.deepEqual(messages("[8, 8, 3]", "Conv2D(8, 3, strides=2, dilation_rate=2)"), [
      "arg-conflict: Conv2D takes no `strides` above 1 (2) together with a `dilation_rate` above 1 (2); keep one of the two at 1",
    ]);
    assert.deepEqual(messages("[8, 8, 6]", "Conv2D(8, 3, groups=4)"), [
      "shape-indivisible: Conv2D cannot split 6 input channels evenly into 4 groups; `groups` of Conv2D may be 2, or the channels of `x` must be multiples of 4 (4 or 8 are the nearest)",
    ]);
    assert.deepEqual(messages("[8, 8, 6]", "Conv2DTranspose(8, 3, output_padding=1)"), [
      "arg-conflict: Conv2DTranspose has an `output_padding` of 1 with `strides` of 1, and the padding must be less than the stride; leave it out",
    ]);
  });

  it("has one diagnostic for a window that does not fit, and hints below it", () => {
    const analysis = model("[4, 4, 3]", "Conv2D(8, 5)\nConv2D(16, 3)\nFlatten()\nDense(2)");
    assert.deepEqual(
      analysis.findings.map((f) => f.code),
      ["shape-negative-dim"],
    );
    assert.equal(shapeText(analysis.models[0]!.run!.outputs[0]!.type.shape), "[2]");
  });

  it("notices channels that come first, once", () => {
    assert.deepEqual(messages("[3, 224, 224]", "Conv2D(8, 3)"), [
      "shape-channels-order: Conv2D reads [3, 224, 224] as 3 rows, 224 columns and 224 channels; if the 3 are the channels, write the image as [224, 224, 3]",
    ]);
    assert.deepEqual(messages("[1, 28, 28]", "Conv2D(8, 5)"), [
      "shape-negative-dim: Conv2D needs a window of 5 along the rows, and only 1 is left, so nothing would remain; the input seems to have its channels first: write it as [28, 28, 1]",
    ]);
    assert.deepEqual(messages("[1, 64, 64]", "Conv2D(8, (1, 3))"), []);
    assert.deepEqual(messages("[3, 224, 224]", "Conv2D(8, 3, data_format=channels_first)"), []);
  });

  it("offers the channel axis an image lacks", () => {
    const analysis = model("[28, 28]", "Conv2D(8, 3)");
    const [finding] = analysis.findings;
    assert.equal(finding!.code, "shape-rank-mismatch");
    assert.deepEqual(
      analysis.fixes(finding!).map((fix) => fix.title),
      ["Put `Reshape((28, 28, 1))` before it"],
    );
  });

  it("warns of what Keras notices with the first batch only", () => {
    const codes = (input: string, layer: string) => model(input, layer).findings.map((f) => f.code);
    assert.deepEqual(codes("[8, 8, 3]", "UpSampling2D(2, interpolation=cubic)"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8, 8, 3]", "ZeroPadding2D(-1)"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8, 3]", "AdaptiveAveragePooling2D(2)"), ["shape-at-run-time"]);
  });

  it("needs every size of the maps of a ConvLSTM, but no number of steps", () => {
    assert.equal(output("[?, 8, 8, 3]", "ConvLSTM2D(4, 3)"), "[6, 6, 4]");
    assert.match(
      messages("[5, ?, 8, 3]", "ConvLSTM2D(4, 3)")[0]!,
      /^shape-unknown-dim: .*to make its states/,
    );
  });
});
