// The Keras document of a model: what stands in it for names, uses, operations, nested and shared layers. Whether Keras
// takes it is asked in `test/conformance`.
import { strict as assert } from "node:assert";
import { analyze } from "../../../server/src/analysis/analysis.ts";
import { reportMessage } from "../../../server/src/diagnostics/define.ts";
import type { ExportResult } from "../../../server/src/interop/export-result.ts";
import { writeKerasJson } from "../../../server/src/interop/keras-json/write/write-keras-json.ts";

function write(source: string, model?: string): ExportResult {
  const { file, elaboration, trainings } = analyze("test.net", source);
  return writeKerasJson({ file, elaboration, trainings, model });
}

// biome-ignore lint/suspicious/noExplicitAny: a document of any form.
function document(source: string, model?: string): any {
  const result = write(source, model);
  assert.equal(result.kind, "exported", result.kind === "refused" ? result.message : "");
  return result.kind === "exported" ? JSON.parse(result.text) : undefined;
}

const body = (...lines: string[]): string =>
  `model M {\n    input x: [4, 8]\n    ${lines.join("\n    ")}\n}\n`;

/** Each layer as `name Class <- source:use:output …`. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
const wiring = (doc: any): string[] =>
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  doc.config.layers.map((layer: any) => {
    const history = [
      ...JSON.stringify(layer.inbound_nodes).matchAll(/"keras_history":\["([^"]+)",(\d+),(\d+)\]/g),
    ];
    return `${layer.name} ${layer.class_name} <- ${history.map(([, ...h]) => h.join(":")).join(" ")}`;
  });

const checkWiring = (source: string, ...expected: string[]) =>
  assert.deepEqual(wiring(document(source)), expected);

describe("a Keras document", () => {
  it("has layers with their names, classes and sources", () =>
    checkWiring(
      body("first: Dense(8)", "ReLU()"),
      "x InputLayer <- ",
      "first Dense <- x:0:0",
      "re_lu ReLU <- first:0:0",
    ));
  it("says what a shared layer is used for, each time", () =>
    checkWiring(
      body("shared d: Dense(8)", "a = x -> d", "a -> d"),
      "x InputLayer <- ",
      "d Dense <- x:0:0 d:0:0",
    ));
  it("has operations as Keras's operation classes", () => {
    const [, add, item] = document(body("x + 2.0", "y = x[:, 0]", "output x + 2.0, y")).config.layers;
    assert.equal(add.module, "keras.src.ops.numpy");
    assert.deepEqual(add.inbound_nodes[0].args[1], 2);
    assert.deepEqual(item.inbound_nodes[0].args[1], [
      { class_name: "__slice__", config: { start: null, stop: null, step: null } },
      0,
    ]);
  });
  it("keeps a float a float, so that Python does", () => {
    const result = write(body("x * 2.0"));
    assert.ok(result.kind === "exported" && result.text.includes(", 2.0]"));
  });
  it("gives call arguments, tensors among them, by name", () => {
    const doc = document(body("o, h, c = LSTM(3, return_state=True)(x)", "LSTM(3)(x, initial_state=[h, c])"));
    const { args, kwargs } = doc.config.layers[2].inbound_nodes[0];
    assert.equal(args.length, 1);
    assert.deepEqual(
      kwargs.initial_state.map((t: { config: { keras_history: unknown } }) => t.config.keras_history),
      [
        ["lstm", 0, 1],
        ["lstm", 0, 2],
      ],
    );
  });
  it("has nested models inside, and their uses counted from 1 in its outputs", () => {
    const doc = document(
      `model In() {\n    input y: [3]\n    Dense(3)\n}\n${"model M {\n    input x: [3]\n    a: In()\n}\n"}`,
      "M",
    );
    assert.deepEqual(wiring(doc.config.layers[1]), ["y InputLayer <- ", "dense Dense <- y:0:0"]);
    assert.deepEqual(doc.config.output_layers, ["a", 1, 0]);
  });
  it("makes what is taken out of a nested model a further output of it", () => {
    const source =
      "model In() {\n    input y: [3]\n    deep: Dense(4)\n    Dense(3)\n}\nmodel M {\n    input x: [3]\n    a: In()\n    a.deep -> Dense(2)\n}\n";
    const doc = document(source, "M");
    assert.deepEqual(doc.config.layers[1].config.output_layers, [
      ["dense", 0, 0],
      ["deep", 0, 0],
    ]);
    assert.equal(wiring(doc)[2], "dense Dense <- a:0:1");
  });
  it("freezes the layers of a frozen nested model, as Keras does", () => {
    const doc = document(
      "model In() {\n    input y: [3]\n    Dense(3)\n}\nmodel M {\n    input x: [3]\n    In(trainable=False)\n}\n",
      "M",
    );
    assert.equal(doc.config.layers[1].config.layers[1].config.trainable, false);
  });
  it("names outputs, and leaves open sizes open", () => {
    const doc = document('model M {\n    input x: [T, 8]\n    output {"age": x -> Dense(1)}\n}\n');
    assert.deepEqual(doc.config.layers[0].config.batch_shape, [null, null, 8]);
    assert.deepEqual(doc.config.output_layers, { age: ["dense", 0, 0] });
  });
  it("writes initializers, regularizers and policies as objects", () => {
    const { config } = document(
      body('Dense(2, kernel_initializer=HeNormal(seed=3), kernel_regularizer="l2", dtype="mixed_float16")'),
    ).config.layers[1];
    assert.equal(config.kernel_initializer.config.seed, 3);
    assert.deepEqual(
      [config.kernel_regularizer.module, config.kernel_regularizer.class_name],
      ["keras.regularizers", "L2"],
    );
    assert.equal(config.dtype.config.name, "mixed_float16");
  });
  it("points out the class a custom layer needs", () => {
    const result = write(
      `layer Scale(by=2) {\n    input a: [..., c]\n    weight w: [c]\n    output [..., c]\n}\n${body("Scale(by=3)")}`,
    );
    assert.ok(result.kind === "exported");
    assert.equal(JSON.parse(result.text).config.layers[1].registered_name, "Custom>Scale");
    assert.deepEqual(
      result.problems.map(({ report }) => reportMessage(report)),
      ['the class `Scale` is not part of Keras: load the document with `custom_objects={"Scale": Scale}`'],
    );
  });
  it("is refused, in one line, where there is no one model to write", () => {
    const message = (source: string, model?: string) => {
      const result = write(source, model);
      return result.kind === "refused" ? result.message : "";
    };
    const two =
      "model A {\n    input x: [3]\n    Dense(3)\n}\nmodel B {\n    input x: [3]\n    Dense(3)\n}\n";
    assert.equal(message(two), "a Keras document holds one model; choose it with --model: A, B");
    assert.equal(message(two, "C"), "there is no model `C`; the file has A, B");
    assert.equal(
      message("model A(n) {\n    input x: [3]\n    Dense(n)\n}\n"),
      "`A` needs `n` to be built: give the parameter a default",
    );
    assert.match(message(body("Dense(nothing)")), /^`M` cannot be written: line 3: /);
  });
  it("holds a model of 3,000 layers", () => {
    assert.equal(document(body("repeat 3000 { Dense(8) }")).config.layers.length, 3001);
  }).timeout(10_000);
});
