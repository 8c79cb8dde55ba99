// Models as pictures: what the texts for Graphviz and Mermaid say, that Graphviz reads them, and the finished drawing.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { instance } from "@viz-js/viz";
import { exportPicture } from "../../scripts/export-picture.ts";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { exportFormats, findExportFormat } from "../../server/src/ide/export-formats.ts";

const examples = join(import.meta.dirname, "..", "..", "examples");
const pictures = exportFormats.filter(({ id }) => ["dot", "mermaid", "svg"].includes(id));

async function exported(format: string, text: string, model?: string): Promise<string> {
  const result = await findExportFormat(format)!.export(analyze("file:///test.net", text), model);
  assert.equal(result.kind, "exported", result.kind === "refused" ? result.message : "");
  return result.kind === "exported" ? result.text : "";
}

async function refusal(format: string, text: string, model?: string): Promise<string> {
  const result = await findExportFormat(format)!.export(analyze("file:///test.net", text), model);
  return result.kind === "refused" ? result.message : "exported";
}

/** Some lines of an export, in this order. */
async function check(format: string, text: string, ...lines: readonly string[]): Promise<void> {
  const all = (await exported(format, text)).split("\n").map((line) => line.trim());
  assert.deepEqual(
    all.filter((line) => lines.includes(line)),
    lines,
    all.join("\n"),
  );
}

/** A model of so many layers one after the other. */
const long = (layers: number): string => `model M {\n    input x: [4]\n${"    Dense(4)\n".repeat(layers)}}\n`;

const residual = `block residual(n) {
    input x
    y = x -> Dense(n) -> ReLU()
    [x, y] -> Add()
}
model M {
    input x: [8]
    one: residual(8)
    Dense(2)
}
`;
const library = (name: string, size: number): string =>
  `model M {\n    input x: [${size}, ${size}, 3]\n    ${name}()\n}\n`;

describe("a model for Graphviz", () => {
  it("has a node for each layer, clusters for blocks, and arrows", () =>
    check(
      "dot",
      residual,
      'digraph "M" {',
      'n0 [label="x\\ninput\\n8", color="#7d8590", fillcolor="#edeeef", shape=oval]',
      "subgraph cluster_n1 {",
      'label="one: residual\\n72 parameters"; labeljust=l; fontsize=11; style=rounded; color="#808080"',
      'n2 [label="one_dense\\nDense\\n8\\n72 parameters", color="#2f7fe0", fillcolor="#e2edfb"]',
      "}",
      "n0 -> n2",
      "n2 -> n3",
      "n0 -> n4",
      "}",
    ));

  it("names shapes on arrows where the box has several", () =>
    check(
      "dot",
      "model M {\n    input x: [5, 4]\n    a, h, c = x -> LSTM(3, return_sequences=true, return_state=true)\n    output [a, h]\n}\n",
      'n1 -> n2 [label="5×3"]',
      'n1 -> n3 [label="3"]',
    ));

  it("marks what the last phase of the training freezes", () =>
    check(
      "dot",
      `${residual}training t for M {\n    freeze one\n    compile(optimizer=Adam(), loss=mse)\n    fit()\n}\n`,
      'n2 [label="one_dense\\nDense\\n8\\n72 parameters\\n❄ frozen", color="#2f7fe0", fillcolor="#e2edfb", style="filled,rounded,dashed"]',
    ));

  it("is read by Graphviz: every example and models of the library", async function () {
    this.timeout(120_000);
    const viz = await instance();
    const sources = [
      ...readdirSync(examples)
        .filter((name) => name.endsWith(".net"))
        .map((name) => readFileSync(join(examples, name), "utf8")),
      library("NASNetLarge", 331),
      library("EfficientNetV2S", 384),
    ];
    for (const source of sources) {
      const text = await exported("dot", source);
      const result = viz.render(text, { format: "json0" });
      assert.deepEqual(
        result.errors.filter(({ level }) => level === "error"),
        [],
        text,
      );
      const { objects, edges } = JSON.parse(result.output!) as {
        objects: { label: string }[];
        edges: unknown[];
      };
      assert.equal(
        objects.filter((o) => "nodes" in o || "subgraphs" in o).length,
        text.split("subgraph ").length - 1,
      );
      assert.equal(edges.length, text.split(" -> ").length - 1);
    }
  });
});

describe("a model for Mermaid", () => {
  it("has a node for each layer, subgraphs for blocks, and arrows", () =>
    check(
      "mermaid",
      residual,
      'title: "M · 4 layers · 90 parameters · 80 multiply-adds"',
      "flowchart TD",
      'n0(["x<br/>input<br/>8"])',
      'subgraph n1["one: residual · 72 parameters"]',
      'n2["one_dense<br/>Dense<br/>8<br/>72 parameters"]',
      "end",
      "n0 --> n2",
      "n0 --> n4",
      "classDef core fill:#e2edfb,stroke:#2f7fe0,color:#222",
      "class n2,n5 core",
    ));

  it("closes parts where Mermaid would not take them all, and says so", async () => {
    const text = await exported("mermaid", library("NASNetLarge", 331));
    assert.ok(text.length <= 50_000 && text.split(" --> ").length <= 500);
    assert.match(text, /title: ".* \d+ parts are drawn closed, for there are too many layers"/);
    assert.match(await exported("mermaid", long(700)), /n0\["x … dense_\d+<br\/>\d+ layers/);
  });
});

describe("a model as SVG", () => {
  it("says what it is", async () => {
    const text = await exported("svg", residual);
    assert.match(
      text,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"[^>]* role="img"><title>M<\/title><desc>4 layers · 90 parameters/,
    );
    assert.match(text, /<title>one_dense, Dense, output 8, 72 parameters<\/title>/);
    assert.doesNotMatch(text.replace("http://www.w3.org/2000/svg", ""), /https?:|url\(|@import|<script/);
  });

  it("is the same text for the same model", async () =>
    assert.equal(await exported("svg", residual), await exported("svg", residual)));

  it("draws every layer of a model of some hundred", async () => {
    const text = await exported("svg", long(250));
    assert.equal(text.match(/>Dense<\/text>/g)?.length, 250);
    assert.doesNotMatch(text, /drawn closed/);
  });

  it("closes parts of a larger one, and says so", async function () {
    this.timeout(60_000);
    const text = await exported("svg", library("NASNetLarge", 331));
    assert.match(text, /\d+ parts are drawn closed, for there are too many layers/);
    assert.ok(Number(/height="(\d+)"/.exec(text)![1]) < 15_000);
  });
});

describe("pictures", () => {
  it("are of one model: the one that is named, or the one no other uses", async () => {
    const two =
      "model A {\n    input x: [4]\n    Dense(2)\n}\nmodel B {\n    input x: [4]\n    Dense(3)\n}\n";
    for (const { id } of pictures) {
      assert.equal(await refusal(id, two), "a picture holds one model; choose it with --model: A, B");
      assert.equal(await refusal(id, two, "C"), "there is no model `C`; the file has A, B");
      assert.match(await exported(id, two, "B"), /"B"|"B · |>B</);
      assert.match(
        await exported(id, `${two}model C {\n    input x: [4]\n    A()\n}\n`.replace(/model B[^}]*}\n/, "")),
        /C/,
      );
    }
  });

  it("show a model that needs parameters as its training makes it", async () => {
    const open = "model A(n) {\n    input x: [4]\n    Dense(n)\n}\n";
    assert.match(await refusal("dot", open), /needs `n`/);
    const trained = `${open}training t for A(n=3) {\n    compile(optimizer=Adam(), loss=mse)\n    fit()\n}\n`;
    assert.match(await exported("dot", trained), /15 parameters/);
  });

  it("keep signs out of the way that the format reads itself", async () => {
    const loop =
      'model M {\n    input x: [4]\n    for a in ["x", "<&>"] {\n        Dense(2)\n        Dense(4)\n    }\n}\n';
    assert.match(await exported("dot", loop), /in \[\\"x\\", \\"<&amp;>\\"\]/);
    assert.match(await exported("mermaid", loop), /in \[#quot;x#quot;, #quot;#lt;#amp;#gt;#quot;\]/);
    assert.match(await exported("svg", loop), /in \[&quot;x&quot;, &quot;&lt;&amp;&gt;&quot;\]/);
  });
});

describe("the pictures of docs/export.md", () => {
  const docs = join(examples, "..", "docs");
  it("are what its model gives; `npm run docs` draws the one in SVG", async () => {
    const [, chart] = /^```mermaid\n(.*?)^```$/ms.exec(readFileSync(join(docs, "export.md"), "utf8"))!;
    assert.equal(chart, await exportPicture("mermaid"));
    assert.equal(readFileSync(join(docs, "images", "export.svg"), "utf8"), await exportPicture("svg"));
  });
});
