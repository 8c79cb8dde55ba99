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

/** The titles of the fixes that write sizes; each is applied and leaves no error. */
function fixing(text: string, ...titles: readonly string[]): void {
  const { analysis, finding } = first(text);
  const fixes = analysis.fixes(finding).filter(({ title }) => /^(Make|Set) /.test(title));
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

  it("have no fix where the size is an expression", () => fixing(unet("[2 * 50 + 1, 101, 3]", 3)));

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
