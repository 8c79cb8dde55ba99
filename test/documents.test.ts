// The documents and examples are true: every `net` block is analysed as a file of its own, for the target that a line
// `# target: keras2` names, and every `# error: code`, `# shape: [..]`, `# lens: words`, `# says: words` (of a message or a
// related place) and `# fix: title` in it holds. It never looks at prose.
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analyze, noFiles } from "../server/src/analysis/analysis.ts";
import { settingsFrom } from "../server/src/analysis/settings.ts";
import { codeLenses } from "../server/src/ide/code-lens.ts";
import { statementsOf } from "../server/src/syntax/walk.ts";
import { shapeText } from "../server/src/tensor/tensor-type.ts";

const root = join(import.meta.dirname, "..");
const documents = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((n) => n.endsWith(".md"))
    .map((n) => join("docs", n)),
];

/** The `net` blocks of a document, with the line each starts at. */
function* blocksOf(text: string): Generator<readonly [number, string]> {
  for (const match of text.matchAll(/^```net\n(.*?)^```$/gms)) {
    yield [text.slice(0, match.index).split("\n").length + 1, match[1]!];
  }
}

/** `line: code` for each finding, and for each `# error: code` what is expected. */
function findings(analysis: Analysis): string[] {
  return analysis.findings.map(
    (f) => `${analysis.lines.position(f.span.start).line + 1}: ${f.code} (${f.message})`,
  );
}

function checkBlock(text: string): void {
  const target = /^# target: ([\w-]+)$/m.exec(text)?.[1];
  const analysis = analyze("block.net", text, noFiles, settingsFrom({ target }));
  const lines = text.split("\n");
  const expected = lines.flatMap((line, i) =>
    [...line.matchAll(/# error: ([\w-]+)/g)].map(([, code]) => `${i + 1}: ${code}`),
  );
  const found = findings(analysis);
  assert.deepEqual(
    found.map((f) => f.replace(/ \(.*/s, "")),
    expected,
    found.join("\n"),
  );
  const said = analysis.findings.flatMap((f) => [
    f.message,
    ...f.related.map((r) => `line ${r.text.slice(0, r.span.start).split("\n").length}: ${r.message}`),
  ]);
  const fixes = analysis.findings.flatMap((f) => analysis.fixes(f).map(({ title }) => title));
  lines.forEach((line, i) => {
    const words = /# says: (.*)$/.exec(line)?.[1];
    if (words !== undefined)
      assert.ok(
        said.some((s) => s.includes(words)),
        `${words}\n${said.join("\n")}`,
      );
    const fix = /# fix: (.*)$/.exec(line)?.[1];
    if (fix !== undefined) assert.ok(fixes.includes(fix), `${fix}\n${fixes.join("\n")}`);
    const shape = /# shape: (\[.*\])/.exec(line)?.[1];
    if (shape !== undefined) assert.equal(shapeAt(analysis, i), shape, `line ${i + 1}: ${line.trim()}`);
    const lens = /# lens: (.*?)(?: *# .*)?$/.exec(line)?.[1];
    if (lens !== undefined)
      assert.ok(lensesAt(analysis, i).includes(lens), `${lens}\n${lensesAt(analysis, i).join("\n")}`);
  });
}

/** The lenses above a line. */
const lensesAt = (analysis: Analysis, line: number): string[] =>
  codeLenses(analysis)
    .filter(({ span }) => analysis.lines.position(span.start).line === line)
    .map(({ title }) => title);

/** The shape a statement of this line gave when it last ran. */
function shapeAt(analysis: Analysis, line: number): string | undefined {
  for (const statement of statementsOf(analysis.tree.statements)) {
    if (analysis.lines.position(analysis.tree.start(statement)).line !== line) continue;
    const value = analysis.uses(statement).at(-1)?.value;
    if (typeof value === "object" && value !== null && value.kind === "tensor")
      return shapeText(value.type.shape);
  }
  return undefined;
}

for (const document of documents) {
  describe(document, () => {
    for (const [line, text] of blocksOf(readFileSync(join(root, document), "utf8"))) {
      it(`the block at line ${line}`, () => checkBlock(text));
    }
  });
}

describe("examples", () => {
  const example = (name: string): Analysis =>
    analyze(name, readFileSync(join(root, "examples", name), "utf8"));

  for (const name of readdirSync(join(root, "examples")).filter(
    (n) => n.endsWith(".net") && n !== "wrong-order.net",
  )) {
    it(`${name} has no problem, and its figures hold`, () => {
      const analysis = example(name);
      assert.deepEqual(findings(analysis), []);
      assert.match(analysis.text, /^assert /m);
    });
  }

  it("wrong-order.net has the mistake it names in each training, and no other", () => {
    const analysis = example("wrong-order.net");
    const trainings = analysis.tree.statements.filter((s) => s.head.kind === "training");
    const codes = trainings.map((statement) => {
      const start = analysis.tree.start(statement);
      const next = analysis.tree.statements.find((s) => analysis.tree.start(s) > start);
      const end = next ? analysis.tree.start(next) : analysis.text.length;
      const inside = analysis.findings.filter((f) => f.span.start >= start && f.span.start < end);
      return [statement.head.kind === "training" && statement.head.name.name, ...inside.map((f) => f.code)];
    });
    assert.deepEqual(codes, [
      ["frozen_between_fits", "train-flag-after-compile"],
      ["unfrozen_between_fits", "train-flag-after-compile"],
      ["frozen_after_compile", "train-flag-after-compile"],
      ["never_compiled", "train-fit-before-compile"],
      ["all_frozen", "train-nothing-trainable"],
      ["parent_frozen", "train-parent-frozen"],
      ["right_order"],
    ]);
  });
});

describe("the templates of a new model", () => {
  const folder = join(root, "client", "src", "templates");
  for (const name of readdirSync(folder).filter((n) => n.endsWith(".net"))) {
    it(`${name} has no problem, and its first line says what it is`, () => {
      const text = readFileSync(join(folder, name), "utf8");
      assert.deepEqual(findings(analyze(name, text)), []);
      assert.match(text, /^# [A-Z][\w -]+ — [\w ,-]+\n/);
    });
  }
});
