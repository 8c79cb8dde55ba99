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
import type { Dependency } from "./memo.ts";

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
  /** The names somebody read, among them those the file does not have. */
  readonly dependencies: Map<string, Dependency>;
  /** The files its imports led to, as far as somebody followed them. */
  readonly targets: Map<string, SourceFile | undefined>;
}

/** Reaches other files. Given by whoever may touch files. */
export interface Project {
  /** The file an import names, or why there is none. */
  readonly resolve: (from: SourceFile, path: string) => SourceFile | { readonly missing: string };
  /** A model of the bundled library by name, with the file it stands in. */
  readonly library: (name: string) => Part | undefined;
  readonly libraryNames: () => readonly string[];
}

/**
 * Collects the names a tree declares. With `former`, that is the file of the version before, brought up to date: what is
 * kept of that version points to its files and declarations, and nothing of it is true of the older text any more.
 */
export function sourceFile(id: string, tree: Tree, former?: SourceFile): SourceFile {
  if (former) return Object.assign(former, namesOf(tree, former));
  const file: Mutable<SourceFile> = {
    id,
    tree,
    names: new Map(),
    duplicates: [],
    constants: new Map(),
    dependencies: new Map(),
    targets: new Map(),
  };
  return Object.assign(file, namesOf(tree, file));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function namesOf(tree: Tree, file: SourceFile): Pick<SourceFile, "tree" | "names" | "duplicates"> {
  const names = new Map<string, FileName>();
  const duplicates: { name: string; statement: Statement }[] = [];
  const declare = (name: string, value: () => FileName, statement: Statement): void => {
    if (names.has(name)) duplicates.push({ name, statement });
    else names.set(name, value());
  };
  for (const statement of tree.statements) {
    const head = statement.head;
    switch (head.kind) {
      case "block":
      case "model":
      case "layer": {
        const { name } = head.name;
        const value = (): FileName => {
          const part: Part = { kind: head.kind, name, statement, head, file };
          const old = file.names.get(name);
          const same = old?.kind === "part" && old.part.kind === head.kind;
          return { kind: "part", part: same ? Object.assign(old.part, part) : part };
        };
        declare(name, value, statement);
        break;
      }
      case "const":
        declare(head.name.name, () => ({ kind: "const", statement, head }), statement);
        break;
      case "training":
        declare(head.name.name, () => ({ kind: "training", statement, head }), statement);
        break;
      case "import":
        for (const { name, alias } of head.names) {
          const value: FileName = { kind: "import", statement, head, name: name.name };
          declare((alias ?? name).name, () => value, statement);
        }
        break;
      default:
        break;
    }
  }
  return { tree, names, duplicates };
}

/** Models and blocks and layers of a file in the order of the text. */
export const partsOf = (file: SourceFile): readonly Part[] =>
  [...file.names.values()].flatMap((name) => (name.kind === "part" ? [name.part] : []));
