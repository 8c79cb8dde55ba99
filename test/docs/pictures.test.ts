// The pictures of the documents and the walkthrough: each that is named is there, in each theme, and each that is there is shown.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Pictures named in a page, as paths from the root. */
const named = (page: string): readonly string[] =>
  [...read(page).matchAll(/(?:src|srcset)="([^"]+\.png)"/g)].map(([, path]) => join(dirname(page), path!));

const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
interface Step {
  readonly id: string;
  readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
}
const steps: readonly Step[] = JSON.parse(read("package.json")).contributes.walkthroughs[0].steps;

describe("the pictures", () => {
  it("that pages show are there, light and dark", () => {
    for (const path of pages.flatMap(named)) {
      assert.ok(existsSync(join(root, path)), path);
      const other = path.includes("light") ? path.replace("light", "dark") : path.replace("dark", "light");
      assert.ok(existsSync(join(root, other)), other);
    }
  });

  it("are all shown, and none is large", () => {
    const shown = new Set(pages.flatMap(named));
    for (const name of readdirSync(join(root, "docs/images")).filter((file) => file.endsWith(".png"))) {
      assert.ok(shown.has(join("docs/images", name)), name);
      assert.ok(statSync(join(root, "docs/images", name)).size < 250_000, name);
    }
  });

  it("of the walkthrough are there for each step and each kind of theme, with words for those who do not see them", () => {
    for (const { id, media } of steps) {
      assert.deepEqual(Object.keys(media.image).sort(), ["dark", "hc", "hcLight", "light"], id);
      for (const path of Object.values(media.image)) assert.ok(existsSync(join(root, path)), path);
      assert.ok(media.altText.length > 40, id);
    }
  });
});
