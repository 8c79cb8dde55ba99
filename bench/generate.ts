// Writes models of any size for the benches, as Net and as JSON: a transformer unrolled line by line, the same as blocks and
// loops, a network of layers that every peer has, and a folder of many files. It never analyses what it writes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Layer lines in one encoder of the unrolled transformer. */
const linesOfEncoder = 10;
/** Layers in one step of the network every peer can build. */
const layersOfStep = 5;

const encodersFor = (layers: number): number => Math.max(1, Math.round((layers - 2) / linesOfEncoder));
const widthOf = (n: number): number => 512 + 64 * (n % 8);

/** What stands in the names of an edition of a text. */
const mark = (edition: number): string => (edition === 0 ? "" : `v${edition}_`);

/**
 * A transformer of about `layers` one-line layers, each line written out. Texts of different editions have other names and
 * widths, so that nothing that was kept of the lines of one helps with another.
 */
export function unrolled(layers: number, edition = 0): string {
  const e = mark(edition);
  const lines = ["model Transformer {", "    input tokens: [128] int32", "    Embedding(32000, 256)"];
  for (let n = 0; n < encodersFor(layers); n++) {
    lines.push(
      "",
      `    # Encoder ${n}`,
      `    h${e}${n} = Dropout(0.1)`,
      `    n${e}${n} = LayerNormalization(epsilon=1e-6)`,
      `    [n${e}${n}, n${e}${n}] -> attention_${e}${n}: MultiHeadAttention(8, 32)`,
      "    Dropout(0.1)",
      `    a${e}${n} = [h${e}${n}, attention_${e}${n}] -> Add()`,
      "    LayerNormalization(epsilon=1e-6)",
      `    Dense(${widthOf(n) + edition}, activation="gelu")`,
      "    Dense(256)",
      `    m${e}${n} = Dropout(0.1)`,
      `    [a${e}${n}, m${e}${n}] -> Add()`,
    );
  }
  lines.push("", "    GlobalAveragePooling1D()", '    Dense(10, activation="softmax")', "}", "");
  return lines.join("\n");
}

/** The same transformer with its encoder as a block, used by a loop. */
export function looped(layers: number, edition = 0): string {
  return `block encoder(wide=${512 + edition}) {
    input x
    n = x -> LayerNormalization(epsilon=1e-6)
    attended = [n, n] -> MultiHeadAttention(8, 32)
    Dropout(0.1)
    a = [x, attended] -> Add()
    LayerNormalization(epsilon=1e-6)
    Dense(wide, activation="gelu")
    Dense(256)
    Dropout(0.1)
    m = Dropout(0.1)
    output [a, m] -> Add()
}

model Transformer {
    input tokens: [128] int32
    Embedding(32000, 256)
    repeat ${encodersFor(layers)} {
        encoder()
    }
    GlobalAveragePooling1D()
    Dense(10, activation="softmax")
}
`;
}

interface JsonLayer {
  readonly name: string;
  readonly class: string;
  readonly config?: Readonly<Record<string, number | string>>;
  readonly inbound: readonly string[];
}

/** The layers of the unrolled transformer as JSON, with no more than its lines say and what feeds what. */
export function asJson(layers: number, edition = 0): string {
  const e = mark(edition);
  const all: JsonLayer[] = [
    { name: "tokens", class: "InputLayer", inbound: [] },
    {
      name: "embedding",
      class: "Embedding",
      config: { input_dim: 32000, output_dim: 256 },
      inbound: ["tokens"],
    },
  ];
  let last = "embedding";
  const add = (name: string, kind: string, config?: JsonLayer["config"], inbound = [last]): string => {
    all.push(config ? { name, class: kind, config, inbound } : { name, class: kind, inbound });
    last = name;
    return name;
  };
  for (let n = 0; n < encodersFor(layers); n++) {
    const h = add(`h${e}${n}`, "Dropout", { rate: 0.1 });
    const norm = add(`n${e}${n}`, "LayerNormalization", { epsilon: 1e-6 });
    const attended = add(`attention_${e}${n}`, "MultiHeadAttention", { num_heads: 8, key_dim: 32 }, [
      norm,
      norm,
    ]);
    add(`d${n}`, "Dropout", { rate: 0.1 });
    const a = add(`a${e}${n}`, "Add", undefined, [h, attended]);
    add(`o${n}`, "LayerNormalization", { epsilon: 1e-6 });
    add(`wide${n}`, "Dense", { units: widthOf(n) + edition, activation: "gelu" });
    add(`narrow${n}`, "Dense", { units: 256 });
    const m = add(`m${e}${n}`, "Dropout", { rate: 0.1 });
    add(`s${n}`, "Add", undefined, [a, m]);
  }
  add("pool", "GlobalAveragePooling1D");
  add("head", "Dense", { units: 10, activation: "softmax" });
  return JSON.stringify({ name: "Transformer", layers: all }, undefined, 2);
}

const config = (properties: object, required: readonly string[]) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const whole = { type: "integer", minimum: 1 };

/** What is right in such JSON: the classes, and the arguments each of them has. */
export const jsonSchema = {
  type: "object",
  required: ["name", "layers"],
  properties: {
    name: { type: "string" },
    layers: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "class", "inbound"],
        properties: {
          name: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
          class: {
            enum: [
              "InputLayer",
              "Embedding",
              "Dropout",
              "LayerNormalization",
              "MultiHeadAttention",
              "Add",
              "Dense",
              "GlobalAveragePooling1D",
            ],
          },
          inbound: { type: "array", items: { type: "string" } },
        },
        allOf: [
          ruleFor("Embedding", config({ input_dim: whole, output_dim: whole }, ["input_dim", "output_dim"])),
          ruleFor("Dropout", config({ rate: { type: "number", minimum: 0, maximum: 1 } }, ["rate"])),
          ruleFor("LayerNormalization", config({ epsilon: { type: "number" } }, [])),
          ruleFor(
            "MultiHeadAttention",
            config({ num_heads: whole, key_dim: whole }, ["num_heads", "key_dim"]),
          ),
          ruleFor(
            "Dense",
            config({ units: whole, activation: { enum: ["gelu", "relu", "softmax"] } }, ["units"]),
          ),
        ],
      },
    },
  },
} as const;

function ruleFor(name: string, rule: object): object {
  return {
    if: { properties: { class: { const: name } } },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema.
    then: { required: ["config"], properties: { config: rule } },
  };
}

/** A residual network of layers TensorFlow.js and Keras have too, narrow, so that their weights are few. */
export function residual(layers: number, edition = 0): string {
  const e = mark(edition);
  const lines = ["model Residual {", `    input x${e}0: [64]`];
  const steps = Math.round(layers / layersOfStep);
  for (let n = 0; n < steps; n++) {
    lines.push(
      `    x${e}${n} -> LayerNormalization(epsilon=1e-6)`,
      `    Dense(${128 + edition}, activation="relu")`,
      "    Dense(64)",
      `    d${e}${n} = Dropout(0.1)`,
      `    x${e}${n + 1} = [x${e}${n}, d${e}${n}] -> Add()`,
    );
  }
  lines.push("}", "");
  return lines.join("\n");
}

/** A model of the library in a file of its own. */
export const libraryUse = (name: string, size: number): string =>
  `model Bench {\n    input image: [${size}, ${size}, 3]\n    ${name}()\n}\n`;

const common = `block cell(wide=64) {
    input x
    x -> Dense(wide)
    LayerNormalization()
    y = Dense(32)
    output [x, y] -> Add()
}
`;

const importer = (n: number): string => `from "../common.net" import cell

model Own${n} {
    input x: [32]
    repeat ${2 + (n % 9)} {
        cell(wide=${16 + (n % 64)})
    }
    Dense(10, activation="softmax")
}
`;

/**
 * Writes a folder of `count` files of 10 to 60 layers; each fifth uses a block of `common.net`, each fiftieth a model of the
 * library. Returns their paths, the common one first, an importer of it at 5.
 */
export function writeFolder(folder: string, count: number): readonly string[] {
  const paths: string[] = [];
  const write = (name: string, text: string): void => {
    const path = join(folder, name);
    writeFileSync(path, text);
    paths.push(path);
  };
  for (let part = 0; part < 50; part++) mkdirSync(join(folder, `part-${part}`), { recursive: true });
  write("common.net", common);
  for (let n = 1; n < count; n++) {
    const name = join(`part-${n % 50}`, `model-${n}.net`);
    if (n % 5 === 0) write(name, importer(n));
    else if (n % 50 === 1) write(name, libraryUse("VGG16", 224));
    else write(name, unrolled(10 + (n % 50)).replaceAll("256", String(128 + 8 * (n % 97))));
  }
  return paths;
}
