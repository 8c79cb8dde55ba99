// Paths of a file that lead somewhere: what `from "…"` imports. It never looks whether the file is there.
import type { Analysis } from "../analysis/analysis.ts";
import type { Span } from "../text/span.ts";

export interface DocumentLink {
  readonly span: Span;
  /** As it is written. */
  readonly path: string;
}

/** The import paths, each without its quotation marks. */
export function documentLinks({ tree }: Analysis): readonly DocumentLink[] {
  return tree.statements.flatMap((statement) => {
    if (statement.head.kind !== "import") return [];
    const { path } = statement.head;
    if (!/[^./]$/.test(path.value)) return []; // A folder, still to be gone on from.
    const start = tree.start(statement);
    return [{ span: { start: start + path.start + 1, end: start + path.end - 1 }, path: path.value }];
  });
}
