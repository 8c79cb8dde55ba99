// Broken and hostile files: each ends in one clear line, and none in an error thrown or a long wait.
import { strict as assert } from "node:assert";
import { deflateSync, strToU8, zipSync } from "fflate";
import { importModel } from "../../../server/src/interop/import-model.ts";

const refuses = (name: string, content: string | Uint8Array, message: RegExp): void => {
  it(message.source.slice(0, 60), () => {
    const started = Date.now();
    const result = importModel(name, typeof content === "string" ? strToU8(content) : content);
    assert.equal(result.kind, "refused", result.kind === "imported" ? result.text : "");
    if (result.kind !== "refused") return;
    assert.match(result.message, message);
    assert.doesNotMatch(result.message, /\n/);
    assert.ok(Date.now() - started < 4000, "it takes no longer than a few seconds");
  });
};

const dense = (name: string, from: string | null, call = 0): object => ({
  class_name: "Dense",
  name,
  config: { name, units: 2 },
  inbound_nodes: from === null ? [] : [[[from, call, 0, {}]]],
});
const input = {
  class_name: "InputLayer",
  name: "x",
  config: { name: "x", batch_input_shape: [null, 4] },
  inbound_nodes: [],
};
const functional = (
  layers: readonly unknown[],
  outputs: unknown = [["b", 0, 0]],
  inputs: unknown = [["x", 0, 0]],
): string =>
  JSON.stringify({
    class_name: "Functional",
    config: { name: "m", layers, input_layers: inputs, output_layers: outputs },
  });

describe("files that are no saved model", () => {
  refuses("a.json", "", /a\.json is empty/);
  refuses("a.json", "{", /no JSON: it ends too early in line 1/);
  refuses("a.json", '{"a": }', /no JSON: unexpected "}" in line 1/);
  refuses("a.json", "[1, 2]", /no saved model: it is a list/);
  refuses("a.json", "{}", /it has no `class_name` and `config`/);
  refuses("a.json", "3", /holds no object/);
  refuses("a.json", `${"[".repeat(100_000)}`, /nested more than 256 deep/);
  refuses("a.json", `${'{"a":'.repeat(100_000)}`, /nested more than 256 deep in line 1|no JSON/);
  refuses(
    "a.json",
    '{"format": "graph-model", "modelTopology": {"node": []}}',
    /graph model of TensorFlow\.js/,
  );
  refuses(
    "model.json",
    '{"modelTopology": {"node": [], "library": {}, "versions": {}}, "weightsManifest": []}',
    /graph model of TensorFlow\.js/,
  );
  refuses(
    "a.json",
    '{"class_name": "MyModel", "config": {"units": 3}}',
    /class `MyModel` without a list of layers/,
  );
  refuses(
    "model.h5",
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
    /HDF5 file.*model\.to_json\(\)/,
  );
  refuses("model.weights.h5", "x", /HDF5 file/);
  refuses("a.json", Uint8Array.of(0xff, 0xfe, 0x00, 0x80), /no text and no `\.keras` archive/);
});

describe("graphs that cannot be", () => {
  refuses("a.json", functional([input, dense("a", "b"), dense("b", "a")]), /feed each other in a circle/);
  refuses(
    "a.json",
    functional([input, dense("b", "gone")]),
    /`b` that is fed by `gone`, which is not in the file/,
  );
  refuses("a.json", functional([input, dense("b", "x"), dense("b", "x")]), /two layers named `b`/);
  refuses("a.json", functional([input, dense("a", "x"), dense("b", "a", 7)]), /uses call 7 of `a`/);
  refuses("a.json", functional([input, dense("b", "x")], [["nobody", 0, 0]]), /fed by `nobody`|`nobody`/);
  refuses("a.json", functional([input, dense("b", null)]), /uses call 0 of `b`/);
  refuses("a.json", functional([input, dense("b", "x")], 5), /`output_layers` holds something/);
  refuses("a.json", functional(["x", 3, null] as never), /layer 1 is no object/);
  refuses("a.json", functional([{ class_name: "Dense" }]), /has no name/);
  refuses("a.json", functional([{ class_name: 5, config: {} }]), /wrong `class_name`/);
  refuses(
    "a.json",
    functional([input, { ...dense("b", "x"), inbound_nodes: [[["x", -1, 0]]] }]),
    /fed by something that is no layer's output|nothing feeds/,
  );
});

describe("archives", () => {
  const config = strToU8(functional([input, dense("b", "x")]));
  refuses("a.keras", "no archive", /is no `\.keras` archive/);
  refuses("a.keras", zipSync({ "other.txt": strToU8("x") }), /without a `config\.json`/);
  refuses("a.keras", zipSync({ "config.json": config }).slice(0, 60), /broken archive/);
  refuses(
    "a.keras",
    zipSync({ "config.json": strToU8(" ".repeat(20_000_000)) }, { level: 9 }),
    /grows \d+-fold|is no JSON/,
  );

  it("stops at what comes out, whatever the archive claims", () => {
    const bomb = zipSync({ "config.json": strToU8(" ".repeat(40_000_000)) }, { level: 9 });
    const view = new DataView(bomb.buffer);
    // The sizes in the local header and in the directory say that it is small.
    for (let at = 0; at + 30 < bomb.length; at++) {
      if (view.getUint32(at, true) === 0x04034b50) view.setUint32(at + 22, 100, true);
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 100, true);
    }
    const result = importModel("a.keras", bomb);
    assert.ok(result.kind === "refused" && /grows beyond|broken archive/.test(result.message));
  });

  it("reads a stored and a packed configuration", () => {
    for (const level of [0, 9] as const) {
      const result = importModel(
        "a.keras",
        zipSync({ "config.json": config, "model.weights.h5": deflateSync(config) }, { level }),
      );
      assert.ok(result.kind === "imported" && result.text.includes("b: Dense(2)"));
    }
  });
});

describe("what is odd and can be said all the same", () => {
  const reads = (title: string, text: string, wanted: RegExp): void => {
    it(title, () => {
      const result = importModel("a.json", strToU8(text));
      assert.ok(result.kind === "imported", result.kind === "refused" ? result.message : "");
      assert.match(result.text, wanted);
    });
  };
  reads(
    "names that are no names",
    functional([input, dense('b"{c}\n', "x")], [['b"{c}\n', 0, 0]]),
    /"b\\"\{\{c\}\}\\n": Dense\(2\)/,
  );
  reads(
    "`__proto__` as a key and a name",
    functional([input, dense("__proto__", "x")], [["__proto__", 0, 0]]).replace(
      '"units":2',
      '"units":2,"__proto__":{"a":1}',
    ),
    /__proto__: Dense\(2\)/,
  );
  reads(
    "an argument of a wrong type",
    functional([input, { ...dense("b", "x"), config: { name: "b", units: 2, use_bias: "yes" } }]),
    /b: Dense\(2\)/,
  );
  reads(
    "a layer without units",
    functional([input, { ...dense("b", "x"), config: { name: "b" } }]),
    /b: Dense\(\)/,
  );
  reads(
    "a class nobody knows",
    functional([input, { ...dense("b", "x"), class_name: "Mystery" }]),
    /layer Mystery|Lambda\("Mystery"/,
  );
  reads(
    "words of the language as names",
    functional(
      [{ ...input, name: "input", config: { ...input.config, name: "input" } }, dense("for", "input")],
      [["for", 0, 0]],
      [["input", 0, 0]],
    ),
    /"for": Dense\(2\)/,
  );
  reads("a model of nothing but its input", functional([input], [["x", 0, 0]]), /output x/);
  reads(
    "a Sequential without layers",
    '{"class_name": "Sequential", "config": {"name": "s", "layers": []}}',
    /output input/,
  );
  reads(
    "NaN and Infinity",
    functional([input, dense("b", "x")]).replace('"units":2', '"units":2,"odd":NaN,"more":[-Infinity]'),
    /b: Dense\(2\)/,
  );
});
