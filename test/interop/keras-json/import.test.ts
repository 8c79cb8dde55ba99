// Saved models against Keras: every layer with its name, class, shape, weights and inputs, in texts short enough to read.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Analysis, analyze } from "../../../server/src/analysis/analysis.ts";
import { modelJson } from "../../../server/src/analysis/summary.ts";
import { importModel } from "../../../server/src/interop/import-model.ts";

interface Recorded {
  readonly name: string;
  readonly cls: string;
  readonly output_shape: readonly (number | null)[];
  readonly params: number;
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly trainable: boolean;
  }[];
}
interface Saved {
  readonly config: {
    readonly config: {
      readonly layers: readonly {
        readonly name: string;
        readonly inbound_nodes: readonly { readonly args: unknown }[];
      }[];
    };
  };
  readonly summary: {
    readonly total: number;
    readonly trainable: number;
    readonly layers: readonly Recorded[];
  };
}

const oracle = join(import.meta.dirname, "..", "..", "oracle");
const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "..", "fixtures", name));

function imported(name: string, bytes: Uint8Array): string {
  const result = importModel(name, bytes);
  assert.equal(result.kind, "imported", result.kind === "refused" ? result.message : "");
  return result.kind === "imported" ? result.text : "";
}

const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

// biome-ignore lint/suspicious/noExplicitAny: what the command line prints as JSON.
const lastModel = (analysis: Analysis): any => modelJson(analysis, analysis.models.at(-1)!);

/** Names of the tensors that feed a saved layer, in order. */
function feeds(args: unknown): string[] {
  if (Array.isArray(args)) return args.flatMap(feeds);
  if (typeof args !== "object" || args === null) return [];
  const { config } = args as { config?: { keras_history?: [string] } };
  return config?.keras_history ? [config.keras_history[0]] : [];
}

describe("saved models of keras.applications", () => {
  const all: Readonly<Record<string, Saved>> = JSON.parse(
    gunzipSync(readFileSync(join(oracle, "keras-applications-saved.json.gz"))).toString("utf8"),
  );
  for (const [name, { config, summary }] of Object.entries(all)) {
    it(name, () => {
      const analysis = analyze("x.net", imported(`${name}.json`, bytes(config)));
      assert.deepEqual(
        analysis.findings
          .filter((f) => f.severity === "error" || f.severity === "warning")
          .map((f) => f.message),
        [],
      );
      const model = lastModel(analysis);
      const wanted = summary.layers.filter((l) => l.cls !== "InputLayer");
      const names = new Set(wanted.map((l) => l.name));
      // The recorded table leaves operations out.
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      const found = model.layers.filter((l: any) => names.has(l.name));
      assert.equal(found.length, wanted.length);
      wanted.forEach((layer, i) => {
        const own = found[i];
        assert.deepEqual(
          [own.name, own.output, own.params.total],
          [layer.name, layer.output_shape.slice(1), layer.params],
        );
        const saved = config.config.layers.find((l) => l.name === layer.name)!;
        assert.deepEqual(own.inbound, feeds(saved.inbound_nodes[0]!.args), layer.name);
        // A nested model's class is its name; Keras numbers the weight of ConvNeXt's own layer through the session.
        if (layer.cls === "Sequential" || layer.cls === "LayerScale") return;
        assert.equal(own.class, layer.cls);
        assert.deepEqual(
          own.weights.map(({ name: n, shape, trainable }: Recorded["weights"][number]) => ({
            name: n,
            shape,
            trainable,
          })),
          layer.weights,
        );
      });
      assert.deepEqual([model.params.total, model.params.trainable], [summary.total, summary.trainable]);
    });
  }

  const quarter: readonly (readonly [string, number])[] = [
    ["ResNet50_top", 175],
    ["EfficientNetB0_top", 238],
    ["DenseNet121_top", 427],
    ["InceptionV3_top", 312],
    ["VGG16_top", 80],
    ["NASNetMobile_top", 769],
  ];
  for (const [name, layers] of quarter) {
    it(`${name} takes no more than ${Math.floor(layers / 4)} lines`, () => {
      const text = imported("x.json", bytes(all[name]!.config));
      assert.ok(text.trimEnd().split("\n").length <= layers / 4, text);
    });
  }

  it("ResNet50 reads as a person would write it", () => {
    const text = imported("x.json", bytes(all.ResNet50_top!.config));
    assert.match(
      text,
      /for stage, filters, stride, end in \[\(2, 64, 1, 4\), \(3, 128, 2, 5\), \(4, 256, 2, 7\), \(5, 512, 2, 4\)\] \{/,
    );
    assert.match(text, /for i in range\(2, end\) \{ \w+\(f"conv\{stage\}_block\{i\}", filters\) \}/);
  });
});

/** The body of the last model in pieces between blank lines, each by how its lines begin. */
const stages = (text: string): string[][] =>
  text
    .slice(text.lastIndexOf("\nmodel ") + 1)
    .split("\n\n")
    .map((stage) =>
      stage
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !/^(model |\})/.test(line)),
    );

describe("stages and names", () => {
  const all: Readonly<Record<string, Saved>> = JSON.parse(
    gunzipSync(readFileSync(join(oracle, "keras-applications-saved.json.gz"))).toString("utf8"),
  );
  const check = (name: string, ...starts: readonly string[]): void => {
    it(name, () => {
      const found = stages(imported("x.json", bytes(all[name]!.config)));
      assert.deepEqual(
        found.map((stage, i) => stage[0]!.slice(0, starts[i]?.length)),
        starts,
      );
    });
  };
  // The stem ends with its pooling layer; the loop over the stages and the head follow.
  check("ResNet50_top", "input", "conv1_pad", "for stage, filters, stride, end", "avg_pool");
  check(
    "DenseNet121_top",
    "input",
    "ZeroPadding2D",
    "for i",
    "transition(2",
    "transition(3",
    "transition(4",
    "bn:",
  );
  // A layer that makes images smaller begins a stage, and what is named alike comes with it.
  check(
    "EfficientNetB0_top",
    "input",
    "Rescaling",
    "stem_conv_pad",
    'reduction("block2a"',
    'reduction("block4a"',
    'reduction("block6a"',
    "avg_pool",
  );
  check(
    "InceptionV3_top",
    "input",
    "conv_bn_act(32",
    "conv_bn_act(80",
    "mixed(0",
    "a = conv_bn_act(384",
    "a = conv_bn_act(192",
    "avg_pool",
  );

  it("cells with two inputs are blocks", () => {
    const text = imported("x.json", bytes(all.NASNetMobile_top!.config));
    assert.match(text, /block normal_cell\(n, n_2, filters\) \{\n {4}input x1\n {4}input x2\n/);
    assert.match(text, /reduction = \[normal_4, normal_3\] -> reduction_cell\(4, 69, 88\)/);
  });

  it("parameters are called by what they are", () => {
    const text = imported("x.json", bytes(all.EfficientNetB0_top!.config));
    assert.match(text, /block gated\(name, size, reduced, projected, expanded, stride=1\) \{/);
    assert.match(text, /padding=valid if stride == 2 else same/);
  });

  it("a short model has none", () => {
    const text = imported("x.json", fixture("tfjs-sequential.json"));
    assert.deepEqual(stages(text).length, 1, text);
  });
});

describe("TensorFlow.js models", () => {
  for (const name of ["tfjs-esrgan", "tfjs-mobilenet"]) {
    it(name, () => {
      const { saved, expected } = JSON.parse(readFileSync(join(oracle, `${name}.json`), "utf8"));
      const model = lastModel(analyze("x.net", imported("model.json", bytes(saved))));
      // biome-ignore lint/suspicious/noExplicitAny: a recorded table.
      const wanted = expected.layers.filter((l: any) => l.class !== "InputLayer");
      assert.deepEqual(
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        model.layers.map((l: any) => [
          l.name,
          l.class,
          l.output,
          l.params.trainable,
          l.params.nonTrainable,
          l.inbound,
        ]),
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        wanted.map((l: any) => [
          l.name,
          l.class,
          l.output_shape.slice(1),
          l.params_trainable,
          l.params_non_trainable,
          l.connected_to.map(([from]: [string]) => from),
        ]),
      );
    });
  }

  it("a Sequential written by TensorFlow.js itself", () => {
    const text = imported("model.json", fixture("tfjs-sequential.json"));
    assert.match(text, /conv2d_Conv2D1: Conv2D\(8, 5, activation=relu, kernel_initializer=glorot_normal\)/);
    assert.equal(lastModel(analyze("x.net", text)).params.total, 208 + 11530);
  });
});

/** The text of a fixture without its first comment. */
const body = (name: string): string => imported(name, fixture(name)).replace(/^(#.*\n)+\n/, "");

const check = (name: string, ...lines: readonly string[]): void => {
  const text = body(name);
  for (const line of lines) assert.ok(text.includes(line), `${line}\n${text}`);
  assert.deepEqual(
    analyze("x.net", text)
      .findings.filter((f) => f.severity === "error")
      .map((f) => f.message),
    [],
  );
};

describe("what saved models hold", () => {
  it("recurrent layers in wrappers", () =>
    check(
      "bilstm.json",
      "Bidirectional(LSTM(8, return_sequences=True",
      "merge_mode=sum",
      "TimeDistributed(Dense(4, activation=relu))",
    ));
  it("an archive with its compile", () =>
    check(
      "bilstm.keras",
      "training saved for functional {",
      "compile(optimizer=Adam(0.0001), loss=binary_crossentropy, metrics=[accuracy])",
    ));
  it("a shared nested model", () =>
    check("siamese.json", "shared encoder: encoder()", "left -> encoder", "-> Subtract() -> ops.absolute()"));
  it("operations and named outputs", () =>
    check(
      "attention.json",
      "mha: MultiHeadAttention(4, 8)(tokens, tokens)",
      "[:, 0]",
      "ops.mean(axis=1)",
      'output {"cls": cls_head, "reg": reg_head}',
    ));
  it("several inputs by name and a dtype policy", () =>
    check("dictin.json", "[text, num] -> Concatenate()", "Dense(3, dtype=mixed_float16)"));
  it("states of a layer", () =>
    check("states.json", "initial_state=[lstm[1], lstm[2]]", "output dense, lstm[1]"));
  it("quantized layers", () => check("int8.json", 'Dense(8, dtype="int8_from_float32")'));
  it("a class of the user's own", () =>
    check("custom.json", "layer Scale(k=None) {", "Scale(k=3)", "last: Scale(k=5)"));
  it("a Lambda with its shape", () => check("lambda.json", 'Lambda("lambda", output_shape=(8,))'));
  it("skip connections", () => check("unet.json", "for _ in range(2)", "-> Concatenate()"));
  it("Keras 2: a nested Sequential and functions of TensorFlow", () =>
    check(
      "keras2-functional.json",
      "Dense(4, activation=relu, kernel_regularizer=L2(0.01))",
      '"tf.math.multiply": ops.multiply(0.5)',
      "[:, 1:]",
      "ops.add(1.0)",
    ));

  it("Keras 2: functions of TensorFlow with constants, axes and a turned matrix", () =>
    check(
      "keras2-operations.json",
      "BatchNormalization()",
      '"tf.concat": ops.concatenate([add, conv2d], axis=-1)',
      "ops.matmul(reshape, ops.swapaxes(reshape, -1, -2))",
      "split[1] -> ",
    ));
  it("Keras 2.3: operations as TensorFlow's own nodes", () =>
    check("keras2-node-def.json", "ops.relu()", "ops.multiply(2.0)"));
  it("Keras 2: states that come in a list", () =>
    check("keras2-states.json", "(q, initial_state=[enc[1], enc[2]])", "MultiHeadAttention(2, 4"));
  it("Keras 2: wrappers, and classes under their old names", () =>
    check("keras2-wrappers.json", "GRU(5) -> Dropout(0.5)", "TimeDistributed(Dense(4, activation=relu))"));
  it("Keras 2: layers Keras 3 has no more", () =>
    check("keras2-sequential.json", "layer ThresholdedReLU(theta=1.0) {", "tr: ThresholdedReLU(0.5)"));
  it("Keras 2.15: modules, registered names, a nested model", () =>
    check("keras2-15.json", "model inner {", "layer Scale(k=None) {", "Scale(k=3)"));
  it("states that outlive a batch are left out with a note", () => {
    check("stateful.json", "LSTM(8, recurrent_dropout=0.2, unroll=True)");
    const result = importModel("stateful.json", fixture("stateful.json"));
    assert.ok(result.kind === "imported" && result.notes.some((n) => n.message.includes("`stateful=True`")));
  });
  it("cells in a stack", () =>
    check("stacked-cells.json", "RNN(StackedRNNCells([LSTMCell(8), LSTMCell(6)]))"));
  it("a model that was never built counts with names", () => {
    check("unbuilt.json", "input dense_4_input: [features]");
    check("unbuilt-images.json", "input rescaling_input: [height, width, channels]");
    assert.deepEqual(lastModel(analyze("x.net", body("unbuilt.json"))).params.total, {
      symbolic: "8*features + 26",
    });
  });

  it("counts what Keras counts", () => {
    const counts: Readonly<Record<string, number>> = {
      "bilstm.json": 3707,
      "siamese.json": 21745,
      "states.json": 1115,
      "unet.json": 334161,
      "keras1-sequential.json": 227,
      "keras2-operations.json": 318,
      "keras2-node-def.json": 10,
      "keras2-states.json": 1410,
      "keras2-wrappers.json": 3439,
      "keras2-sequential.json": 553,
      "keras2-15.json": 118,
      "stateful.json": 393,
      "stacked-cells.json": 808,
    };
    for (const [name, count] of Object.entries(counts))
      assert.equal(lastModel(analyze("x.net", body(name))).params.total, count, name);
  });

  it("notes what it cannot say", () => {
    const result = importModel("lambda.json", fixture("lambda.json"));
    assert.ok(
      result.kind === "imported" &&
        result.notes.some((n) => n.place === "lambda" && /code of a Lambda/.test(n.message)),
    );
  });
});
