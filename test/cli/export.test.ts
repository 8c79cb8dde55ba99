// `netlens export` as a user runs it: where the result goes, what is said, and how it ends. The built program, for layouts are
// a file of their own beside it.
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const built = join(root, "dist", "cli.cjs");
const folder = mkdtempSync(join(tmpdir(), "netlens-export-"));
const model = "model M {\n    input x: [4]\n    Dense(2)\n}\n";
const two = model + model.replace("M", "N");

function check(
  input: string,
  args: readonly string[],
  status: number,
  said: { readonly out?: RegExp; readonly err?: RegExp },
): void {
  const ran = spawnSync(process.execPath, [built, "export", "-", ...args], {
    encoding: "utf8",
    cwd: root,
    input,
  });
  assert.equal(ran.status, status, ran.stderr);
  if (said.out) assert.match(ran.stdout, said.out);
  else assert.equal(ran.stdout, "");
  if (said.err) assert.match(ran.stderr, said.err);
  else assert.equal(ran.stderr, "");
}

describe("netlens export", () => {
  after(() => rmSync(folder, { recursive: true }));

  it("prints pictures", () => {
    check(model, ["--to", "dot"], 0, { out: /^digraph "M" \{\n[\s\S]*\n\}\n$/ });
    check(model, ["--to", "mermaid"], 0, { out: /^---\n[\s\S]*\nflowchart TD\n/ });
    check(model, ["--to", "svg"], 0, { out: /^<svg [\s\S]*<\/svg>\n$/ });
  });

  it("writes them where -o says", () => {
    const file = join(folder, "m.svg");
    check(model, ["--to", "svg", "-o", file], 0, {});
    assert.match(readFileSync(file, "utf8"), /^<svg .*<title>M<\/title>/);
  });

  it("draws the model that is named", () => {
    check(two, ["--to", "dot"], 2, { err: /a picture holds one model; choose it with --model: M, N\n$/ });
    check(two, ["--to", "dot", "--model", "N"], 0, { out: /^digraph "N"/ });
  });

  it("lists the formats where there is no such one", () =>
    check(model, ["--to", "png"], 2, {
      err: /^netlens: there is no format `png`; there is keras, keras-json, svg, dot, mermaid\n$/,
    }));

  it("draws no model with an error, and says what it is", () => {
    const file = join(folder, "wrong.svg");
    check("model M {\n    input x: [4]\n    Conv2D(2, 3)\n}\n", ["--to", "svg", "-o", file], 1, {
      err: /Conv2D/,
    });
    assert.ok(!existsSync(file));
  });
});
