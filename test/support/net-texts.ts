// Every text of Net in the repository: examples, the library, documents, fixtures. It never holds one of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { files } from "./net-files.ts";

const root = join(import.meta.dirname, "../..");

export interface NetText {
  readonly name: string;
  readonly text: string;
}

const inFolder = (folder: string, ending: string): readonly NetText[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(root, folder, name), "utf8") }));

/** The `net` blocks of a Markdown text, each named by its line. */
const blocksOf = ({ name, text }: NetText): readonly NetText[] =>
  [...text.matchAll(/^```net\n(.*?)^```$/gms)].map((match) => ({
    name: `${name}:${text.slice(0, match.index).split("\n").length}`,
    text: match[1]!,
  }));

export const exampleTexts: readonly NetText[] = inFolder("examples", ".net");
export const libraryTexts: readonly NetText[] = inFolder("server/src/library/std", ".net");
/** The blocks of the documents people read from beginning to end. */
export const documentTexts: readonly NetText[] = [
  { name: "README.md", text: readFileSync(join(root, "README.md"), "utf8") },
  ...inFolder("docs", ".md"),
].flatMap(blocksOf);
/** The blocks of the reference pages; those of diagnostics hold mistakes. */
export const referenceTexts: readonly NetText[] = ["docs/diagnostics", "docs/layers"]
  .flatMap((folder) => inFolder(folder, ".md"))
  .flatMap(blocksOf);

export const allTexts: readonly NetText[] = [
  ...exampleTexts,
  ...libraryTexts,
  ...documentTexts,
  ...referenceTexts,
  ...inFolder("test/syntaxes", ".net"),
  ...files.map((text, i) => ({ name: `net-files ${i}`, text })),
];
