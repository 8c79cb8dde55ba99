// Writes docs/layers and docs/diagnostics from the catalogues, docs/gallery.md from the examples, docs/library.md from the library and the picture of docs/export.md: `npm run docs`. A test holds them in step.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { referencePages } from "../server/src/analysis/pages.ts";
import { settingsSchema } from "../server/src/analysis/settings-schema.ts";
import { exportPicture } from "./export-picture.ts";
import { galleryPage } from "./gallery.ts";
import { libraryPage } from "./library-page.ts";

const root = join(import.meta.dirname, "..", "docs");
for (const folder of ["layers", "diagnostics"]) {
  mkdirSync(join(root, folder), { recursive: true });
  for (const file of readdirSync(join(root, folder))) rmSync(join(root, folder, file));
}
for (const [path, text] of referencePages()) writeFileSync(join(root, path), text);
writeFileSync(join(root, "gallery.md"), galleryPage());
writeFileSync(join(root, "library.md"), libraryPage());
writeFileSync(join(root, "images", "export.svg"), await exportPicture("svg"));
writeFileSync(
  join(root, "..", "schemas", "netlens.schema.json"),
  `${JSON.stringify(settingsSchema(), undefined, 2)}\n`,
);
