// Every fix of a shape error mends it: broken networks of many kinds and sizes, each fix applied.
import assert from "node:assert/strict";
import fc from "fast-check";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import "../support/seed.ts";

const model = (input: string, ...lines: readonly string[]): string =>
  `model M {\n    input x: ${input}\n${lines.map((line) => `    ${line}\n`).join("")}}\n`;

const side = fc.integer({ min: 5, max: 150 });
const few = fc.integer({ min: 1, max: 4 });
const channels = fc.integer({ min: 2, max: 20 });
const rank = fc.constantFrom(1, 2, 3);

/** Networks that are wrong for most of the numbers that are drawn. */
const networks: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "a U-Net": fc
    .tuple(side, side, few, fc.constantFrom(2, 3))
    .map(([h, w, depth, pool]) =>
      model(
        `[${h}, ${w}, 3]`,
        "skips = []",
        `for i in range(${depth}) {`,
        "    s = Conv2D(4, 3, padding=same)",
        `    s -> MaxPooling2D(${pool})`,
        "    skips.append(s)",
        "}",
        "for s in reversed(skips) {",
        `    up = Conv2DTranspose(4, ${pool}, strides=${pool})`,
        "    [up, s] -> Concatenate()",
        "}",
      ),
    ),
  "a U-Net with its channels first": fc
    .tuple(side, side, few)
    .map(([h, w, depth]) =>
      model(
        `[3, ${h}, ${w}]`,
        "skips = []",
        `for i in range(${depth}) {`,
        "    s = Conv2D(4, 3, padding=same, data_format=channels_first)",
        "    s -> AveragePooling2D(2, data_format=channels_first)",
        "    skips.append(s)",
        "}",
        "for s in reversed(skips) {",
        "    up = UpSampling2D(2, data_format=channels_first)",
        "    [up, s] -> Concatenate(axis=1)",
        "}",
      ),
    ),
  "an autoencoder of one to three axes": fc
    .tuple(rank, side, few)
    .map(([n, size, depth]) =>
      model(
        `[${Array(n).fill(size).join(", ")}, 4]`,
        "first = x -> Activation(relu)",
        `repeat ${depth} { Conv${n}D(4, 3, strides=2, padding=same) }`,
        `repeat ${depth} { Conv${n}DTranspose(4, 3, strides=2, padding=same) }`,
        `y = UpSampling${n}D(1)`,
        "[first, y] -> Add()",
      ),
    ),
  "convolutions until nothing is left": fc
    .tuple(rank, fc.integer({ min: 3, max: 30 }), few, fc.constantFrom(3, 5, 7))
    .map(([n, size, depth, window]) =>
      model(
        `[${Array(n).fill(size).join(", ")}, 3]`,
        `repeat ${depth} { Conv${n}D(4, ${window}) -> MaxPooling${n}D(2) }`,
      ),
    ),
  "a residual unit": fc
    .tuple(fc.integer({ min: 8, max: 40 }), channels, channels, fc.constantFrom("same", "valid"), few)
    .map(([size, from, to, padding, stride]) =>
      model(
        `[${size}, ${size}, ${from}]`,
        `y = x -> Conv2D(${to}, 3, ${stride}, padding=${padding}) -> BatchNormalization()`,
        "[y, x] -> Add()",
      ),
    ),
  "an operator on two branches": fc
    .tuple(channels, channels, channels)
    .map(([n, a, b]) => model(`[${n}]`, `p = x -> Dense(${a})`, `q = x -> Dense(${b})`, "p * q -> Dense(1)")),
  "a product of matrices": fc
    .tuple(channels, channels, channels)
    .map(([n, a, b]) =>
      model(
        `[${n}, 6]`,
        `p = x -> Dense(${a})`,
        `q = x -> Dense(${b}) -> Permute((2, 1))`,
        "ops.matmul(p, q)",
      ),
    ),
  "heads of an attention": fc
    .tuple(fc.integer({ min: 10, max: 120 }), fc.integer({ min: 2, max: 12 }))
    .map(
      ([dim, heads]) =>
        `model M(dim=${dim}, heads=${heads}) {\n    input x: [10, dim]\n    Dense(dim)\n    Reshape((10, heads, dim // heads))\n}\n`,
    ),
  "grouped queries": fc
    .tuple(channels, channels)
    .map(([queries, keys]) => model("[10, 32]", `GroupQueryAttention(8, ${queries}, ${keys})(x, x)`)),
  "groups of channels": fc
    .tuple(channels, channels, channels)
    .map(([from, to, groups]) =>
      model(
        `[12, 12, ${from}]`,
        `Conv2D(${to}, 3, groups=${groups})`,
        `GroupNormalization(groups=${groups})`,
      ),
    ),
  "a shape with other values": fc
    .tuple(channels, channels, channels)
    .map(([a, b, c]) =>
      model("[10]", `Dense(4 * 4 * ${a})`, `Reshape((4, 4, ${b}))`, `Conv2DTranspose(${c}, 3, strides=2)`),
    ),
  "a block for one size": fc
    .tuple(side, few, fc.integer({ min: 2, max: 9 }))
    .map(
      ([size, depth, wanted]) =>
        `block head() {\n    input x: [${wanted}, ${wanted}, c]\n    GlobalAveragePooling2D()\n}\n${model(`[${size}, ${size}, 3]`, `repeat ${depth} { Conv2D(4, 3, strides=2, padding=same) }`, "head()")}`,
    ),
  "a layer used on two sizes": fc
    .tuple(channels, channels)
    .map(([a, b]) =>
      model(
        "[10]",
        "shared enc: Dense(4)",
        `p = x -> Dense(${a}) -> enc`,
        `q = x -> Dense(${b}) -> enc`,
        "[p, q] -> Add()",
      ),
    ),
  "recurrent layers in a row": fc
    .tuple(channels, few, fc.constantFrom("LSTM", "GRU", "SimpleRNN"))
    .map(([n, depth, layer]) => model(`[20, ${n}]`, `${layer}(8)`, `repeat ${depth} { ${layer}(4) }`)),
  "a vector of unknown length": fc
    .tuple(rank, channels)
    .map(([n, c]) => model(`[${Array(n).fill("?").join(", ")}, ${c}]`, "Flatten()", "Dense(4)")),
  "a size that is computed": fc
    .tuple(fc.integer({ min: 2, max: 60 }), few)
    .map(
      ([n, depth]) =>
        `const n = ${n}\nmodel M(size=2 * n + 1) {\n    x = Input((size, 3 * size, 3))\n    y = x\n    repeat ${depth} { y = y -> MaxPooling2D() }\n    repeat ${depth} { y = y -> UpSampling2D() }\n    [x, y] -> Add()\n}\n`,
    ),
  "a model made by a training": fc
    .tuple(side, few)
    .map(
      ([n, depth]) =>
        `model M(size) {\n    input x: [size, 4]\n    y = x\n    repeat ${depth} { y = y -> Conv1D(4, 3, padding=same) -> MaxPooling1D() }\n    repeat ${depth} { y = y -> UpSampling1D() }\n    [x, y] -> Add()\n}\ntraining t for M(size=${n}) {\n    compile(loss=mse)\n    fit()\n}\n`,
    ),
};

/** Errors and warnings by code, line and what stands there first, which fixes leave as it is. */
const errorsOf = (text: string): readonly string[] =>
  analyze("test.net", text)
    .findings.filter(({ severity }) => severity !== "information" && severity !== "hint")
    .map(({ code, span }) => {
      const line = text.slice(0, span.start).split("\n").length;
      return `${code} at ${/\w+|./.exec(text.slice(span.start))?.[0]} on line ${line}`;
    });

describe("fixes of shape errors", () => {
  for (const [name, arbitrary] of Object.entries(networks))
    it(`mend ${name}`, () => {
      let offered = 0;
      fc.assert(
        fc.property(arbitrary, (text) => {
          const analysis = analyze("test.net", text);
          const finding = analysis.findings.find(({ code }) => code.startsWith("shape-"));
          if (!finding) return;
          const before = errorsOf(text);
          const [mended] = before.filter((error) => error.startsWith(finding.code));
          for (const { title, edits, preferred } of analysis.fixes(finding)) {
            offered++;
            const after = errorsOf(applyEdits(text, edits));
            assert.ok(!after.includes(mended!), `"${title}" leaves the error of\n${text}`);
            // A way out that a diagnostic offers by itself may lead to the next mistake; it is not the preferred one then.
            if (preferred || /^(Make|Set|Bring|Use) /.test(title))
              assert.ok(
                after.every((error) => before.includes(error)),
                `"${title}" brings ${after.join(", ")} to\n${text}`,
              );
          }
        }),
        { numRuns: 12 },
      );
      assert.ok(offered > 0, "no fix was offered");
    }).timeout(60_000);
});
