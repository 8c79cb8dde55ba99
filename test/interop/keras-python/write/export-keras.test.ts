// Models as Python for Keras: what each form of Net becomes. Scripts were run with Keras when they were written down.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze, noFiles } from "../../../../server/src/analysis/analysis.ts";
import { reportMessage } from "../../../../server/src/diagnostics/define.ts";
import { exportKeras } from "../../../../server/src/interop/keras-python/write/export-keras.ts";

function script(source: string, model?: string, files: Record<string, string> = {}): string {
  const host = { ...noFiles, read: (id: string) => files[id] };
  const { file, elaboration, trainings, uses } = analyze("test.net", source, host);
  const result = exportKeras({ file, elaboration, trainings, uses, model });
  if (result.kind === "refused") return `refused: ${result.message}`;
  return [...result.problems.map((p) => `# ${reportMessage(p.report)}\n`), result.text].join("");
}

/** The body of the first model's function, without what surrounds it. */
function check(body: string, python: string, before = ""): void {
  const indented = body.replace(/^(?=.)/gm, "    ");
  const text = script(`${before}model M {\n${indented}\n}\n`);
  const [, , found] = /def build_m\(.*\):\n((\n| {4}.*\n)*)/.exec(text)
    ? ["", "", /def build_m\(.*\):\n((?:\n| {4}.*\n)*)/.exec(text)![1]]
    : ["", "", text];
  assert.equal(found!.replace(/^ {4}/gm, "").trim(), python.trim());
}

/** The script holds these lines. */
function holds(source: string, ...lines: readonly string[]): void {
  const text = script(source);
  for (const line of lines) assert.ok(text.includes(line), `${line}\n\nin\n\n${text}`);
}

describe("models as Python for Keras", () => {
  it("gives the input the usual name where nobody asks for it", () =>
    check(
      "input x: [5]\nDense(8, activation=relu)\nout: Dense(3)",
      `inputs = keras.Input((5,), name="x")
x = layers.Dense(8, activation="relu")(inputs)
x = layers.Dense(3, name="out")(x)
return keras.Model(inputs, x, name="M")`,
    ));

  it("keeps side branches and what they are called", () =>
    check(
      "input a: [8, 8, 3]\ns = a -> Conv2D(3, 1)\nReLU()\n[s, a] -> Add()",
      `a = keras.Input((8, 8, 3), name="a")
s = layers.Conv2D(3, 1)(a)
x = layers.ReLU()(a)
x = layers.Add()([s, a])
return keras.Model(a, x, name="M")`,
    ));

  it("keeps loops, conditions and lists of tensors", () =>
    check(
      "input a: [8]\nskips = []\nfor i, n in enumerate([4, 2]) {\n    Dense(n)\n    if i > 0 { skips.append(a) }\n}\nFlatten()",
      `a = keras.Input((8,), name="a")
skips = []
x = a
for i, n in enumerate([4, 2]):
    x = layers.Dense(n)(x)
    if i > 0:
        skips.append(a)
x = layers.Flatten()(x)
return keras.Model(a, x, name="M")`,
    ));

  it("makes a loop of parallel branches", () =>
    check(
      "input a: [8]\n[a -> Dense(n) -> ReLU() for n in [4, 2]] -> Concatenate()",
      `a = keras.Input((8,), name="a")
branches = []
for n in [4, 2]:
    branch = layers.Dense(n)(a)
    branches.append(layers.ReLU()(branch))
x = layers.Concatenate()(branches)
return keras.Model(a, x, name="M")`,
    ));

  it("counts the batch in shapes", () =>
    check(
      "input a: [8, 4]\nb: Dense(a.shape[0])\nassert b.shape == [8, 8]\nassert b.rank == 2\nb[:, 0]",
      `a = keras.Input((8, 4), name="a")
b = layers.Dense(a.shape[1], name="b")(a)
assert b.shape[1:] == (8, 8)
assert len(b.shape) - 1 == 2
x = b[:, 0]
return keras.Model(a, x, name="M")`,
    ));

  it("leaves unknown and symbolic sizes open", () =>
    check(
      "input t: [T, ?] int32\nFlatten()",
      `t = keras.Input((None, None), dtype="int32", name="t")
x = layers.Flatten()(t)
return keras.Model(t, x, name="M")`,
    ));

  it("uses a shared layer's variable", () =>
    check(
      "input l: [4]\ninput r: [4]\nshared enc: Dense(3)\n[l -> enc, r -> enc] -> Concatenate()",
      `l = keras.Input((4,), name="l")
r = keras.Input((4,), name="r")
enc = layers.Dense(3, name="enc")
branch = enc(l)
branch_2 = enc(r)
x = layers.Concatenate()([branch, branch_2])
return keras.Model([l, r], x, name="M")`,
    ));

  it("names outputs", () =>
    check(
      'input a: [4]\nb: Dense(1)\noutput {"age": b, "sum": a}',
      `a = keras.Input((4,), name="a")
b = layers.Dense(1, name="b")(a)
return keras.Model(a, {"age": b, "sum": a}, name="M")`,
    ));

  it("hands the label of a block on", () =>
    holds(
      'block two {\n    input x\n    Dense(4)\n    ReLU()\n}\nmodel M {\n    input a: [4]\n    "first": two()\n    "second": two()\n}\n',
      "def two(x, name):",
      'x = layers.Dense(4, name=f"{name}_dense")(x)',
      'x = two(a, name="first")',
    ));

  it("counts names where a label comes again", () =>
    holds(
      "model M {\n    input a: [4]\n    repeat 2 { d: Dense(4) }\n}\n",
      "names = LayerNames()",
      'x = layers.Dense(4, name=names.label("d"))(x)',
    ));

  it("writes what is imported into the same script", () => {
    const text = script(
      'from "./b.net" import wide\nmodel M {\n    input a: [4]\n    wide()\n}\n',
      undefined,
      {
        "./b.net": "const n = 7\nblock wide { Dense(n) }\n",
      },
    );
    assert.match(text, /n = 7\n\n\ndef wide\(x\):\n {4}x = layers\.Dense\(n\)\(x\)\n {4}return x\n/);
  });

  it("writes one model and what it needs", () =>
    assert.doesNotMatch(
      script("block b { ReLU() }\nmodel A { input x: [2]; b() }\nmodel C { input x: [3]; Dense(3) }\n", "C"),
      /build_a|def b\(/,
    ));

  it("takes Keras's own models, without their weights", () =>
    holds(
      "model M {\n    input a: [64, 64, 3]\n    base: VGG16(include_top=False)\n}\n",
      'x = keras.applications.VGG16(\n        include_top=False, input_shape=a.shape[1:], name="base"\n    )(a)',
    ));

  it("makes a class of a custom layer", () =>
    holds(
      "layer Token {\n    input x: [n, c]\n    weight token: [1, c]\n    output [n + 1, c]\n}\nmodel M {\n    input a: [3, 4]\n    Token()\n}\n",
      "@keras.saving.register_keras_serializable()\nclass Token(layers.Layer):",
      "return (input_shape[0], None if n is None else n + 1, c)",
      'raise NotImplementedError(\n            "Token.call has to be written',
    ));

  it("keeps the order of a training", () => {
    const text = script(
      "model M {\n    input a: [4]\n    b: Dense(2)\n    c: Dense(1)\n}\ntraining t for M {\n    freeze b\n    compile(optimizer=adam, loss=mse)\n    repeat 3 { fit(epochs=2) }\n    freeze model except c\n}\n",
    );
    assert.match(
      text,
      /b\.trainable = False\n {4}model\.compile\(optimizer="adam", loss="mse"\)\n {4}for _ in range\(1 if smoke else 3\):\n {8}model\.fit\(x, y, epochs=2\)\n {4}for layer in model\.layers:\n {8}if layer is not c:\n {12}layer\.trainable = False\n/,
    );
  });

  it("names the data of a training by the place it is put in", () => {
    const models =
      "model A {\n    input l: [4]\n    input r: [4]\n    [l, r] -> Concatenate()\n    p: Dense(2)\n    q: p -> Dense(1)\n    output p, q\n}\n";
    const compile = "    compile(optimizer=adam, loss=mse)\n";
    holds(
      `${models}training t for A {\n${compile}    fit([one, one], [t, u])\n}\n`,
      "(one, _), (t, u) = load_data(smoke)",
      "model.fit([one, one], [t, u])",
    );
    holds(
      `${models}training t for A {\n${compile}    fit({"l": one, "r": two}, u)\n}\n`,
      "(one, two), u = load_data(smoke)",
    );
  });

  it("gives each model of a training its own data, and the name it has inside another one", () =>
    holds(
      "model E {\n    input x: [4]\n    Dense(2)\n}\nmodel Auto(e) {\n    input x: [4]\n    x -> e -> Dense(4)\n}\nmodel Probe(e) {\n    input x: [4]\n    x -> e -> Dense(3)\n}\ntraining t {\n    e = E()\n    auto = Auto(e)\n    probe = Probe(e)\n    auto.compile(loss=mse)\n    auto.fit(x, x)\n    probe.compile(loss=mse)\n    probe.fit(x, y)\n}\n",
      "x, _ = load_auto_data(smoke)",
      "_, y = load_probe_data(smoke)",
      'e = build_e(name="e")',
      "auto.fit(x, x)",
    ));

  it("takes models apart around what a freeze leaves out", () => {
    const models =
      "model Base {\n    input x: [8]\n    one: Dense(4)\n    norm: BatchNormalization()\n}\nmodel M {\n    input x: [8]\n    base: Base()\n    b: Dense(3)\n}\n";
    const written = (line: string): string =>
      /load_data\(smoke\)\n\n([\s\S]*?) {4}model\.compile/.exec(
        script(`${models}training t for M {\n    ${line}\n    compile(loss=mse)\n    fit(x, y)\n}\n`),
      )![1]!;
    assert.equal(
      written("freeze model except model.base.norm"),
      `    for layer in model.layers:
        if layer is not model.get_layer("base"):
            layer.trainable = False
    for layer in model.get_layer("base").layers:
        if layer is not model.get_layer("base").get_layer("norm"):
            layer.trainable = False
`,
    );
    assert.equal(
      written("freeze b, base except base[BatchNormalization]"),
      `    b.trainable = False
    for layer in base.layers:
        if not isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
`,
    );
  });

  it("sets the flag of a model once it is made", () =>
    holds(
      "model Base {\n    input x: [8]\n    a: Dense(4)\n}\nmodel M {\n    input x: [8]\n    base: Base(trainable=False)\n    Dense(3)\n}\n",
      'base = build_base(name="base")\n    base.trainable = False\n    x = base(inputs)',
    ));

  it("applies what a model nobody makes is given", () =>
    holds(
      "model Auto(e, d) {\n    input x: [4]\n    x -> e -> d\n}\nmodel M {\n    input x: [4]\n    Dense(2)\n}\n",
      'def build_auto(e, d):\n    x = keras.Input((4,), name="x")\n    y = e(x)\n    y = d(y)',
    ));

  it("makes the layers of a shared block once", () =>
    holds(
      "block p(n) {\n    m = n * 2\n    Dense(m)\n    for i in range(2) { Dense(n); ReLU() }\n}\nmodel M {\n    input x: [4]\n    shared s: p(4)\n    x -> s -> s\n}\n",
      'def p(n, *, names):\n    m = n * 2\n    dense = layers.Dense(m, name=names("dense"))\n    dense_1s = []\n    re_lus = []\n    for i in range(2):\n        dense_1 = layers.Dense(n, name=names("dense"))\n        re_lu = layers.ReLU(name=names("re_lu"))\n        dense_1s.append(dense_1)\n        re_lus.append(re_lu)\n\n    def apply(x):\n        x = dense(x)\n        for dense_1, re_lu in zip(dense_1s, re_lus):\n            x = dense_1(x)\n            x = re_lu(x)\n        return x\n\n    return apply\n',
      '    s = p(4, names=LayerNames("s"))\n    y = s(x)\n    y = s(y)\n',
    ));

  it("makes the layers of a block before it hands the block on", () =>
    holds(
      "block p(n) { Dense(n) }\nblock both(f) {\n    input a\n    input b\n    [f(a), f(b)] -> Concatenate()\n}\nmodel M {\n    input x: [4]\n    input y: [4]\n    [x, y] -> both(p(3))\n}\n",
      "    h = both(x, y, p(3))\n",
      "    branch = f(a)\n    branch_2 = f(b)\n",
      "    dense = layers.Dense(n",
    ));

  it("tells the layers of a block whether they train", () =>
    holds(
      "block p(n, slow=False) {\n    Dense(n)\n    Dense(n, trainable=slow)\n    Dense(n, trainable=False)\n}\nmodel M {\n    input x: [4]\n    p(4, trainable=False)\n    p(4)\n}\n",
      "def p(x, n, slow=False, trainable=True):\n    x = layers.Dense(n, trainable=trainable)(x)\n    x = layers.Dense(n, trainable=trainable and slow)(x)\n    x = layers.Dense(n, trainable=False)(x)\n    return x\n",
      "    x = p(inputs, 4, trainable=False)\n    x = p(x, 4)\n",
    ));

  const shared = (body: string): string =>
    `block p {\n    input x: [c]\n    ${body}\n}\nmodel M {\n    input x: [4]\n    shared s: p()\n    x -> s -> s\n}\n`;

  it("says what it cannot, and leaves the rest", () => {
    const refuses = (source: string, what: RegExp): void => assert.match(script(source), what);
    refuses(
      shared("x + x"),
      /^# an operation in a block that is used again .* cannot be written[\s\S]*def p\(\*args, \*\*kwargs\):\n {4}raise NotImplementedError/,
    );
    refuses(
      shared("Dense(c)"),
      /^# a layer of a block that is used again, and that is made from `c` of the first use, cannot be written/,
    );
    refuses(
      "block p {\n    a: Dense(4)\n    Dense(4)\n}\nmodel M {\n    input x: [4]\n    s: p()\n    [s.a, s] -> Add()\n}\n",
      /^# `\.a` inside of a block or model \(an `output` of it can be\) cannot be written/,
    );
    refuses(
      "block p { Dense(4) }\nmodel M {\n    input x: [3, 4]\n    TimeDistributed(p())\n}\n",
      /^# a block as an argument of TimeDistributed cannot be written/,
    );
  });

  it("keeps every line within 88 columns that can be split", () => {
    const text = script(
      `model M {\n    input a: [4]\n    Dense(4, kernel_initializer=HeNormal(), kernel_regularizer=regularizers.L2(1e-4), use_bias=False)\n}\n`,
    );
    assert.ok(
      text.split("\n").every((line) => line.length <= 88),
      text,
    );
  });
});

describe("docs/export.md", () => {
  it("shows what its example gives", () => {
    const text = readFileSync(join(import.meta.dirname, "../../../../docs/export.md"), "utf8");
    const [, net, python] = /^```net\n(.*?)^```$.*?^```python\n(.*?)^```$/ms.exec(text)!;
    assert.equal(script(net!), python);
  });

  it("shows what its shared block gives", () => {
    const text = readFileSync(join(import.meta.dirname, "../../../../docs/export.md"), "utf8");
    const part = text.slice(text.indexOf("### Blocks that are used again"));
    const [, net, python] = /^```net\n(.*?)^```$.*?^```python\n(.*?)^```$/ms.exec(part)!;
    holds(net!, python!);
  });
});
