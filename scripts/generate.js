// Writes the import lists of the catalogues from the folders themselves, so that adding a layer, a diagnostic or a
// library model is one new file. It runs before every build and every test; its output is not committed.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Files below `folder` that end in `ending`, as paths relative to it, in a stable order. */
function filesBelow(folder, ending) {
  const found = [];
  const walk = (current) => {
    for (const name of readdirSync(current).sort()) {
      const path = join(current, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (name.endsWith(ending) && !name.includes(".generated.")) found.push(relative(folder, path));
    }
  };
  walk(folder);
  return found;
}

function writeIfChanged(path, text) {
  let old = "";
  try {
    old = readFileSync(path, "utf8");
  } catch {}
  if (old !== text) writeFileSync(path, text);
}

const header = "// Written by scripts/generate.js from the files in this folder; edit those instead.\n";

/** Every file of `folder` with a default export becomes an element of `all`. */
function catalogue(folder) {
  const base = join(root, folder);
  const files = filesBelow(base, ".ts").filter((file) =>
    /^export default /m.test(readFileSync(join(base, file), "utf8")),
  );
  const imports = files.map((file, i) => `import e${i} from "./${file}";`);
  writeIfChanged(
    join(base, "all.generated.ts"),
    `${header}${imports.join("\n")}\n\nexport const all = [${files.map((_, i) => `e${i}`).join(", ")}];\n`,
  );
}

/** The texts of the `.net` files of a folder, by their names without the ending (`std/vgg`). */
function texts(folder, into = folder) {
  const base = join(root, into);
  const files = filesBelow(join(root, folder), ".net");
  const from = relative(base, join(root, folder));
  const imports = files.map((file, i) => `import e${i} from "./${join(from, file).replaceAll("\\", "/")}";`);
  const entries = files.map((file, i) => `  [${JSON.stringify(file.replace(/\.net$/, ""))}, e${i}],`);
  writeIfChanged(
    join(base, "sources.generated.ts"),
    `${header}${imports.join("\n")}\n\nexport const sources: ReadonlyMap<string, string> = new Map([\n${entries.join("\n")}\n]);\n`,
  );
}

export function generate() {
  catalogue("server/src/layers");
  catalogue("server/src/diagnostics");
  catalogue("server/src/ide/lenses");
  catalogue("server/src/ide/refactorings");
  catalogue("server/src/lsp/features");
  texts("server/src/library");
  texts("client/src/templates");
  texts("examples", "client/src/gallery");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
