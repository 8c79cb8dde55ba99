// The page of settings has every setting of the extension, with its values and its default, and no other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/settings.md"), "utf8");

interface Setting {
  readonly enum?: readonly string[];
  readonly default: unknown;
  readonly order: number;
}
const { contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const settings: Readonly<Record<string, Setting>> = contributes.configuration.properties;

/** The rows of the table: name, values, default. */
const rows = [...page.matchAll(/^\| `(netlens\.[\w.]+)` +\|([^|]*)\|([^|]*)\|/gm)].map((row) =>
  row.slice(1).map((cell) => cell.replaceAll("`", "").trim()),
);

describe("docs/settings.md", () => {
  it("has the settings in the editor's order", () => {
    const inOrder = Object.entries(settings).sort(([, a], [, b]) => a.order - b.order);
    assert.deepEqual(
      rows.map(([name]) => name),
      inOrder.map(([name]) => name),
    );
  });
  it("has their values and defaults", () => {
    for (const [name, values, given] of rows) {
      const { enum: choices, default: own } = settings[name!]!;
      assert.equal(given, `${own}`, name);
      if (choices) assert.equal(values, choices.join(", "), name);
    }
  });
});
