// The rows of the model table and the texts it is copied as. It never opens a page.
import { strict as assert } from "node:assert";
import { tableText } from "../../client/src/views/table/webview/copy-formats.ts";
import {
  type Choices,
  openable,
  type Row,
  rowsOf,
  shareOf,
} from "../../client/src/views/table/webview/rows.ts";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { modelView } from "../../server/src/ide/model-view.ts";

const text = `block pair(n) {
    Dense(n)
    Dense(n)
}
model M {
    input x: [4]
    first: pair(8)
    batch: BatchNormalization()
    head: Dense(3)
}
`;

function view(source = text) {
  const analysis = analyze("test.net", source);
  const { part, run } = analysis.models.at(-1)!;
  return modelView(analysis, part.name, run!);
}

const rows = (choices: Partial<Choices> = {}, source = text): readonly Row[] => {
  const { nodes, params } = view(source);
  const open = new Set([...openable(nodes)].map(({ id }) => id));
  return rowsOf(nodes, params[0], { open, filter: "", sorting: undefined, ...choices });
};

const shown = (list: readonly Row[]): string[] =>
  list.map(({ node, depth }) => `${"  ".repeat(depth)}${node.name} ${node.params?.[0] ?? 0}`);

describe("the rows of the model table", () => {
  it("are the boxes that are open, without the outputs", () => {
    assert.deepEqual(shown(rows()), [
      "x 0",
      "first 112",
      "  first_dense 40",
      "  first_dense_1 72",
      "batch 32",
      "head 27",
    ]);
    assert.deepEqual(shown(rows({ open: new Set() })), ["x 0", "first 112", "batch 32", "head 27"]);
  });
  it("sort within the box they are in, the largest first, and the other way", () => {
    const by = (descending: boolean) => shown(rows({ sorting: { column: "params", descending } }));
    assert.deepEqual(by(true), [
      "first 112",
      "  first_dense_1 72",
      "  first_dense 40",
      "batch 32",
      "head 27",
      "x 0",
    ]);
    assert.deepEqual(by(false).slice(0, 2), ["x 0", "head 27"]);
  });
  it("that fit a filter stand with the boxes around them", () =>
    assert.deepEqual(shown(rows({ filter: "dense_1", open: new Set() })), [
      "first 112",
      "  first_dense_1 72",
    ]));
  it("tell their share of all parameters, exact beyond 2^53, and none for an expression", () => {
    assert.equal(shareOf("72", "171"), 0.421052);
    assert.equal(shareOf("9007199254740993", "18014398509481986"), 0.5);
    assert.equal(shareOf("64*T", "100"), undefined);
    assert.equal(shareOf(undefined, "100"), 0);
  });
});

describe("the model table as text", () => {
  const copied = (format: "markdown" | "csv" | "keras") => tableText(format, view(), rows());
  it("is Markdown", () => {
    const lines = copied("markdown").split("\n");
    assert.equal(lines[2], "| x | Input | 4 | 0 | 0 | 0 |  |");
    assert.equal(lines[3], "| first | pair | 8 | 112 | 112 | 96 | 64 bytes |");
    assert.match(lines.at(-2)!, /^\| \*\*Total\*\* \| {2}\| {2}\| \*\*171\*\* \| \*\*155\*\*/);
  });
  it("is CSV with plain numbers", () =>
    assert.equal(copied("csv").split("\n")[3], "first.dense,Dense,8,40,40,32,32"));
  it("is Keras's summary, which knows layers only", () => {
    const lines = copied("keras").split("\n");
    assert.equal(lines[0], 'Model: "M"');
    const names = lines.flatMap((line) => /^│ ( *└ )?(\S+)/.exec(line)?.[2] ?? []);
    assert.deepEqual(names, ["x", "first_dense", "first_dense_1", "batch", "head"]);
    assert.match(lines[4]!, /^│ x \(InputLayer\) +│ \(None, 4\) +│ +0 │$/);
    assert.match(lines.at(-4)!, /^ Total params: 171$/);
    assert.match(lines.at(-2)!, /^ Non-trainable params: 16$/);
    assert.equal(new Set(lines.slice(1, -4).map((line) => line.length)).size, 1, "one width");
  });
  it("shows what is in nested models that are open, as Keras does", () => {
    const nested = `model Inner {\n    input a: [4]\n    Dense(3)\n}\nmodel M {\n    input x: [4]\n    inner: Inner()\n}\n`;
    const names = (list: readonly Row[]) =>
      tableText("keras", view(nested), list)
        .match(/^│ .*?\)/gm)
        ?.map((line) => line.slice(2));
    assert.deepEqual(names(rows({}, nested)), [
      "x (InputLayer)",
      "inner (Functional)",
      "   └ a (InputLayer)",
      "   └ dense (Dense)",
    ]);
    assert.deepEqual(names(rows({ open: new Set() }, nested)), ["x (InputLayer)", "inner (Functional)"]);
  });
});
