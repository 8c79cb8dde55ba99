// What the language means, a few lines at a time: current value, labels, branches, loops, blocks, models, names.
import { strict as assert } from "node:assert";
import { analyze, findingsText, modelText, shapes } from "../support/analysis.ts";

const is = (name: string, actual: () => string, expected: string): void => {
  it(name, () => assert.equal(actual(), expected));
};
const findings = (source: string): string => findingsText(analyze("test.net", source));

describe("the current value", () => {
  is("flows from line to line", () => shapes("[5]", "Dense(8)\nDense(3)"), "[3]");
  is(
    "stays where it was at a side branch",
    () => shapes("[5]", "side = Dense(8)\nDense(3)\n[side, Dense(8)] -> Add()"),
    "[8]",
  );
  is(
    "is the side branch's value where that comes last",
    () => shapes("[5]", "Dense(3)\ny = Dense(8)"),
    "[8]",
  );
  is(
    "flows into loops and out of them",
    () => shapes("[5]", "for n in [8, 16] { Dense(n) }\nDense(2)"),
    "[2]",
  );
  is("passes by a branch not taken", () => shapes("[5]", "if False { Dense(8) }"), "[5]");
  is(
    "is applied in each element of a source list",
    () => shapes("[5]", "[Dense(2), Dense(3), Dense(4)] -> Concatenate()"),
    "[9]",
  );
  is("starts a pipeline without a source", () => shapes("[5]", "y = Dense(8) -> Dense(4)\ny"), "[4]");
  is(
    "is missing with two inputs until a source is named",
    () => findings("model M {\n    input a: [5]\n    input b: [5]\n    Dense(3)\n}\n"),
    'value-no-current "Dense(3)"',
  );
  is(
    "survives a statement that cannot be read",
    () => findings("model M {\n    input x: [5]\n    Dense(8)\n    y = 3 +\n    Dense(2)\n}\n"),
    'syntax-unexpected "+"',
  );
});

describe("expressions", () => {
  is("are Python's", () => shapes("[5]", "Dense(7 // 2 + 2 ** 3 - -7 % 3)"), "[9]");
  is(
    "have comprehensions and f-strings",
    () =>
      shapes(
        "[5]",
        'names = [f"d{i}" for i in range(3) if i != 1]\nfor n in names { Dense(len(n), name=n) }',
      ),
    "[2]",
  );
  is("read shapes without the batch", () => shapes("[4, 6]", "Reshape((x.shape[0] * x.shape[-1],))"), "[24]");
  is(
    "keep lists of tensors",
    () =>
      shapes(
        "[8, 8, 3]",
        "skips = []\nfor f in [4, 8] {\n    s = Conv2D(f, 3, padding=same)\n    skips.append(s)\n    s -> MaxPooling2D()\n}\nskips[-1] -> Flatten()",
      ),
    "[128]",
  );
  is("have operators and subscripts on tensors", () => shapes("[6, 4]", "y = x * 0.5 + x\ny[:, 0]"), "[4]");
  is(
    "take operations of Keras by their paths",
    () => shapes("[6, 4]", "ops.mean(x, axis=1)\nkeras.ops.expand_dims(axis=1)"),
    "[1, 4]",
  );
  is("let the flow go behind an equation", () => shapes("[6, 4]", 'x -> ops.einsum("btd->bdt")'), "[4, 6]");
  is("add lists of tensors with sum", () => shapes("[5]", "sum([Dense(3)(x), Dense(3)(x)])"), "[3]");
  is(
    "cannot be decided by a symbolic size",
    () => findings("model M {\n    input x: [T, 8]\n    if T > 4 { Dense(3) }\n}\n"),
    'value-undecided "T > 4"',
  );
});

describe("labels", () => {
  is(
    "name layers, in loops uniquely, in labelled blocks by path",
    () =>
      modelText(
        'block b(n) {\n    input x\n    fc: Dense(n)\n    ReLU()\n}\nmodel M {\n    input x: [4]\n    for i in range(2) { "stage{i}": b(4) }\n    repeat 2 { fc: Dense(4) }\n    out: b(2)\n}\n',
      ),
    [
      "stage0.fc Dense [4] 20",
      "stage0.re_lu ReLU [4] 0",
      "stage1.fc Dense [4] 20",
      "stage1.re_lu ReLU [4] 0",
      "fc Dense [4] 20",
      "fc_1 Dense [4] 20",
      "out.fc Dense [2] 10",
      "out.re_lu ReLU [2] 0",
      "= [2] 90",
    ].join("\n"),
  );
  is(
    "are the output as a value and the layer as a stage",
    () => modelText("model M {\n    input x: [4]\n    a: Dense(4)\n    x + a -> a\n}\n"),
    "a Dense [4] 20\nadd Add [4] 0\n= [4] 20",
  );
  is(
    "cannot be given twice in a body",
    () => findings("model M {\n    input x: [4]\n    a: Dense(4)\n    a: Dense(2)\n}\n"),
    'name-duplicate "a"',
  );
  is(
    "stand before a layer, not before a value",
    () => findings("model M {\n    input x: [4]\n    a: x -> Dense(2)\n}\n"),
    'syntax-label-needs-layer-place "a: x"',
  );
  is(
    "reach into blocks and models",
    () =>
      shapes("[32, 32, 3]", "base: VGG16(include_top=False)\nbase.block3_pool -> GlobalAveragePooling2D()"),
    "[256]",
  );
});

describe("blocks and models", () => {
  is(
    "bind the sizes of a pattern",
    () =>
      shapes("[4, 6]", "Dense(6)").concat(
        " ",
        modelText(
          "block b() {\n    input x: [t, c]\n    Dense(c * 2)\n}\nmodel M {\n    input x: [T, 3]\n    b()\n}\n",
        ),
      ),
    "[4, 6] dense Dense [T,6] 24\n= [T, 6] 24",
  );
  is(
    "say both shapes where a pattern does not match",
    () =>
      findings(
        "block b() {\n    input x: [7, c]\n    Dense(c)\n}\nmodel M {\n    input x: [8, 3]\n    b()\n}\n",
      ),
    'shape-pattern-mismatch "b()"',
  );
  is(
    "may have a parameter called name, which then is no label",
    () =>
      modelText(
        'block b(n, name) {\n    input x\n    Dense(n, name=name + "_fc")\n}\nmodel M {\n    input x: [4]\n    b(2, name="top")\n}\n',
      ),
    "top_fc Dense [2] 10\n= [2] 10",
  );
  is(
    "share layers once",
    () =>
      modelText(
        "model M {\n    input a: [4]\n    input b: [4]\n    shared enc: Dense(3)\n    p = a -> enc\n    q = b -> enc\n    [p, q] -> Concatenate()\n}\n",
      ),
    "enc Dense [3] 15\nconcatenate Concatenate [6] 0\n= [6] 15",
  );
  is(
    "share what a shared block makes before it is applied",
    () =>
      modelText(
        "block t(n) {\n    input x\n    shared d: Dense(n)\n    x -> Dense(3) -> d\n}\nblock o(n) {\n    input x\n    shared i: t(n)\n    x -> i -> Dense(4) -> i\n}\nmodel M {\n    input a: [4]\n    shared s: o(4)\n    a -> s -> s\n}\n",
      ),
    "s.i.dense Dense [3] 15\ns.i.d Dense [4] 16\ns.dense Dense [4] 20\n= [4] 51",
  );
  is(
    "nest, with a name in snake case",
    () =>
      modelText(
        "model InnerNet {\n    input x: [4]\n    Dense(2)\n}\nmodel M {\n    input x: [4]\n    InnerNet()\n}\n",
      ),
    "inner_net InnerNet [2] 10\n= [2] 10",
  );
  is(
    "take layers as parameters",
    () =>
      shapes("[8, 8, 3]", "Conv2D(4, 3)\nActivation(relu)").concat(
        " ",
        modelText(
          "block b(norm=BatchNormalization) {\n    input x\n    norm()\n}\nmodel M {\n    input x: [4]\n    b(norm=LayerNormalization)\n}\n",
        ),
      ),
    "[6, 6, 4] layer_normalization LayerNormalization [4] 8\n= [4] 8",
  );
  is(
    "may recurse to an end",
    () =>
      modelText(
        "block b(n) {\n    input x\n    Dense(4)\n    if n > 1 { b(n - 1) }\n}\nmodel M {\n    input x: [4]\n    b(3)\n}\n",
      ),
    "dense Dense [4] 20\ndense_1 Dense [4] 20\ndense_2 Dense [4] 20\n= [4] 60",
  );
  is(
    "give several outputs as a tuple",
    () => shapes("[6, 4]", "out, h, c = LSTM(3, return_state=True)(x)\n[h, c] -> Concatenate()"),
    "[6]",
  );
  is(
    "name outputs",
    () =>
      JSON.stringify(
        analyze(
          "t.net",
          'model M {\n    input x: [4]\n    Dense(3)\n    output {"age": Dense(1), "sex": Dense(2)}\n}\n',
        ).models[0]!.run!.outputs.map((o) => o.name),
      ),
    '["age","sex"]',
  );
  is(
    "are read from pasted functional code",
    () =>
      modelText(
        'model M {\n    inputs = keras.Input(shape=(8, 8, 1))\n    x = layers.Conv2D(4, (3, 3), activation="relu")(inputs)\n    x = layers.Flatten()(x)\n    outputs = layers.Dense(2, name="probs")(x)\n}\n',
      ),
    "conv2d Conv2D [6,6,4] 40\nflatten Flatten [144] 0\nprobs Dense [2] 290\n= [2] 330",
  );
});

describe("custom layers", () => {
  const scale =
    "layer Scale() {\n    input x: [..., c]\n    weight gamma: [c]\n    state mean: [c]\n    output [..., c]\n    macs prod(x.shape)\n}\n";
  is(
    "have weights and states",
    () => modelText(`${scale}model M {\n    input x: [4, 4, 3]\n    Scale()\n}\n`),
    "scale Scale [4,4,3] 6\n= [4, 4, 3] 6",
  );
  is(
    "compute their outputs",
    () =>
      modelText(
        "layer Token() {\n    input x: [n, c]\n    weight token: [1, c]\n    output [n + 1, c]\n}\nmodel M {\n    input x: [T, 8]\n    Token()\n}\n",
      ),
    "token Token [T + 1,8] 8\n= [T + 1, 8] 8",
  );
});

describe("limits", () => {
  is(
    "stop a loop of a billion",
    () => findings("model M {\n    input x: [5]\n    repeat 1_000_000_000 { Dense(5) }\n}\n"),
    'too-large "1_000_000_000"',
  );
  is(
    "stop a recursion without end",
    () => findings("block b() {\n    b()\n}\nmodel M {\n    input x: [5]\n    b()\n}\n"),
    'recursion "b()"',
  );
  is(
    "stop a power without measure",
    () => findings("const n = 2 ** 10 ** 9\nmodel M {\n    input x: [5]\n    Dense(3)\n}\n"),
    'too-large "2 ** 10 ** 9"',
  );
  is(
    "know a netlist from a model",
    () => findings("* RC\nR1 in out 10k\nC1 out 0 100n\n.tran 1u 10m\n.end\n"),
    'not-a-model "* RC"',
  );
});
