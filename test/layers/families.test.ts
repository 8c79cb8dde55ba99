// What merging, normalisation, activation and preprocessing layers, and the named objects, promise beyond the recorded
// shapes: costs, formulas, words, silence, and the copies optimizers keep.
import { strict as assert } from "node:assert";
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { bind, bindLayer } from "../../server/src/layers/apply.ts";
import { findLayer, findObject } from "../../server/src/layers/catalogue.ts";
import { Mismatch } from "../../server/src/layers/define.ts";
import { named } from "../../server/src/layers/named-objects.ts";
import type { Value } from "../../server/src/layers/value.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";

const model = (input: string, body: string): Analysis =>
  analyze("test.net", `model M {\n    input x: ${input}\n${body.replace(/^/gm, "    ")}\n}\n`);

const messages = (input: string, body: string): readonly string[] =>
  model(input, body).findings.map((f) => `${f.code}: ${f.message}`);

const inference = (input: string, body: string) => {
  const analysis = model(input, body);
  assert.deepEqual(analysis.findings, []);
  return analysis.models[0]!.run!.nodes.at(-1)!.inference;
};

const flops = (input: string, body: string): string => countText(inference(input, body).flops);
const output = (input: string, body: string): string => shapeText(inference(input, body).outputs[0]!.shape);

describe("normalisation", () => {
  it("counts operations for each element", () => {
    assert.equal(flops("[8, 8, 4]", "BatchNormalization()"), "512");
    assert.equal(flops("[10, 16]", "LayerNormalization()"), "1,120");
    assert.equal(flops("[10, 16]", "LayerNormalization(center=False)"), "960");
    assert.equal(flops("[10, 16]", "RMSNormalization()"), "640");
  });

  it("writes its parameters as vectors, and says which are trained", () => {
    assert.equal(inference("[8, 8, 64]", "BatchNormalization()").formula, "4·64");
    assert.equal(inference("[4, 6]", "LayerNormalization(axis=[1, 2])").formula, "2·24");
    assert.deepEqual(inference("[8]", "BatchNormalization()").notes, [
      "`gamma` and `beta` of 8 each are trained by gradients.",
      "`moving_mean` and `moving_variance` of 8 each are never trained: they are running averages over the batches seen, not values that a gradient moves.",
    ]);
  });

  it("refuses groups that do not divide the channels", () => {
    assert.deepEqual(messages("[8, 8, 6]", "GroupNormalization(4)"), [
      "shape-indivisible: GroupNormalization cannot split 6 channels evenly into 4 groups; `groups` of GroupNormalization may be 3 or 6, or the channels of `x` must be multiples of 4 (4 or 8 are the nearest)",
    ]);
  });

  it("needs a known number of channels only where it has weights", () => {
    assert.match(messages("[8, ?]", "LayerNormalization()")[0]!, /^shape-unknown-dim: /);
    assert.equal(output("[8, ?]", "LayerNormalization(center=False, scale=False)"), "[8, ?]");
  });
});

describe("merging", () => {
  const two = (b: string, layer: string) => `y = x -> ${b}\n[x, y] -> ${layer}`;

  it("counts one operation for each element and each tensor after the first", () => {
    assert.equal(flops("[8, 4]", "[x, x] -> Add()"), "32");
    assert.equal(flops("[8, 4]", "[x, x, x] -> Multiply()"), "64");
    assert.equal(flops("[8, 4]", "[x, x, x] -> Average()"), "96");
    assert.equal(flops("[8, 4]", "[x, x] -> Concatenate()"), "0");
    const { macs } = inference("[8, 4]", "[x, x] -> Dot(axes=2)");
    assert.equal(countText(macs), "256");
  });

  it("stretches a 1, keeps names, and leaves open what is open", () => {
    assert.equal(
      output("[8, 8, 16]", two("GlobalAveragePooling2D(keepdims=True)", "Multiply()")),
      "[8, 8, 16]",
    );
    assert.equal(output("[T, 4]", "[x, x] -> Add()"), "[T, 4]");
    assert.equal(output("[T, 4]", "[x, x] -> Concatenate(axis=1)"), "[2*T, 4]");
    assert.equal(output("[?, 4]", "[x, x] -> Add()"), "[?, 4]");
  });

  it("says which sizes differ, and keeps hints below", () => {
    const analysis = model("[8]", `${two("Dense(5)", "Add()")}\nReLU()\nDense(3)`);
    assert.deepEqual(
      analysis.findings.map((f) => f.message),
      [
        "Add cannot combine [8] with [5]: their sizes differ along the last axis, and neither is 1; make the sizes equal first, with a Dense layer or a 1×1 convolution on one of them, say",
      ],
    );
    assert.equal(shapeText(analysis.models[0]!.run!.outputs[0]!.type.shape), "[3]");
  });

  it("takes a list", () => {
    assert.deepEqual(messages("[8]", "Add()"), [
      "arg-type: `inputs` of Add takes a list of tensors, not `one tensor`",
    ]);
  });
});

describe("reshaping", () => {
  it("says how sizes come about", () => {
    assert.deepEqual(inference("[7, 7, 512]", "Flatten()").notes, ["7·7·512 = 25,088 values."]);
    assert.deepEqual(inference("[6, 8]", "Reshape((-1, 4))").notes, ["-1 is 12: 48 values by 4."]);
  });

  it("works with names", () => {
    assert.equal(output("[T, 8]", "Flatten()"), "[8*T]");
    assert.equal(output("[T, 8]", "Reshape((-1, 4))"), "[2*T, 4]");
  });

  it("refuses another number of values, and keeps the shape below", () => {
    const analysis = model("[12]", "Reshape((5, 5))\nFlatten()\nDense(2)");
    assert.deepEqual(
      analysis.findings.map((f) => `${f.code}: ${f.message}`),
      ["shape-dim-mismatch: Reshape cannot change the number of values: [12] has 12 values, [5, 5] needs 25"],
    );
  });
});

describe("preprocessing and code that is not read", () => {
  it("warns of what Keras notices with the first batch only", () => {
    const codes = (input: string, layer: string) => model(input, layer).findings.map((f) => f.code);
    assert.deepEqual(codes("[8]", "Softmax(axis=2)"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8, 8, 1]", "RandomHue(0.1)"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8, 8]", "Resizing(4, 4)"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8, 8, 3]", "Resizing(4, 4, interpolation=cubic)"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8]", "Dropout(0.5, noise_shape=(None, 5))"), ["shape-at-run-time"]);
    assert.deepEqual(codes("[8, 8, 3]", 'RandomFlip("horizontal")'), []);
  });

  it("says once that a shape is unknown, and nothing below", () => {
    const analysis = model("[5]", 'Lambda("f")\nDense(3)\nFlatten()');
    assert.deepEqual(
      analysis.findings.map((f) => f.code),
      ["layer-opaque-output"],
    );
  });

  it("takes the size of a vocabulary from the list", () => {
    const lookup = (more: string) => output("[5] string", `StringLookup(vocabulary=["a", "b"]${more})`);
    assert.equal(lookup(""), "[5]");
    assert.equal(lookup(', output_mode="multi_hot"'), "[3]");
    assert.equal(lookup(', output_mode="multi_hot", num_oov_indices=2'), "[4]");
    assert.equal(lookup(', output_mode="one_hot"'), "[5, 3]");
  });
});

describe("named objects", () => {
  const slots = (name: string, args: Readonly<Record<string, Value>> = {}): number => {
    const optimizer = findObject(name, "optimizer")!;
    const given = Object.entries(args).map(([key, value]) => ({ name: key, value }));
    return optimizer.slots!(bind(name, optimizer.parameters, [], given).bound.parsed);
  };

  it("know how many copies of the weights optimizers keep", () => {
    assert.deepEqual(
      [
        "SGD",
        "Adam",
        "AdamW",
        "Adadelta",
        "Adagrad",
        "Adamax",
        "Nadam",
        "RMSprop",
        "Ftrl",
        "Lion",
        "Lamb",
      ].map((n) => slots(n)),
      [0, 2, 2, 2, 1, 2, 2, 1, 2, 1, 2],
    );
    assert.equal(slots("SGD", { momentum: 0.9 }), 1);
    assert.equal(slots("Adam", { amsgrad: true }), 3);
    assert.equal(slots("RMSprop", { momentum: 0.9, centered: true }), 3);
    assert.equal(slots("Adam", { use_ema: true, gradient_accumulation_steps: 2n }), 4);
    assert.equal(slots("LossScaleOptimizer", { inner_optimizer: "adam" }), 2);
  });

  it("are found as Keras finds them", () => {
    const name = (family: Parameters<typeof named>[0], text: string) => {
      const found = named(family).parse(text);
      return found instanceof Mismatch ? undefined : found.name;
    };
    assert.equal(name("loss", "mse"), "MeanSquaredError");
    assert.equal(name("optimizer", "ADAM"), "Adam");
    assert.equal(name("activation", "swish"), "silu");
    assert.equal(name("activation", "Relu"), undefined);
    assert.equal(name("optimizer", "lamb"), undefined);
    assert.equal(name("optimizer", "Lamb"), undefined);
    assert.equal(name("metric", "IoU"), undefined);
  });

  it("take floats where Keras takes no ints", () => {
    const problems = (learning_rate: Value) =>
      bind(
        "Adam",
        findObject("Adam", "optimizer")!.parameters,
        [],
        [{ name: "learning_rate", value: learning_rate }],
      ).reports.length;
    assert.equal(problems(0.001), 0);
    assert.equal(problems(1n), 1);
  });

  it("take a bool for a number and 1 or 0 for a bool, as Python does, and nothing else", () => {
    const problems = (layer: string, name: string, value: Value): number => {
      const { parameters } = findLayer(layer)!;
      const given = Object.entries(parameters).flatMap(([other, p]) =>
        p.required && other !== name ? [{ name: other, value: 1n as Value }] : [],
      );
      return bindLayer(findLayer(layer)!, [...given, { name, value }]).reports.length;
    };
    for (const [layer, name, value] of [
      ["Conv2D", "use_bias", 1n],
      ["LSTM", "return_sequences", 0n],
      ["Dense", "units", true],
      ["Conv2D", "strides", true],
      ["Dropout", "rate", false],
    ] as const)
      assert.equal(problems(layer, name, value), 0, `${layer} ${name}`);
    // Keras asks for these by their type.
    for (const [layer, name, value] of [
      ["Conv2D", "use_bias", 2n],
      ["Dense", "trainable", 1n],
      ["RepeatVector", "n", true],
    ] as const)
      assert.equal(problems(layer, name, value), 1, `${layer} ${name}`);
  });
});
