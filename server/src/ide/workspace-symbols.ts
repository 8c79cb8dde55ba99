// The declarations of a file as a search over all files lists them, and how well a query fits one. It never looks at the
// layers inside.
import type { Analysis } from "../analysis/analysis.ts";
import type { DocumentSymbol } from "./document-symbols.ts";

export interface FileSymbol {
  readonly name: string;
  readonly kind: DocumentSymbol["kind"];
  readonly start: { readonly line: number; readonly character: number };
}

/** The blocks, models, custom layers, trainings and constants of a file. */
export function fileSymbols({ tree, lines }: Analysis): readonly FileSymbol[] {
  return tree.statements.flatMap((statement): FileSymbol[] => {
    const { head } = statement;
    switch (head.kind) {
      case "block":
      case "model":
      case "layer":
      case "const":
      case "training": {
        const kind = head.kind === "layer" ? "custom-layer" : head.kind;
        const start = lines.position(tree.start(statement) + head.name.start);
        return head.name.name === "" ? [] : [{ name: head.name.name, kind, start }];
      }
      default:
        return [];
    }
  });
}

/** Whether the letters of a query stand in a name in this order, as editors search. */
export function matches(query: string, name: string): boolean {
  const text = name.toLowerCase();
  let from = 0;
  for (const letter of query.toLowerCase()) {
    const found = text.indexOf(letter, from);
    if (found < 0) return false;
    from = found + 1;
  }
  return true;
}
