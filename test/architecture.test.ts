// Holds the arrows of the house: a folder imports only what stands before it, and only the outermost touch the world.
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const source = join(import.meta.dirname, "..", "server", "src");
const order = [
  "text",
  "tensor",
  "syntax",
  "diagnostics",
  "layers",
  "model",
  "library",
  "interop",
  "analysis",
  "ide",
  "lsp",
  "cli",
];

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (path.endsWith(".ts") && !path.includes(".generated.")) yield path;
  }
}

const imports = [...files(source)].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((m) => ({
    file,
    target: m[1]!,
  })),
);
const room = (path: string): string => relative(source, path).split(/[\\/]/)[0]!;

describe("the house", () => {
  it("has arrows in one direction only", () => {
    const against = imports.flatMap(({ file, target }) => {
      if (!target.startsWith(".")) return [];
      const from = order.indexOf(room(file));
      const to = order.indexOf(room(resolve(dirname(file), target)));
      // The command line starts the language server; nothing else looks at its neighbour outside.
      return to >= 0 && to > from ? [`${relative(source, file)} imports ${target}`] : [];
    });
    assert.deepEqual(against, []);
  });

  it("lets only lsp and cli touch files, and only lsp know the protocol", () => {
    const wrong = imports.flatMap(({ file, target }) => {
      const from = room(file);
      if (/^vscode-/.test(target) && from !== "lsp") return [`${relative(source, file)}: ${target}`];
      if (/^node:/.test(target) && from !== "lsp" && from !== "cli")
        return [`${relative(source, file)}: ${target}`];
      return [];
    });
    assert.deepEqual(wrong, []);
  });

  it("opens every file with a sentence that says what it is", () => {
    const without = [...files(source)].filter(
      (file) => !/^(#!.*\n)?\/\/ \S/.test(readFileSync(file, "utf8")),
    );
    assert.deepEqual(
      without.map((f) => relative(source, f)),
      [],
    );
  });
});
