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
  };
  for (const [name, expected] of Object.entries(files)) {
    it(`counts ${name} as Keras does`, () => {
      assert.deepEqual(totals(fixture(name)), expected);
    });
  }

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
    assert.match(text, /# left out: the class Pair, which trains `critic` and `maker` by a `train_step` of its own/);
    assert.ok(notes.some((n) => n.startsWith("line 25: `pair.compile")));
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
      for (let end = 0; end < source.length; end += 41) importPython(source.slice(0, end), name);
    }
  });
});
