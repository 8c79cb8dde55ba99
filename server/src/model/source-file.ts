// A file as the evaluator sees it: its tree, the names it declares, and how to reach others. It never reads a disk.
import type { Value } from "../layers/value.ts";
import type {
  ConstHead,
  DeclarationHead,
  ImportHead,
  Statement,
  TrainingHead,
  Tree,
} from "../syntax/tree.ts";

/** What a name at file level stands for. */
export type FileName =
  | { readonly kind: "part"; readonly part: Part }
  | { readonly kind: "const"; readonly statement: Statement; readonly head: ConstHead }
  | {
      readonly kind: "import";
      readonly statement: Statement;
      readonly head: ImportHead;
      readonly name: string;
    }
  | { readonly kind: "training"; readonly statement: Statement; readonly head: TrainingHead };

/** A declared block, model or custom layer. */
export interface Part {
  readonly kind: "block" | "model" | "layer";
  readonly name: string;
  readonly statement: Statement;
  readonly head: DeclarationHead;
  readonly file: SourceFile;
}

export interface SourceFile {
  /** A URI or path; `std/vgg` for the bundled library. */
  readonly id: string;
  readonly tree: Tree;
  readonly names: ReadonlyMap<string, FileName>;
  /** Further declarations of a name that is taken, for `name-duplicate`. */
  readonly duplicates: readonly { readonly name: string; readonly statement: Statement }[];
  /** Constants worked out so far; `undefined` while one is being worked out. */
  readonly constants: Map<string, Value | undefined>;
}

/** Reaches other files. Given by whoever may touch files. */
export interface Project {
  /** The file an import names, or why there is none. */
  readonly resolve: (from: SourceFile, path: string) => SourceFile | { readonly missing: string };
  /** A model of the bundled library by name, with the file it stands in. */
  readonly library: (name: string) => Part | undefined;
  readonly libraryNames: () => readonly string[];
}

/** Collects the names a tree declares. */
export function sourceFile(id: string, tree: Tree): SourceFile {
  const names = new Map<string, FileName>();
  const duplicates: { name: string; statement: Statement }[] = [];
  const file: SourceFile = { id, tree, names, duplicates, constants: new Map() };
  const declare = (name: string, value: FileName, statement: Statement): void => {
    if (names.has(name)) duplicates.push({ name, statement });
    else names.set(name, value);
  };
  for (const statement of tree.statements) {
    const head = statement.head;
    switch (head.kind) {
      case "block":
      case "model":
      case "layer":
        declare(
          head.name.name,
          { kind: "part", part: { kind: head.kind, name: head.name.name, statement, head, file } },
          statement,
        );
        break;
      case "const":
        declare(head.name.name, { kind: "const", statement, head }, statement);
        break;
      case "training":
        declare(head.name.name, { kind: "training", statement, head }, statement);
        break;
      case "import":
        for (const { name, alias } of head.names) {
          declare((alias ?? name).name, { kind: "import", statement, head, name: name.name }, statement);
        }
        break;
      default:
        break;
    }
  }
  return file;
}

/** Models and blocks and layers of a file in the order of the text. */
export const partsOf = (file: SourceFile): readonly Part[] =>
  [...file.names.values()].flatMap((name) => (name.kind === "part" ? [name.part] : []));
