// The command line as a user runs it: output, errors and exit codes of the built program's source.
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const loader = join(root, "test", "support", "net-loader.js");
const main = join(root, "server", "src", "cli", "main.ts");
const built = join(root, "dist", "cli.cjs");

function netlens(args: readonly string[], options: { readonly input?: string } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--import", loader, main, ...args],
    {
      encoding: "utf8",
      cwd: root,
      input: options.input ?? "",
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  return { status, stdout, stderr };
}

describe("the command line", () => {
  it("prints a summary as data", () => {
    const { status, stdout } = netlens(["summary", "examples/mlp.net", "--json"]);
    const { models } = JSON.parse(stdout) as {
      models: { name: string; params: { total: number }; layers: { params: { total: number } }[] }[];
    };
    assert.equal(status, 0);
    assert.deepEqual(
      models[0]!.layers.map((l) => l.params.total),
      [48, 36, 15],
    );
    assert.equal(models[0]!.params.total, 99);
  });

  it("prints a table with totals", () => {
    const { status, stdout } = netlens(["summary", "examples/vgg16.net"]);
    assert.equal(status, 0);
    assert.match(stdout, /block1_conv1 \(Conv2D\).*\(224, 224, 64\).*1,792/);
    assert.match(stdout, /Parameters\s+138,357,544/);
    assert.match(stdout, /Multiply-adds\s+15,470,264,320/);
  });

  it("ends with 1 where a model has an error, with the excerpt", () => {
    const { status, stdout } = netlens(["check", "-"], {
      input: "model M {\n    input x: [5]\n    Dens(3)\n}\n",
    });
    assert.equal(status, 1);
    assert.match(stdout, /did you mean `Dense`\?.*\[name-unknown\]/);
    assert.match(stdout, /3 \| {5}Dens\(3\)\n {2}\| {5}\^\^\^\^/);
  });

  it("checks a folder of many files on all cores, and tells of them in order", () => {
    const folder = mkdtempSync(join(tmpdir(), "netlens-"));
    const names = Array.from({ length: 120 }, (_, i) => `m${String(i).padStart(3, "0")}.net`);
    for (const [i, name] of names.entries()) {
      const layer = i === 77 ? "Dens(3)" : "Dense(3)";
      writeFileSync(join(folder, name), `model M {\n    input x: [5]\n    ${layer}\n}\n`);
    }
    // Workers are the built program again; `npm test` builds it first.
    const { status, stdout } = spawnSync(process.execPath, [built, "check", "--format", "json", folder], {
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    const { files } = JSON.parse(stdout) as { files: { file: string; diagnostics: unknown[] }[] };
    assert.equal(status, 1);
    assert.deepEqual(
      files.map(({ file, diagnostics }) => `${file.slice(folder.length + 1)} ${diagnostics.length}`),
      names.map((name, i) => `${name} ${i === 77 ? 1 : 0}`),
    );
  });

  it("ends with 2 and one line on standard error for wrong usage", () => {
    for (const args of [
      ["summary", "no-such.net"],
      ["check", "--format", "xml"],
      ["frobnicate"],
      ["summary"],
      ["check", "examples", "--target", "keras9"],
      ["explain", "Densee"],
    ]) {
      const { status, stdout, stderr } = netlens(args);
      assert.equal(status, 2, args.join(" "));
      assert.equal(stdout, "", args.join(" "));
      assert.match(stderr, /^netlens: .+\n$/, args.join(" "));
    }
  });

  it("heeds netlens.json and the target", () => {
    const folder = mkdtempSync(join(tmpdir(), "netlens-"));
    try {
      writeFileSync(join(folder, "netlens.json"), '{ "maxParameters": 1 }');
      writeFileSync(join(folder, "a.net"), "model M(a=1, b=2) {\n    input x: [5]\n    Dense(a + b)\n}\n");
      const { stdout } = netlens(["check", "--format", "json", folder]);
      const { files } = JSON.parse(stdout) as { files: { file: string; diagnostics: { code: string }[] }[] };
      assert.deepEqual(
        files[0]!.diagnostics.map((d) => d.code),
        ["style-too-many-parameters"],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("explains layers and diagnostics", () => {
    assert.match(netlens(["explain", "layers.Conv2D"]).stdout, /^# Conv2D\n/);
    assert.match(netlens(["explain", "train-flag-after-compile"]).stdout, /^# train-flag-after-compile\n/);
  });

  it("formats files, and says which; those with a mistake but for it", () => {
    const folder = mkdtempSync(join(tmpdir(), "netlens-"));
    try {
      const [a, b] = [join(folder, "a.net"), join(folder, "b.nn")];
      const good = "model M {\n    input x: [4]\n    Dense(3)\n}\n";
      writeFileSync(a, "model M {\n  input x:[4]\n  Dense( 3 +)\n}\n");
      writeFileSync(b, good);
      assert.deepEqual(netlens(["format", folder, "--check"]).stdout, `${a}\n`);
      assert.equal(netlens(["format", folder, "--check"]).status, 1);
      const { status, stdout, stderr } = netlens(["format", folder]);
      assert.deepEqual([status, stdout], [0, `formatted ${a}\n`]);
      assert.match(stderr, /a\.net has a mistake of syntax/);
      assert.equal(readFileSync(a, "utf8"), "model M {\n    input x: [4]\n    Dense( 3 +)\n}\n");
      assert.equal(readFileSync(b, "utf8"), good);
      assert.equal(netlens(["format", folder, "--check"]).status, 0);
      writeFileSync(join(folder, "netlens.json"), '{ "format": { "indent": 2 } }');
      assert.deepEqual(netlens(["format", "--check", folder]).stdout, `${a}\n${b}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("formats standard input to standard output, and only tells with --check", () => {
    const input = "model M { input x:[4] }";
    assert.deepEqual(netlens(["format", "-"], { input }).stdout, "model M { input x: [4] }\n");
    const { status, stdout } = netlens(["format", "-", "--check"], { input });
    assert.deepEqual([status, stdout], [1, "-\n"]);
  });

  it("formats nothing it cannot read, and no netlist", () => {
    assert.equal(netlens(["format", "nowhere.net"]).status, 2);
    assert.equal(netlens(["format"]).status, 2);
    const { status, stderr } = netlens(["format", "--check", "test/vscode/fixtures/amplifier.net"]);
    assert.equal(status, 0);
    assert.match(stderr, /is a netlist/);
  });
}).timeout(60_000);
