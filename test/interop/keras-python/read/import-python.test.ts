// Python source of Keras read as Net: the models are those Keras would make, and the text is one people would write.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importPython } from "../../../../server/src/interop/keras-python/read/import-python.ts";
import { layersOf, paramsOf } from "../../../../server/src/model/costs.ts";
import { countText } from "../../../../server/src/tensor/count.ts";
import { analyze } from "../../../support/analysis.ts";

const folder = join(import.meta.dirname, "..", "..", "fixtures", "python");

function imported(source: string): { readonly text: string; readonly notes: readonly string[] } {
  const result = importPython(source, "test.py");
  assert.equal(result.kind, "imported", result.kind === "refused" ? result.message : "");
  if (result.kind !== "imported") throw new Error("refused");
  return { text: result.text, notes: result.notes.map((n) => `${n.place}: ${n.message}`) };
}

/** The models of a source with their parameters; no error may be found in its text. */
function totals(source: string): Record<string, string> {
  const { text } = imported(source);
  const analysis = analyze("test.net", text);
  const errors = analysis.findings.filter((f) => f.severity === "error").map((f) => f.message);
  assert.deepEqual(errors, [], text);
  return Object.fromEntries(
    analysis.models.map((m) => [
      m.part.name,
      m.run ? countText(paramsOf(layersOf(m.run)).total) : "not built",
    ]),
  );
}

const fixture = (name: string): string => readFileSync(join(folder, name), "utf8");

/** What follows the imports and constants, compared line by line. */
const check = (source: string, net: string): void => assert.equal(imported(source).text.trim(), net.trim());

const head = "import keras\nfrom keras import layers, ops\n";

describe("Python source as Net", () => {
  // Totals as Keras counts them.
  const files: Record<string, Record<string, string>> = {
    "digits.py": { digits: "20,490" },
    "residual.py": { Net: "19,961" },
    "finetune.py": { Model: "14,780,322" },
    "tokens.py": { Model: "13,122" },
    "adversaries.py": { critic: "321", maker: "808" },
    "garments.py": { Model: "13,610" },
    "compressor.py": { encoder: "2,032", decoder: "1,433", whole: "3,465" },
    "rivals.py": { Judge: "217", Forger: "340", both: "557" },
    "survey.py": { survey: "553", trunk: "297", every: "297", twins: "303", stack: "53" },
    "reader.py": { reader: "1,418" },
    "stacked.py": { stack: "95,434" },
    "older.py": { Model: "2,131,434" },
    "faces.py": { faces: "229,207" },
    "mixed.py": { Create: "63,554" },
    "features.py": {
      VGG19_block4_conv2: "5,865,536",
      feature_extractor: "5,865,536",
      ResNet50V2_conv3_block4_out: "1,453,568",
      mid: "1,453,568",
      clf: "1,456,133",
    },
    "blocks.py": { Net: "1,364" },
    "sentiment.py": { sentiment: "2,700,097" },
  };
  for (const [name, expected] of Object.entries(files)) {
    it(`counts ${name} as Keras does`, () => {
      assert.deepEqual(totals(fixture(name)), expected);
    });
  }

  it("keeps what stands before a tensor that has its layer's name and is read twice", () =>
    check(
      `${head}
def build():
    image = keras.Input((8, 8, 4), name="image")
    x = layers.Conv2D(4, 3, padding="same")(image)
    x = layers.ReLU()(x)
    skip = layers.Conv2D(4, 3, padding="same", name="skip")(x)
    x = layers.Conv2D(4, 3, padding="same")(skip)
    x = layers.Add()([x, skip])
    return keras.Model(image, x, name="M")
`,
      `model M {
    input image: [8, 8, 4]
    Conv2D(4, 3, padding="same")
    ReLU()
    skip: Conv2D(4, 3, padding="same")
    x = skip -> Conv2D(4, 3, padding="same")
    [x, skip] -> Add()
}`,
    ));

  it("gives an input the name Keras has, where nothing else of the body is called so", () => {
    const net = (body: string): string => imported(`${head}${body}`).text;
    assert.match(
      net(`inputs = keras.Input((4,), name="x")
x = layers.Dense(8)(inputs)
x = layers.Dense(2)(x)
model = keras.Model(inputs, x)
`),
      /input x: \[4\]\n {4}Dense\(8\)\n {4}Dense\(2\)/,
    );
    // Here `x` is written for another value.
    assert.match(
      net(`inputs = keras.Input((4,), name="x")
x = layers.Dense(4)(inputs)
y = layers.Dense(4)(x)
model = keras.Model(inputs, layers.add([x, y]))
`),
      /input inputs: \[4\]\n {4}x = Dense\(4\)/,
    );
  });

  it("takes the name a function gives its model for the name of what it makes", () => {
    const { text } = imported(`${head}
def build_tower(units, name="tower"):
    x = keras.Input((4,), name="x")
    y = layers.Dense(units)(x)
    return keras.Model(x, y, name=name)

left, right = keras.Input((4,)), keras.Input((4,))
one = build_tower(8, "one")
both = build_tower(8, name="shared")
model = keras.Model([left, right], layers.concatenate([one(left), both(left), both(right)]), name="M")
`);
    assert.match(text, /model tower\(units=8\) \{/);
    assert.match(text, /one: tower\(8\)/);
    // A word that begins statements is no label.
    assert.match(text, /both = tower\(8, name="shared"\)/);
  });

  it("reads operations that a function gives a name with their labels", () =>
    check(
      `${head}
def rename(tensor, name):
    if name is not None:
        tensor._keras_history.operation.name = name
    return tensor

def gated(x, units, name):
    gate = layers.Dense(units)(x)
    up = layers.Dense(units)(x)
    y = rename(gate * up, f"{name}_product")
    return y

x = keras.Input((4,), name="x")
y = gated(x, 4, name="first")
z = rename(ops.abs(x + y), "size")
model = keras.Model(x, z, name="M")
`,
      `block gated(units, name) {
    input x
    gate = x -> Dense(units)
    up = x -> Dense(units)
    "{name}_product": gate * up
}

model M {
    input x: [4]
    y = x -> gated(4, name="first")
    size: ops.abs(x + y)
}`,
    ));

  it("reads what a class gives from `compute_output_shape`, or from what `call` does to shapes", () => {
    const output = (body: string): string => {
      const { text } = imported(`${head}
class Own(layers.Layer):
    def __init__(self, units=8, **kwargs):
        super().__init__(**kwargs)
        self.units = units

${body.replace(/^/gm, "    ")}

x = keras.Input((6, 5, 4))
model = keras.Model(x, Own()(x))
`);
      return /^ {4}output (.*)$/m.exec(text)?.[1] ?? text;
    };
    const weighted = (...call: readonly string[]): string =>
      output(
        [
          "def build(self, input_shape):",
          "    self.kernel = self.add_weight(shape=(input_shape[-1], self.units))",
          "    self.token = self.add_weight(shape=(1, 1, input_shape[-1]))",
          "def call(self, x):",
          ...call.map((line) => `    ${line}`),
        ].join("\n"),
      );
    const stated = (...lines: readonly string[]): string =>
      output(
        [
          "def compute_output_shape(self, input_shape):",
          ...lines.map((l) => `    ${l}`),
          "def call(self, x):",
          "    raise NotImplementedError()",
        ].join("\n"),
      );

    assert.equal(stated("return input_shape"), "x.shape");
    assert.equal(stated("return input_shape[:-1] + (self.units,)"), "[*x.shape[:-1], units]");
    assert.equal(
      stated("return (*input_shape[:-1], 2 * input_shape[-1])"),
      "[*x.shape[:-1], 2 * x.shape[-1]]",
    );
    assert.equal(
      stated("shape = list(input_shape)", "shape[1] = self.units", "return tuple(shape)"),
      "[units, *x.shape[1:]]",
    );
    assert.equal(
      stated("b, n, w, c = input_shape", "return (b, None if n is None else n + 1, w, c)"),
      "[x.shape[0] + 1, x.shape[1], x.shape[2]]",
    );
    assert.equal(stated("return [input_shape, (input_shape[0], 3)]"), "x.shape, [3]");

    assert.equal(weighted("return ops.relu(ops.matmul(x, self.kernel))"), "[*x.shape[:-1], units]");
    assert.equal(weighted("y = x @ self.kernel", "return ops.mean(y, axis=1)"), "[*x.shape[1:-1], units]");
    assert.equal(
      weighted(
        "token = ops.broadcast_to(self.token, (ops.shape(x)[0], 1, x.shape[-1]))",
        "return ops.concatenate([token, x], axis=1)",
      ),
      "[1 + x.shape[0], *x.shape[1:]]",
    );
    assert.equal(
      weighted(
        "b, h, w, c = x.shape",
        "y = ops.reshape(x, (-1, h * w, c))",
        "return ops.transpose(y, (0, 2, 1))",
      ),
      "[x.shape[2], x.shape[0] * x.shape[1]]",
    );
    assert.equal(weighted('return ops.einsum("bhwc,cd->bhd", x, self.kernel)'), "[x.shape[0], units]");
    assert.equal(
      weighted("y = x * self.token", "if self.units > 4:", "    y = y + 1", "return y"),
      "x.shape",
    );
    assert.equal(
      weighted(
        "pos = ops.maximum(x, 0)",
        "neg = ops.maximum(-x, 0)",
        "return ops.concatenate([pos, neg], axis=-1)",
      ),
      "[*x.shape[:-1], 2 * x.shape[-1]]",
    );
    assert.match(
      weighted("if self.units > 4:", "    return x", "return ops.sum(x, axis=1)"),
      /if units > 4 \{\n +output x\.shape\n +\} else \{\n +output x\.shape\[1:\]\n +\}/,
    );
    assert.equal(weighted("return x[:, 0, ..., :2]"), "[*x.shape[1:-1], 2]");
  });

  it("leaves a function of the user that is called as an export's is", () => {
    const { text } = imported(`${head}
def rename(tensor, name):
    return layers.Dense(3, name=name)(tensor)

x = keras.Input((4,), name="x")
model = keras.Model(x, rename(x, "last"), name="M")
`);
    assert.match(text, /block rename\(name\) \{\n {4}input tensor\n {4}Dense\(3, name=name\)/);
    assert.match(text, /rename\("last"\)/);
  });

  it("writes chains as statements and side branches by name", () => {
    check(
      `${head}
inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(4, 3, padding="same")(inputs)
x = layers.ReLU()(x)
skip = x
x = layers.Conv2D(4, 3, padding="same", name="again")(x)
x = layers.add([x, skip])
outputs = layers.Dense(2)(x)
model = keras.Model(inputs, outputs, name="Two")
`,
      `model Two {
    input inputs: [8, 8, 3]
    x = Conv2D(4, 3, padding="same") -> ReLU()
    skip = x
    x = x -> again: Conv2D(4, 3, padding="same")
    [x, skip] -> Add()
    Dense(2)
}`,
    );
  });

  it("keeps comments, documentation and empty lines", () => {
    check(
      `${head}
def head(x, units):
    """Scores for each class."""
    x = layers.Flatten()(x)

    # The scores.
    return layers.Dense(units)(x)  # no activation


a = keras.Input((4, 4))
m = keras.Model(a, head(a, 3))
`,
      `## Scores for each class.
block head(units) {
    input x
    Flatten()

    # The scores.
    Dense(units)  # no activation
}

model m {
    input a: [4, 4]
    head(3)
}`,
    );
  });

  it("counts the batch in shapes, as Keras does, and leaves it out, as Net does", () => {
    check(
      `${head}
def rows(x):
    b, h, w, c = ops.shape(x)
    x = ops.reshape(x, (b, h, w * c))
    return layers.Dense(x.shape[1])(x)

a = keras.Input((2, 3, 4))
m = keras.Model(a, rows(a))
`,
      `block rows {
    input x
    h, w, c = x.shape
    x = ops.reshape(x, (-1, h, w * c))
    x -> Dense(x.shape[0])
}

model m {
    input a: [2, 3, 4]
    rows()
}`,
    );
  });

  it("makes a block of a function that gives a function, and shares what is shared", () => {
    check(
      `${head}
def unit(filters):
    def apply(x):
        return layers.Conv1D(filters, 3)(x)
    return apply

embed = layers.Embedding(100, 8)
a = keras.Input((10,))
b = keras.Input((12,))
left = unit(4)(embed(a))
right = unit(5)(embed(b))
m = keras.Model([a, b], [left, right])
`,
      `block unit(filters) {
    input x
    Conv1D(filters, 3)
}

model m {
    input a: [10]
    input b: [12]

    shared embed: Embedding(100, 8)
    left = a -> embed -> unit(4)
    right = b -> embed -> unit(5)
    output left, right
}`,
    );
  });

  it("leaves open what only the data knows, and says so", () => {
    const { text, notes } = imported(`${head}
words = load()
a = keras.Input((len(words), 3))
m = keras.Model(a, layers.Dense(len(words))(a))
`);
    assert.match(text, /^const len_words = 1 {2}# fill in: len\(words\)$/m);
    assert.match(text, /input a: \[len_words, 3\]/);
    assert.equal(notes.filter((n) => n.includes("len(words)")).length, 2);
  });

  it("sets flags of layers in the order of the file", () => {
    const { text } = imported(fixture("finetune.py"));
    const order = text.match(/base\.layers\S*|compile|fit/g);
    assert.deepEqual(order, ["base.layers", "compile", "fit", "base.layers[-4:]", "compile", "fit"]);
  });

  it("tells what it leaves out", () => {
    const { text, notes } = imported(fixture("adversaries.py"));
    assert.match(
      text,
      /# left out: the class Pair, which trains `critic` and `maker` by a `train_step` of its own/,
    );
    assert.ok(notes.some((n) => n.startsWith("line 25: `pair.compile")));
  });

  it("knows the shapes of Keras's data sets and of what is made of them", () => {
    const { text, notes } = imported(fixture("garments.py"));
    assert.match(text, /input inputs: \[28, 28, 1\]/);
    assert.match(text, /^const classes = 10$/m);
    assert.match(text, /Dropout\(\.25\)/);
    assert.deepEqual(notes, []);
  });

  it("leaves open what no data set tells", () => {
    const { text } = imported(`${head}
x_train = load("mine.npy")
m = keras.Sequential([layers.Dense(3)])
m.fit(x_train, y_train)
`);
    assert.match(text, /# fill in: the shape of the input\nmodel m \{\n {4}input inputs\n/);
  });

  it("gives a model that is trained alone to the model it is trained in", () => {
    const { text } = imported(fixture("rivals.py"));
    assert.match(text, /^model both\(judge=Judge\(\)\) \{$/m);
    const training = text.slice(text.indexOf("training "));
    const lines = training.match(/judge\.\w+|^ +compile|^ +train_on_batch|range\(1000\)/gm);
    assert.deepEqual(
      lines?.map((l) => l.trim()),
      [
        "judge.compile",
        "judge.trainable",
        "compile",
        "range(1000)",
        "judge.train_on_batch",
        "train_on_batch",
      ],
    );
    assert.equal(text.match(/^training /gm)?.length, 1);
  });

  it("asks a model read before for its shapes and its layers", () => {
    assert.match(imported(fixture("compressor.py")).text, /before = \(None, 7, 7, 6\)/);
    assert.match(
      imported(fixture("survey.py")).text,
      /output \[trunk\.conv2d, trunk\.late, trunk\.global_max_pooling2d\]/,
    );
    check(
      `${head}
base = keras.applications.VGG16(weights="imagenet")
m = keras.Model(base.input, base.layers[-2].output)
`,
      `# \`VGG16(weights="imagenet")\` as far as \`fc2\`.
model VGG16_fc2 {
    input image: [224, 224, 3]

    for stage, filters, end in [(1, 64, 3), (2, 128, 3), (3, 256, 4), (4, 512, 4), (5, 512, 4)] {
        for i in range(1, end) { "block{stage}_conv{i}": Conv2D(filters, 3, padding=same, activation=relu) }
        "block{stage}_pool": MaxPooling2D()
    }

    Flatten()
    for i in range(1, 3) { "fc{i}": Dense(4096, activation=relu) }
}

model m {
    input inputs: [224, 224, 3]

    base: VGG16_fc2()
    base.fc2
}`,
    );
  });

  it("counts only the layers that a model takes of another", () => {
    const base =
      "base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(64, 64, 3))\n";
    // Both as Keras 3.15.1 counts them.
    const { VGG16_block3_conv3: cut, m } = totals(
      `${head}${base}m = keras.Model(base.input, base.get_layer("block3_conv3").output)\n`,
    );
    assert.deepEqual([cut, m], ["1,735,488", "1,735,488"]);
    const skips = totals(`${head}${base}
names = ["block1_conv2", "block2_conv2"]
skips = [base.get_layer(name).output for name in names]
x = layers.UpSampling2D()(layers.Conv2D(8, 3, padding="same")(base.get_layer("block3_conv1").output))
x = layers.UpSampling2D()(layers.Concatenate()([x, skips[1]]))
m = keras.Model(inputs=base.input, outputs=layers.Concatenate()([x, skips[0]]))
`);
    assert.equal(skips.m, "573,768");
  });

  it("finds the places of a model's layers that are those of its part", () => {
    const { text } = imported(`${head}
base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(64, 64, 3))
x = layers.Dense(8)(layers.Flatten()(base.output))
m = keras.Model(base.input, layers.Dense(2)(x))
base.trainable = False
for layer in m.layers[-5:]:
    layer.trainable = True
m.compile("adam", "mse")
m.fit(x_train, epochs=1)
`);
    assert.match(text, /for layer in base\.layers \{\n +layer\.trainable = False/);
    assert.match(text, /for layer in base\.layers\[17:\] \+ model\.layers\[2:\] \{/);
  });

  it("keeps what is said of a file, of a layer in a list and of a training, and assertions of an export", () =>
    check(
      `"""A small net.

For tests.
"""
${head}
def build():
    x = keras.Input((4,), name="x")
    y = layers.Dense(2, name="last")(x)

    # Netlens: assert params(last) == 10
    return keras.Model(x, y, name="M")

# The head alone.
def train_head():
    model = build()
    for layer in model.layers:
        if hasattr(layer, "enable_lora"):
            layer.enable_lora(2)
    model.compile("adam", "mse")
    model.fit(images, epochs=1)

train_head()
row = keras.Sequential([keras.Input((4,)), layers.Dense(3),  # three
                        layers.Dense(1)])
`,
      `# A small net.
#
# For tests.

model M {
    input x: [4]
    last: Dense(2)

    assert params(last) == 10
}

# The head alone.
training head for M {
    model.enable_lora(2)
    compile(optimizer="adam", loss="mse")
    fit(epochs=1)
}

model row {
    input inputs: [4]
    Dense(3)  # three
    Dense(1)
}`,
    ));

  it("makes constants of settings, and leaves dictionaries that are more than these", () => {
    const { text, notes } = imported(fixture("stacked.py"));
    assert.match(text, /^const width = 32 {2}# first width$/m);
    assert.match(text, /for i in range\(depth\) \{/);
    assert.match(text, /Conv2D\(width \* 2\*\*i, kernel_size=3, padding="same", activation="relu"\)/);
    assert.deepEqual(notes, []);
    assert.match(
      imported(`${head}
sizes = {"a": 3, "b": 4}
x = keras.Input((8,))
y = layers.Dense(sizes["a"])(x)
for name, size in sizes.items():
    y = layers.Dense(size, name=name)(y)
model = keras.Model(x, y)
`).text,
      /Dense\(sizes\["a"\]\)/,
    );
  });

  it("says older words as those of today", () =>
    check(
      `from keras.layers import Convolution2D, Dense, Input, merge
from keras.models import Model
x = Input((8, 8, 3))
a = Convolution2D(4, 3, 3, border_mode="same", subsample=(2, 2), init="glorot_normal", dim_ordering="tf")(x)
b = Convolution2D(nb_filter=4, nb_row=1, nb_col=1, subsample=(2, 2), bias=False)(x)
y = merge([a, b], mode="concat", concat_axis=-1)
model = Model(input=x, output=Dense(output_dim=2)(y))
model.compile("sgd", "mse")
model.fit(images, nb_epoch=3)
`,
      `model Model {
    input x: [8, 8, 3]
    a = x -> Convolution2D(4, (3, 3), padding="same", strides=(2, 2), kernel_initializer="glorot_normal")
    b = x -> Convolution2D(filters=4, kernel_size=(1, 1), strides=(2, 2), use_bias=False)
    [a, b] -> Concatenate(axis=-1)
    Dense(units=2)
}

training model_training for Model {
    compile(optimizer="sgd", loss="mse")
    fit(epochs=3)
}`,
    ));

  it("takes a base that is made on a tensor for a part of the model", () => {
    const { text } = imported(`${head}
def build():
    inputs = keras.Input((64, 64, 3))
    model = keras.applications.VGG16(include_top=False, input_tensor=inputs, weights=None)
    model.trainable = False
    x = layers.GlobalAveragePooling2D()(model.output)
    model = keras.Model(inputs, layers.Dense(2)(x), name="M")
    model.compile("adam", "mse")
    return model
model = build()
model.fit(images, epochs=1)
for layer in model.layers[-5:]:
    layer.trainable = True
model.compile("sgd", "mse")
model.fit(images, epochs=1)
`);
    assert.match(text, /input inputs: \[64, 64, 3\]\n {4}base: VGG16\(include_top=False, weights=None\)\n/);
    assert.match(text, /for layer in base\.layers \{\n +layer\.trainable = False/);
    assert.match(text, /for layer in base\.layers\[16:\] \+ model\.layers\[2:\]/);
  });

  it("makes an input of each round of a loop", () => {
    assert.deepEqual(imported(fixture("survey.py")).text.match(/input (?:age|town|income): \[\d+\]/g), [
      "input age: [1]",
      "input town: [12]",
      "input income: [1]",
    ]);
  });

  it("writes a class with weights and layers as a block with a layer for each weight", () => {
    const { text, notes } = imported(fixture("reader.py"));
    assert.match(text, /layer Summary_token\(width\) \{\n {4}input x\n {4}weight token: \[1, 1, width\]/);
    assert.match(text, /token = x -> Summary_token\(width\)/);
    assert.doesNotMatch(text, /fill in/);
    assert.deepEqual(notes, []);
  });

  it("keeps weights of a branch in the branch", () => {
    const { text } = imported(`${head}
class Caps(layers.Layer):
    def __init__(self, n, same=True):
        super().__init__()
        self.n = n
        self.same = same

    def build(self, input_shape):
        if self.same:
            self.kernel = self.add_weight(shape=(1, input_shape[-1], self.n))
        else:
            self.kernel = self.add_weight(shape=(input_shape[-2], input_shape[-1], self.n))

    def call(self, x):
        return x * 2

a = keras.Input((4, 6))
m = keras.Model(a, Caps(3)(a))
`);
    assert.match(text, /if same \{\n {8}weight kernel: .*\n {4}\} else \{\n {8}weight kernel: /);
  });

  it("trains only what is a model, and once for each name", () => {
    const { text } = imported(`${head}
from keras.preprocessing.image import ImageDataGenerator
layer = layers.Dense(3)
layer.trainable = False
first = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
first.trainable = False
grow = ImageDataGenerator()
model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
model.compile("adam", "mse")
grow.fit(x_train)
model.fit_generator(grow.flow(x_train), 10, 5)
`);
    const training = text.slice(text.indexOf("training model"));
    assert.equal(
      training.trim(),
      `training model_training for Model {
    compile(optimizer="adam", loss="mse")
    fit(steps_per_epoch=10, epochs=5)
}`,
    );
  });

  it("reads what it can of a file with a syntax error, and names the line", () => {
    const { text, notes } = imported(`${head}
m = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
x = = 3
`);
    assert.match(text, /Dense\(3\)/);
    assert.deepEqual(notes, ["line 5: this line is no Python; what follows it is read"]);
  });

  const refused = (source: string): string => {
    const result = importPython(source, "test.py");
    return result.kind === "refused" ? result.message : "not refused";
  };

  it("refuses in one line what has no model, is no Python, or nests without end", () => {
    assert.equal(
      refused("print('hello')\n"),
      "there is no model in test.py: nothing in it makes layers of Keras",
    );
    assert.match(refused("{{{ <<>> ;;; )))\n%% $$\n?? !!\n-- ++ ==\n"), /no Python source|no model/);
    for (const open of ["[", "(", "{"])
      assert.match(refused(`x = ${open.repeat(1_000_000)}`), /nest deeper than any code/);
  });

  it("never throws, wherever a file is cut", () => {
    for (const name of Object.keys(files)) {
      const source = fixture(name);
      for (let end = 0; end < source.length; end += 83) importPython(source.slice(0, end), name);
    }
  }).timeout(60_000);
});
