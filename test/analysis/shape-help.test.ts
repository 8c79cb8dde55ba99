// What shape errors say beyond their rule: the way of the sizes, the places on it, and the sizes that would work.
import assert from "node:assert/strict";
import { type Analysis, analyze, type Finding, type Host } from "../../server/src/analysis/analysis.ts";
import { applyEdits } from "../../server/src/text/edit.ts";

const shapeErrors = (analysis: Analysis): readonly Finding[] =>
  analysis.findings.filter(({ code }) => code.startsWith("shape-"));

/** The first shape error of a text: its message, and its related places as `line: message`. */
function first(text: string, host?: Host): { analysis: Analysis; finding: Finding; places: string[] } {
  const analysis = analyze("test.net", text, host);
  const finding = shapeErrors(analysis)[0];
  assert.ok(finding, "there is no shape error");
  const places = finding.related.map(
    (r) =>
      `${r.file === "test.net" ? "" : `${r.file}:`}${r.text.slice(0, r.span.start).split("\n").length}: ${r.message}`,
  );
  return { analysis, finding, places };
}

const saying = (text: string, ...parts: readonly string[]): void => {
  const { message } = first(text).finding;
  for (const part of parts) assert.ok(message.includes(part), `no ${JSON.stringify(part)} in\n${message}`);
};

const tracing = (text: string, ...places: readonly string[]): void =>
  assert.deepEqual(first(text).places, places);

/** The titles of all fixes; each is applied and leaves no error. */
const offering = (text: string, ...titles: readonly string[]): void => mending(text, /./, titles);

/** The same for the fixes that write a number. */
const fixing = (text: string, ...titles: readonly string[]): void => mending(text, /^(Make|Set) /, titles);

function mending(text: string, which: RegExp, titles: readonly string[]): void {
  const { analysis, finding } = first(text);
  const fixes = analysis.fixes(finding).filter(({ title }) => which.test(title));
  assert.deepEqual(
    fixes.map(({ title }) => title),
    titles,
  );
  for (const { title, edits } of fixes) {
    const left = analyze("test.net", applyEdits(text, edits)).findings.filter((f) => f.severity === "error");
    assert.deepEqual(
      left.map(({ message }) => message),
      [],
      title,
    );
  }
}

const model = (input: string, ...lines: readonly string[]): string =>
  `model M {\n    input x: ${input}\n${lines.map((line) => `    ${line}\n`).join("")}}\n`;

/** A U-Net of `depth` poolings; its input stands on line 6. */
const unet = (shape: string, depth: number, pool = 2, parameters = ""): string => `block double(filters) {
    Conv2D(filters, 3, padding=same)
    ReLU()
}
model UNet${parameters} {
    input image: ${shape}
    skips = []
    for i in range(${depth}) {
        s = double(4 * 2 ** i)
        s -> MaxPooling2D(${pool})
        skips.append(s)
    }
    double(64)
    for s in reversed(skips) {
        up = Conv2DTranspose(4, ${pool}, strides=${pool})
        [up, s] -> Concatenate()
        double(4)
    }
    Conv2D(1, 1)
}
`;

const ranOut = model(
  "[28, 28, 1]",
  "Conv2D(32, 3)",
  "MaxPooling2D()",
  "for i in range(3) {",
  "    Conv2D(64, 3)",
  "    MaxPooling2D()",
  "}",
);

describe("an axis that ran out", () => {
  it("says the sizes on the way", () => saying(ranOut, "only 1 is left (28 → 26 → 13 → 11 → 5 → 3 → 1)"));

  it("names each place on the way once, with every turn of a loop", () =>
    tracing(
      ranOut,
      "2: `x` has 28 rows",
      "3: Conv2D: rows 28 → 26",
      "4: MaxPooling2D: rows 26 → 13",
      "6: Conv2D: rows 13 → 11, 5 → 3",
      "7: MaxPooling2D: rows 11 → 5, 3 → 1",
    ));

  it("names the smallest size that works", () => {
    saying(ranOut, "the rows and columns of `x` must be at least 46");
    fixing(ranOut, "Make `x` [46, 46, 1]");
  });

  it("offers padding first where it mends all, and last where another layer fails then", () => {
    const titles = (text: string): string[] => {
      const { analysis, finding } = first(text);
      return analysis
        .fixes(finding)
        .map(({ title, preferred }) => `${title}${preferred ? " (preferred)" : ""}`);
    };
    assert.deepEqual(titles(model("[12, 8]", "repeat 4 { Conv1D(8, 5) }")), [
      "Add `padding=same` (preferred)",
      "Make `x` [17, 8]",
    ]);
    assert.deepEqual(titles(model("[6, 6, 3]", "Conv2D(4, 7)", "MaxPooling2D(7)")), [
      "Make `x` [13, 13, 3]",
      "Add `padding=same`",
    ]);
  });

  it("is traced out of a nested model", () =>
    tracing(
      `model Inner {\n    input a: [h, w, c]\n    Conv2D(8, 5)\n    Conv2D(8, 5)\n}\n${model("[9, 9, 3]", "Conv2D(8, 3)", "Inner()")}`,
      "9: `Inner` is used here",
      "7: `x` has 9 rows",
      "8: Conv2D: rows 9 → 7",
      "3: Conv2D: rows 7 → 3",
    ));

  it("is traced through the layers of the library", () => {
    const text = model("[20, 20, 3]", "VGG16(include_top=False)");
    const { finding, places } = first(text);
    assert.equal(text.slice(finding.span.start, finding.span.end), "VGG16(include_top=False)");
    assert.ok(places.includes("2: `x` has 20 rows"), places.join("\n"));
    assert.ok(places.some((p) => p.endsWith("MaxPooling2D: rows 20 → 10, 10 → 5, 5 → 2, 2 → 1")));
    fixing(text, "Make `x` [32, 32, 3]");
  });

  it("is traced into an imported file", () => {
    const host: Host = {
      resolve: (_from, path) => path,
      read: (id) => (id === "./parts.net" ? "block shrink() {\n    Conv2D(4, 5)\n}\n" : undefined),
    };
    const { places } = first(
      `from "./parts.net" import shrink\n${model("[9, 9, 3]", "shrink()", "Conv2D(4, 7)")}`,
      host,
    );
    assert.deepEqual(places, ["3: `x` has 9 rows", "./parts.net:2: Conv2D: rows 9 → 5"]);
  });

  it("knows the rows of an image whose channels come first", () => {
    const text = model("[3, 18, 18]", "repeat 3 { Conv2D(8, 7, data_format=channels_first) }");
    tracing(text, "2: `x` has 18 rows", "3: Conv2D: rows 18 → 12, 12 → 6");
    fixing(text, "Make `x` [3, 19, 19]");
  });

  it("follows an axis that was turned", () =>
    tracing(
      model("[12, 30, 8]", "Permute((2, 1, 3))", "Conv2D(8, 7)", "Conv2D(8, 7)"),
      "2: `x` has 12 rows",
      "4: Conv2D: columns 12 → 6",
    ));

  it("lists only a dozen places of a long way", () => {
    const { finding, places } = first(model("[50, 4]", ...Array.from({ length: 30 }, () => "Conv1D(4, 3)")));
    assert.equal(places.length, 13);
    assert.ok(finding.message.includes("50 → 48 → 46 → 44 → … → 16"), finding.message);
    assert.ok(places[1]!.includes("more places follow that are not listed"), places[1]);
  });
});

describe("branches that do not fit", () => {
  const odd = unet("[100, 60, 3]", 3);

  it("say both ways from where they part, and which layer rounded", () => {
    saying(odd, "the rows are 25 → 12 → 24 in the first tensor and 25 in the second");
    saying(odd, "MaxPooling2D rounds down where it makes 12 of 25 (24 and 26 divide)");
    tracing(
      odd,
      "3: both come from this tensor, which has 25 rows",
      "10: MaxPooling2D: rows of the first tensor 25 → 12",
      "15: Conv2DTranspose: rows of the first tensor 12 → 24",
    );
  });

  it("say what rounds up", () =>
    saying(
      model(
        "[25, 25, 3]",
        "y = x -> Conv2D(3, 3, strides=2, padding=same) -> UpSampling2D()",
        "[x, y] -> Add()",
      ),
      "Conv2D rounds up where it makes 13 of 25 (24 and 26 divide)",
    ));

  it("have sizes that work, each side of the image for itself", () => {
    saying(odd, "the rows of `image` must be multiples of 8 (96 or 104 are the nearest)");
    fixing(odd, "Make `image` [96, 56, 3]", "Make `image` [104, 64, 3]");
  });

  for (const [shape, depth, pool, ...titles] of [
    ["[358, 358, 3]", 4, 2, "[352, 352, 3]", "[368, 368, 3]"],
    ["[602, 602, 3]", 5, 2, "[576, 576, 3]", "[608, 608, 3]"],
    ["[101, 101, 1]", 4, 2, "[96, 96, 1]", "[112, 112, 1]"],
    ["[60, 60, 1]", 3, 3, "[54, 54, 1]", "[81, 81, 1]"],
    ["[81, 81, 1]", 6, 2, "[64, 64, 1]", "[128, 128, 1]"],
    ["[480, 270, 3]", 5, 2, "[480, 256, 3]", "[480, 288, 3]"],
    ["[H, 101, 3]", 3, 2, "[H, 96, 3]", "[H, 104, 3]"],
  ] as const)
    it(`of a U-Net on ${shape}, ${depth} deep, pooled by ${pool}`, () =>
      fixing(unet(shape, depth, pool), ...titles.map((shape) => `Make \`image\` ${shape}`)));

  it("change the default of a parameter", () =>
    fixing(unet("[size, size, 3]", 3, 2, "(size=100)"), "Set `size` to 96", "Set `size` to 104"));

  it("are offered in the place of an expression no number of which works", () =>
    fixing(unet("[2 * 50 + 1, 101, 3]", 3), "Make `image` [96, 96, 3]", "Make `image` [104, 104, 3]"));

  it("change the number an expression is made of", () => {
    fixing(`const n = 25\n${unet("[4 * n, 4 * n, 3]", 3)}`, "Set `n` to 24", "Set `n` to 26");
    fixing(unet("[2 ** n, 2 ** n, 3]", 3, 2, "(n=2)"), "Set `n` to 3");
    fixing(
      unet("[side, side, 3]", 3).replace("    input", "    side = 100\n    input"),
      "Set `side` to 96",
      "Set `side` to 104",
    );
  });

  it("change the shape given to `Input`", () => {
    const pasted = (shape: string, before = ""): string =>
      `${before}model M {\n    x = Input(${shape})\n    y = x -> MaxPooling2D() -> UpSampling2D()\n    [x, y] -> Add()\n}\n`;
    const titles = ["Make `x` (32, 32, 3)", "Make `x` (34, 34, 3)"];
    fixing(pasted("shape=(33, 33, 3)"), ...titles);
    fixing(pasted("shape", "const shape = (33, 33, 3)\n"), ...titles);
    fixing(pasted("(n, n, 3)", "const n = 33\n"), "Set `n` to 32", "Set `n` to 34");
  });

  it("change what a training gives its model", () => {
    const trained = (parameter: string): string =>
      `${unet("[size, size, 3]", 3, 2, `(${parameter})`)}training t for UNet(size=100) {\n    compile(loss=mse)\n    fit()\n}\n`;
    for (const parameter of ["size", "size=64"])
      fixing(trained(parameter), "Set `size` to 96", "Set `size` to 104");
  });

  it("may be one less where strides round up", () => {
    const text = model(
      "[97, 4]",
      "a = Conv1D(4, 3, strides=2, padding=same)",
      "b = a -> Conv1D(4, 3, strides=2, padding=same)",
      "[a, b -> UpSampling1D()] -> Add()",
    );
    saying(text, "must be multiples of 4 or one less (96 or 100 are the nearest)");
    fixing(text, "Make `x` [96, 4]", "Make `x` [100, 4]");
  });

  it("are traced through subscripts and layers of the file", () => {
    saying(
      model("[31, 8]", "l = x[:, ::2] -> Conv1D(4, 3)", "r = x[:, 1::2] -> Conv1D(4, 3)", "[l, r] -> Add()"),
      "the steps are 31 → 16 → 14 in the first tensor and 31 → 15 → 13 in the second",
      "must be multiples of 2 (30 or 32 are the nearest)",
    );
    fixing(
      `layer Half() {\n    input x: [h, w, c]\n    output [h // 2, w, c]\n}\n${model("[21, 20, 3]", "y = x -> Half() -> UpSampling2D((2, 1))", "[x, y] -> Add()")}`,
      "Make `x` [20, 20, 3]",
      "Make `x` [22, 20, 3]",
    );
  });

  it("of two inputs are made to agree by one of them", () =>
    fixing(
      model("[32, 32, 3]", "input b: [30, 30, 3]", "[x, b] -> Concatenate()"),
      "Make `x` [30, 30, 3]",
      "Make `b` [32, 32, 3]",
    ));

  it("point at the layers that set the two sizes", () => {
    const text = model("[4]", "a = x -> Dense(8)", "b = x -> Dense(9)", "[a, b] -> Add()");
    tracing(text, "3: Dense makes 8 features", "4: Dense makes 9 features");
    fixing(text, "Set `units` of Dense to 9", "Set `units` of Dense to 8");
  });
});

describe("numbers that must divide", () => {
  it("heads of an attention", () =>
    saying(
      model("[10, 100]", "GroupQueryAttention(32, 8, 3)(x, x)"),
      "`num_query_heads` of GroupQueryAttention must be a multiple of 3 (6 or 9 are the nearest)",
    ));

  it("groups of a convolution", () =>
    fixing(
      model("[10, 100]", "Conv1D(30, 3, groups=8)"),
      "Set `groups` of Conv1D to 5",
      "Set `groups` of Conv1D to 10",
    ));

  it("an embedding split into heads by hand", () => {
    const heads = `model M(dim=100, heads=8) {\n    input x: [10, dim]\n    q = x -> Dense(dim)\n    q -> Reshape((10, heads, dim // heads))\n}\n`;
    saying(heads, "`dim` must be a multiple of 8 (96 or 104 are the nearest)");
    fixing(heads, "Set `dim` to 96", "Set `dim` to 104");
  });

  it("an image cut into patches", () =>
    fixing(
      "model M(size=100, patch=16) {\n    input x: [size, size, 3]\n    Reshape((size // patch, patch, size // patch, patch * 3))\n}\n",
      "Set `size` to 96",
      "Set `size` to 112",
    ));
});

describe("a tensor that does not match an `input`", () => {
  const head = "block head() {\n    input x: [7, 7, c]\n    GlobalAveragePooling2D()\n}\n";
  const text = `${head}${model("[200, 200, 3]", "repeat 3 { Conv2D(8, 3, strides=2, padding=same) }", "MaxPooling2D(4)", "head()")}`;

  it("is traced back to the layers that shrank it", () =>
    tracing(
      text,
      "6: `x` has 200 rows",
      "7: Conv2D: rows 200 → 100, 100 → 50, 50 → 25",
      "8: MaxPooling2D: rows 25 → 6",
    ));

  it("says which sizes match, and offers the one that halves most often", () => {
    saying(text, "(200 → 100 → 50 → 25 → 6); the rows and columns of `x` must be from 217 to 248");
    fixing(text, "Make `x` [224, 224, 3]");
  });

  it("is led to the layer that sets a size, and to the one that made another number of axes", () => {
    const gate =
      "layer Gate() {\n    input x: [n, c]\n    input g: [c]\n    weight w: [c]\n    output [n, c]\n}\n";
    const gated = `${gate}${model("[10, 16]", "g = x -> GlobalAveragePooling1D() -> Dense(8)", "[x, g] -> Gate()")}`;
    tracing(gated, "9: Dense makes 8 features");
    fixing(gated, "Set `units` of Dense to 16");
    tracing(`${head}${model("[4, 4, 3]", "Flatten()", "head()")}`, "7: Flatten makes [48] of [4, 4, 3]");
  });

  it("has sides that must be equal", () =>
    fixing(
      `block square() {\n    input x: [n, n, c]\n    Conv2D(c, 1)\n}\n${model("[64, 48, 3]", "MaxPooling2D()", "square()")}`,
      "Make `x` [64, 64, 3]",
    ));
});

describe("a branch that is not like the other", () => {
  const residual = (layers: string): string => model("[32, 32, 64]", `y = x -> ${layers}`, "[y, x] -> Add()");

  it("is brought to its shape, as residual networks do it", () =>
    offering(
      residual("Conv2D(64, 3, strides=2, padding=same)"),
      "Bring the second tensor to [16, 16, 64] with `Conv2D(64, 1, strides=2)`",
      "Set `strides` of Conv2D to 1",
    ));

  it("gets padding where its windows cut off the border", () =>
    offering(residual("Conv2D(64, 3) -> Conv2D(64, 3)"), "Add `padding=same` in the first branch"));

  it("may be the side of an operator", () => {
    const text = model("[8, 8, 4]", "y = x -> Conv2D(6, 1)", "y + x");
    offering(
      text,
      "Set `filters` of Conv2D to 4",
      "Make `x` [8, 8, 6]",
      "Bring the first tensor to [8, 8, 4] with `Conv2D(4, 1)`",
      "Bring the second tensor to [8, 8, 6] with `Conv2D(6, 1)`",
    );
  });

  it("is never made to fit by a size of 1", () =>
    fixing(residual("Conv2D(64, 3, strides=2, padding=same)"), "Set `strides` of Conv2D to 1"));

  it("is compared where a product compares it", () =>
    tracing(
      model(
        "[20, 8]",
        "b = x -> Dense(9)",
        "c = x -> Dense(8)",
        "ops.matmul(b, ops.transpose(c, (0, 2, 1)))",
      ),
      "3: Dense makes 9 features",
      "4: Dense makes 8 features",
    ));
});

describe("a shared layer", () => {
  const text =
    "model M {\n    input a: [20]\n    input b: [30]\n    shared enc: Dense(8)\n    p = a -> Dense(16) -> enc\n    q = b -> Dense(12) -> enc\n    [p, q] -> Add()\n}\n";

  it("points at its first use and at what sets the two sizes", () =>
    tracing(text, "5: it is used here first", "5: Dense makes 16 features", "6: Dense makes 12 features"));

  it("is mended on either side", () =>
    fixing(text, "Set `units` of Dense to 12", "Set `units` of Dense to 16"));
});

describe("a size that is unknown", () => {
  const text = model("[?, ?, 3]", "Conv2D(8, 3)", "Flatten()", "Dense(10)");

  it("is traced to the input that leaves it open", () =>
    tracing(text, "2: `x` leaves its rows and columns open"));

  it("is no trouble for pooling", () => offering(text, "Use GlobalAveragePooling2D in place of Flatten"));
});

describe("a shape that holds another number of values", () => {
  it("is mended by the number that is out of place", () => {
    fixing(
      model("[100]", "Dense(7 * 7 * 128)", "Reshape((7, 7, 127))"),
      "Set `units` of Dense to 7 * 7 * 127",
    );
    fixing(model("[96]", "Reshape((4, 4, 5))"), "Set `target_shape` of Reshape to (4, 4, 6)");
  });
});

describe("sizes that fail when data comes", () => {
  it("are led back as errors are", () => {
    const text = model("[20, 8]", "q = x -> Dense(16)", "v = x -> Dense(12)", "[q, v] -> Attention()");
    tracing(text, "3: Dense makes 16 features", "4: Dense makes 12 features");
    fixing(text, "Set `units` of Dense to 12", "Set `units` of Dense to 16");
  });
});

describe("a tensor with another number of axes", () => {
  it("is traced to the layer that made it", () =>
    tracing(
      model("[8, 8, 3]", "Flatten()", "ReLU()", "Conv2D(4, 3)"),
      "3: Flatten makes [192] of [8, 8, 3]",
    ));
});

describe("a new version of a file", () => {
  it("says the same as one that is read for the first time", () => {
    const odd = unet("[100, 60, 3]", 3);
    const told = (analysis: Analysis) =>
      shapeErrors(analysis).map((f) => ({
        message: f.message,
        places: f.related.map(({ span, message }) => ({ span, message })),
        fixes: analysis.fixes(f),
      }));
    let former = analyze("test.net", odd);
    for (const [from, to] of [
      ["model UNet", "# a comment\n\nmodel UNet"],
      ["    ReLU()", "    ReLU()\n    ReLU()"],
      ["[100, 60, 3]", "[102, 60, 3]"],
      ["skips = []", "skips = []  # a comment"],
    ] as const) {
      const text = former.text.replace(from, to);
      const next = analyze("test.net", text, undefined, undefined, former);
      assert.deepEqual(told(next), told(analyze("test.net", text)), to);
      former = next;
    }
  });
});

describe("the search for sizes", () => {
  it("is not made for the message of a large model, and made for its fix", () => {
    const large = unet("[358, 358, 3]", 4).replace("Conv2D(1, 1)", "repeat 300 { Conv2D(1, 1) }");
    assert.ok(!first(large).finding.message.includes("multiples"));
    fixing(large, "Make `image` [352, 352, 3]", "Make `image` [368, 368, 3]");
  });

  it("does not take another mistake for one of the size", () => {
    const text = model("[9, 9, 3]", "Conv2D(4, 5)", "Conv2D(4, 7)", "Dense(unknown)");
    const { analysis, finding } = first(text);
    const titles = analysis.fixes(finding).map(({ title }) => title);
    assert.ok(titles.includes("Make `x` [11, 11, 3]"), titles.join("\n"));
  });

  it("finds nothing where no size of the input works", () => {
    const text = model(
      "[570, 570, 1]",
      "c = x -> Cropping2D(8)",
      "u = x -> MaxPooling2D(2) -> Conv2D(8, 3) -> UpSampling2D()",
      "[u, c] -> Add() -> Dense(1)",
    );
    fixing(text);
  });
});
