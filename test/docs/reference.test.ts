// The generated pages of docs/ are those the catalogues give. `npm run docs` writes them again.
import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { galleryPage } from "../../scripts/gallery.ts";
import { libraryPage } from "../../scripts/library-page.ts";
import { referencePages } from "../../server/src/analysis/pages.ts";
import { settingsSchema } from "../../server/src/analysis/settings-schema.ts";

const docs = join(import.meta.dirname, "..", "..", "docs");

describe("the reference pages", () => {
  it("are in step with the catalogues", () => {
    const pages = new Map(referencePages());
    const stale = [...pages].filter(
      ([path, text]) => !existsSync(join(docs, path)) || readFileSync(join(docs, path), "utf8") !== text,
    );
    const extra = ["layers", "diagnostics"]
      .flatMap((f) => readdirSync(join(docs, f)).map((n) => `${f}/${n}`))
      .filter((p) => !pages.has(p));
    assert.deepEqual([...stale.map(([path]) => path), ...extra], [], "run `npm run docs`");
  });

  it("and the library's page with its models", function () {
    // It builds every model of the library, twice.
    this.timeout(120_000);
    const page = readFileSync(join(docs, "library.md"), "utf8");
    assert.ok(page === libraryPage(), "run `npm run docs`");
  });

  it("and the gallery with the examples", () => {
    const page = readFileSync(join(docs, "gallery.md"), "utf8");
    assert.ok(page === galleryPage(), "run `npm run docs`");
  });

  it("and the schema of netlens.json", () => {
    const schema = readFileSync(join(docs, "..", "schemas", "netlens.schema.json"), "utf8");
    assert.ok(schema === `${JSON.stringify(settingsSchema(), undefined, 2)}\n`, "run `npm run docs`");
  });
});
