// What a name of Net stands for, from the text alone: a variable, a declaration, a class of Keras. It never evaluates.
import type { LayerDefinition } from "../../../layers/define.ts";
import type { ObjectDefinition } from "../../../layers/define-object.ts";
import { fileFrame } from "../../../model/frames.ts";
import { builtinNames, dottedName, findOperationBelow, isModule, lookupKeras } from "../../../model/names.ts";
import { referenceOf } from "../../../model/references.ts";
import type { Part, SourceFile } from "../../../model/source-file.ts";
import type { Expression, Statement } from "../../../syntax/tree.ts";
import type { Bound, Writing } from "./session.ts";

export type Meaning =
  | { readonly kind: "bound"; readonly bound: Bound }
  | { readonly kind: "part"; readonly part: Part }
  | {
      readonly kind: "constant";
      readonly file: SourceFile;
      readonly statement: Statement;
      readonly name: string;
    }
  | { readonly kind: "layer-class"; readonly definition: LayerDefinition }
  | { readonly kind: "layer-function"; readonly definition: LayerDefinition }
  | { readonly kind: "object-class"; readonly definition: ObjectDefinition }
  | { readonly kind: "operation"; readonly definition: LayerDefinition; readonly path: readonly string[] }
  | { readonly kind: "function"; readonly path: readonly string[] }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "literal"; readonly value: string | number | null };

const builtins = new Set(builtinNames);

/** What a name or a dotted path means; nothing for an option such as `same`, or for an expression of another kind. */
export function meaningOf(w: Writing, node: Expression): Meaning | undefined {
  if (node.kind === "name") return meaningOfName(w, node.name);
  const path = dottedName(node);
  if (!path || w.names.has(path[0]!) || w.file.names.has(path[0]!) || !isModule(path[0]!)) return undefined;
  return inKeras(w, path);
}

export function meaningOfName(w: Writing, name: string): Meaning | undefined {
  const bound = w.names.get(name);
  if (bound) return { kind: "bound", bound };
  const declared = inFile(w, w.file, name);
  if (declared) return declared;
  if (builtins.has(name)) return { kind: "builtin", name };
  return inKeras(w, [name]);
}

/** A declaration of a file, imports followed. */
export function inFile(w: Writing, file: SourceFile, name: string): Meaning | undefined {
  const found = file.names.get(name);
  switch (found?.kind) {
    case "part":
      return { kind: "part", part: found.part };
    case "const":
      return { kind: "constant", file, statement: found.statement, name };
    case "import": {
      const other = w.session.program.project.resolve(file, found.head.path.value);
      if ("missing" in other) return undefined;
      const there = other.names.get(found.name);
      return there?.kind === "import" ? undefined : inFile(w, other, found.name);
    }
    default:
      return undefined;
  }
}

function inKeras(w: Writing, path: readonly string[]): Meaning | undefined {
  const frame = fileFrame(w.session.program, w.file, w.statement);
  const value = lookupKeras(frame, path);
  if (value === undefined) return undefined;
  if (typeof value === "string" || typeof value === "number" || value === null)
    return { kind: "literal", value };
  const ref = referenceOf(value);
  switch (ref?.kind) {
    case "class":
      return { kind: "layer-class", definition: ref.definition };
    case "part":
      return { kind: "part", part: ref.part };
    case "object-class":
      return { kind: "object-class", definition: ref.definition };
    case "layer-function":
      return { kind: "layer-function", definition: ref.definition };
    case "builtin":
      return { kind: "builtin", name: ref.name };
    default:
      break;
  }
  if (typeof value === "object" && value.kind === "function") {
    const definition = findOperationBelow(path);
    const inOps = path.length === 1 || path.at(-2) !== "activations";
    return definition && inOps ? { kind: "operation", definition, path } : { kind: "function", path };
  }
  return undefined;
}
