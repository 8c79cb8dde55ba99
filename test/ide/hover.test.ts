// What the hovers say, by the thing under the cursor.
import assert from "node:assert/strict";
import { analyze, defaultSettings, noFiles } from "../../server/src/analysis/analysis.ts";
import { hover } from "../../server/src/ide/hover.ts";
import { hoverAt } from "./cursor.ts";

const says = (text: string, ...parts: readonly (string | RegExp)[]): void => {
  const found = hoverAt(text);
  for (const part of parts) {
    if (typeof part === "string") assert.ok(found.includes(part), `no ${JSON.stringify(part)} in\n${found}`);
    else assert.match(found, part);
  }
};

const inModel = (line: string, input = "[28, 28, 3]"): string =>
  `model M {\n    input x: ${input}\n    ${line}\n}`;

describe("hover", () => {
  it("on a layer: shapes, weights, the sum in numbers, share, costs", () => {
    says(
      inModel("$0Conv2D(128, 3)", "[56, 56, 64]"),
      "56×56×64 → **54×54×128**",
      "| kernel | 3×3×64×128 | 73,728 | yes |",
      "(3·3·64 + 1)·128 = 73,856",
      "100.0 % of M",
      "Multiply-adds: **",
      "FLOPs: **",
    );
  });

  it("is about the name it is on, or the call around what it is on", () => {
    const text = inModel("Dense(8, activation=relu)", "[4]");
    const about = (part: string): string => {
      const { span } = hover(analyze("m", text), text.indexOf(part))!;
      return text.slice(span.start, span.end);
    };
    assert.deepEqual(["Dense", "8, "].map(about), ["Dense", "Dense(8, activation=relu)"]);
  });

  it("on a layer: its hyperparameters apart, given and by default", () => {
    says(inModel("Dense(8, $0activation=relu)", "[4]"), "**activation**", "None");
    says(
      inModel("De$0nse(8, activation=relu)", "[4]"),
      "**Hyperparameters** (fixed beforehand, never trained)",
      "- `units = 8`",
      "`use_bias=True`",
    );
  });

  it("on a pooling layer: no weights, and why", () =>
    says(inModel("Max$0Pooling2D(2)"), "**0 parameters**: pooling"));

  const arithmetic = (line: string, input: string, ...parts: readonly string[]): void =>
    says(inModel(line.replace("(", "$0("), input), ...parts);

  it("on a layer with windows: how the size comes about, and what padding adds", () => {
    arithmetic("Conv2D(8, 3, strides=2)", "[224, 224, 3]", "Rows and columns: ⌊(224 − 3) / 2⌋ + 1 = 111.");
    arithmetic(
      "Conv2D(8, 3, strides=2, padding=same)",
      "[224, 100, 3]",
      "Rows: ⌈224 / 2⌉ = 112, with 0 added in front and 1 behind.",
      "Columns: ⌈100 / 2⌉ = 50",
    );
    arithmetic(
      "Conv2D(8, 3, padding=same)",
      "[9, 9, 3]",
      "Rows and columns: 9 stays, with 1 added in front and 1 behind.",
    );
    arithmetic(
      "Conv2D(8, 3, dilation_rate=2)",
      "[24, 24, 3]",
      "24 − 5 + 1 = 20, since the window reaches (3 − 1)·2 + 1 = 5",
    );
    arithmetic(
      "Conv1D(8, 3, padding=causal, dilation_rate=4)",
      "[T, 3]",
      "Steps: T stays, with 8 added in front.",
    );
    arithmetic("MaxPooling2D(3, 2)", "[H, 25, 8]", "Rows: ⌊(H − 3) / 2⌋ + 1 = ", "⌊(25 − 3) / 2⌋ + 1 = 12");
  });

  it("on a transposed convolution: the sum and what its terms are", () => {
    arithmetic(
      "Conv2DTranspose(8, 2, strides=2, padding=same)",
      "[12, 12, 8]",
      "12·2 = 24, the size times the stride",
    );
    arithmetic(
      "Conv2DTranspose(8, 3, strides=2)",
      "[12, 12, 8]",
      "(12 − 1)·2 + 3 = 25, that is (size − 1)·stride + kernel",
    );
    arithmetic(
      "Conv2DTranspose(8, 3, strides=2, padding=same, output_padding=1)",
      "[12, 12, 8]",
      "(12 − 1)·2 + 3 + 1 − 2 = 24, that is (size − 1)·stride + kernel + output_padding − the halves around it",
    );
    arithmetic(
      "Conv1DTranspose(8, 2, strides=3)",
      "[T, 8]",
      "(T − 1)·3 + 2 + 1 = 3*T",
      "+ kernel + (stride − kernel)",
    );
  });

  it("on layers that arrange values: the product", () => {
    arithmetic("Flatten()", "[7, 7, 512]", "7·7·512 = 25,088 values.");
    arithmetic("Flatten()", "[T, 512]", "T·512 = 512*T values.");
    arithmetic("Reshape((-1, 4))", "[6, 8]", "-1 is 12: 48 values by 4.");
    arithmetic("Reshape((-1, 4))", "[T, 8]", "-1 is 2*T: 8*T values by 4.");
  });

  it("on Dense with several axes: where its kernel is used", () => {
    arithmetic(
      "Dense(64)",
      "[7, 7, 16]",
      "from 16 to 64: the same kernel is used at each of the 7·7 = 49 positions.",
    );
    arithmetic("Dense(64)", "[?, 16]", "the same kernel is used at each position.");
  });

  it("on recurrent layers: what a gate sees", () => {
    arithmetic(
      "LSTM(16)",
      "[10, 8]",
      "4·(8 + 16 + 1)·16 = 1,600",
      "Each of the 4 gates sees 8 features of the input and 16",
    );
    arithmetic("GRU(16)", "[T, 8]", "3·(8 + 16 + 2)·16 = 1,248", "with two biases, and makes 16");
    arithmetic(
      "SimpleRNN(4)",
      "[10, 8]",
      "The kernels see 8 features of the input and 4 of the state before, with a bias, and make 4.",
    );
  });

  it("on attention: heads, the scores of each, and the projections", () => {
    arithmetic(
      "MultiHeadAttention(8, 64)(x, x)",
      "[196, 768]",
      "8·64 = 512 features",
      "query 768·8·64 + 8·64, key",
      "The scores of a head are 196×196, one for each step and each step it looks at: 8·196·196 = 307,328 numbers.",
    );
    arithmetic(
      "MultiHeadAttention(2, 4)(x, x)",
      "[T, 8]",
      "The scores of a head are T×T",
      "2·T·T = 2*T**2 numbers",
    );
    arithmetic("Attention()([x, x])", "[20, 256]", "for each step of the query and of the key: 400 numbers");
  });

  it("on an embedding: its table", () =>
    arithmetic(
      "Embedding(1000, 64)",
      "[20] int32",
      "A table of 1000 rows with 64 numbers each",
      "1000·64 = 64,000",
    ));

  it("on BatchNormalization: what is trained and what never is", () =>
    says(
      inModel("Batch$0Normalization()"),
      "`gamma` and `beta` of 3 each are trained",
      "`moving_mean` and `moving_variance` of 3 each are never trained: they are running averages",
      "| moving_mean | 3 | 3 | no, never |",
    ));

  it("on a label, an input, a variable and a size", () => {
    says(inModel("he$0ad: Dense(8)", "[4]"), "`head`", "kernel");
    says("model M {\n    input $0x: [4]\n    Dense(1)\n}", "**input**: 4 float32");
    says(inModel("y = x -> Dense(8)\n    $0y -> Dense(1)", "[4]"), "**variable**: 8 float32");
    says(
      "block b() {\n    input x: [c]\n    Dense(c$0)\n}\nmodel M {\n    input x: [7]\n    b()\n}",
      "**size**: `7`",
    );
  });

  it("on a model: totals and docs", () =>
    says(
      "## A small one.\nmodel M$0LP {\n    input x: [5]\n    Dense(8)\n    BatchNormalization()\n}",
      "A small one.",
      "**80 parameters** in 2 layers",
      "Trainable: 64 · Non-trainable: 16",
    ));

  it("on a block: its uses", () =>
    says(
      "block b$0(n) { Dense(n) }\nmodel M {\n    input x: [4]\n    b(2)\n    b(3)\n}",
      "Used 2 times",
      "`b(2)` → 2 · 10",
      "`b(3)` → 3 · 9",
    ));

  it("on the use of a block: what it put into the model", () =>
    says(
      "block b(n) { Dense(n) }\nmodel M {\n    input x: [4]\n    b$0(2)\n}",
      "This use: 1 layer → **2** · **10** parameters",
    ));

  it("on a parameter, in its declaration and where it is used", () => {
    says(
      "block b(n$0: int = 3) { Dense(n) }\nmodel M {\n    input x: [4]\n    b()\n}",
      "**n**: int — by default `3`",
    );
    says("block b(n=3) { Dense(n$0) }\nmodel M {\n    input x: [4]\n    b()\n}", "In the first use: `3`");
  });

  it("on a model of the library: its totals", () =>
    says(inModel("VG$0G16(include_top=False)", "[224, 224, 3]"), "14,714,688 parameters"));

  it("on a layer no output depends on: that it is not counted", () =>
    says(
      inModel("y = x -> Den$0se(8)\n    output x -> Dense(1)", "[4]"),
      "not counted in M: no output depends on this layer",
    ));

  it("on an unknown shape: the reason", () => says(inModel("Flat$0ten()", "[?, 4]"), /`\?`: /));

  it("on a constant: its value", () => {
    says("const wid$0th = 2 * 32\nmodel M {\n    input x: [4]\n    Dense(width)\n}", "**constant**: `64`");
    says("const width = 2 * 32\nmodel M {\n    input x: [4]\n    Dense(wid$0th)\n}", "**constant**: `64`");
  });

  it("on an optimizer: its arguments", () =>
    says(
      "model M {\n    input x: [4]\n    Dense(1)\n}\ntraining t for M {\n    compile(optimizer=Ad$0am(1e-3), loss=mse)\n}",
      "**learning_rate**",
    ));

  it("says nothing of a comment", () =>
    assert.equal(hoverAt("# a com$0ment\nmodel M {\n    input x: [4]\n    Dense(1)\n}"), ""));
});

describe("a short hover", () => {
  it("tells shapes and the sum, without the table and the hyperparameters", () => {
    const text = "model M {\n    input x: [5]\n    Dense(8)\n}\n";
    const analysis = analyze("test.net", text, noFiles, { ...defaultSettings, hover: "short" });
    const { markdown } = hover(analysis, text.indexOf("Dense") + 1)!;
    assert.match(markdown, /5 → \*\*8\*\*.*\n\n`\(5 \+ 1\)·8 = 48` parameters/s);
    assert.doesNotMatch(markdown, /\| kernel|Hyperparameters|Multiply-adds/);
  });
});

describe("hover on words", () => {
  const says = (text: string, ...parts: readonly string[]): void => {
    const found = hoverAt(text);
    for (const part of parts) assert.ok(found.includes(part), `no ${part} in ${found}`);
  };
  const body = (line: string): string =>
    `model M(n=2, norm=BatchNormalization) {\n    input x: [8, 8, 3]\n    ${line}\n}`;
  const trained = (line: string): string =>
    `model M {\n    input x: [4]\n    a: Dense(2)\n}\ntraining t for M {\n    ${line}\n    compile(optimizer=adam, loss=mse)\n    fit()\n}`;

  it("says what a statement's word means, and what came of it", () => {
    says(body("re$0peat n { Conv2D(4, 3, padding=same) }"), "several times", "gone through 2 times");
    says(body("i$0f n == 2 { Flatten() }"), "The condition held");
    says(body("i$0f n == 3 { Flatten() }"), "did not hold");
    says(body("share$0d e: Dense(3)"), "without applying it");
    says("mod$0el M {\n    input x: [4]\n}", "trainable");
    says(trained("fre$0eze a"), "Trainable", "trainable = False");
  });
  it("tells what flows through an arrow", () =>
    says(body("y = x -> MaxPooling2D() -$0> Flatten()"), "**4×4×3** flows here"));
  it("explains the value of an argument", () => {
    says(body("Conv2D(4, 3, padding=sa$0me)"), "**padding**", "adds zeros");
    says(body('Dense(4, activation="re$0lu")'), "**relu**");
    says("block b(norm=Batch$0Normalization) { norm() }", "**BatchNormalization**");
  });
  it("explains attributes, with the value where there is one", () => {
    says(body("y = Reshape((x.sha$0pe[-1], 64))(x)"), "without the batch axis", "8×8×3 float32");
    says(trained("a.train$0able = False"), "Trainable", "flag");
    says(trained("for l in model.lay$0ers { l.trainable = False }"), "as Keras lists them");
    says(trained("for l in mod$0el.layers { l.trainable = False }"), "**model M**");
  });
  it("knows functions, weights and the files of imports", () => {
    says("model M {\n    input x: [4]\n    Dense(2)\n}\nassert par$0ams(M) < 20", "How many parameters");
    says(
      "layer L() {\n    input x: [c]\n    weight gam$0ma: [c]\n    output [c]\n}",
      "**weight gamma**: `[c]`",
    );
    says('from "std/v$0gg" import VGG16', "`VGG16`, `VGG19`");
  });
});
