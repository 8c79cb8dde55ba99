// Imports of files that follow when declarations or whole files move. It never looks at what is imported.
import type { ImportHead, Statement } from "../syntax/tree.ts";
import type { Edit } from "../text/edit.ts";
import type { Session } from "./answers.ts";
import type { FileEdits } from "./edits.ts";
import { importersOf, relativePath } from "./importers.ts";

type Import = Statement & { readonly head: ImportHead };

/** Declarations moved from one file to a new one: whoever imports them imports them from there. */
export async function movedImports(
  session: Session,
  from: string,
  to: string,
  names: readonly string[],
): Promise<readonly FileEdits[]> {
  const moved = new Set(names);
  return (await importersOf(session, from)).map(({ uri, tree, imports }): FileEdits => {
    const path = relativePath(uri, to);
    const edits = imports.flatMap((statement): readonly Edit[] => {
      const { head, text } = statement;
      const listed = (list: ImportHead["names"]): string =>
        list.map(({ name, alias }) => text.slice(name.start, (alias ?? name).end)).join(", ");
      const gone = head.names.filter(({ name }) => moved.has(name.name));
      const stay = head.names.filter(({ name }) => !moved.has(name.name));
      if (gone.length === 0) return [];
      const lines = [`from "${path}" import ${listed(gone)}`];
      if (stay.length > 0)
        lines.unshift(`from ${text.slice(head.path.start, head.path.end)} import ${listed(stay)}`);
      return [
        { span: tree.headSpan(statement), text: lines.join(tree.text.includes("\r\n") ? "\r\n" : "\n") },
      ];
    });
    return { uri, text: tree.text, edits };
  });
}

/** The edit that makes an import lead to another file, its quotation marks kept. */
export function pathEdit(start: number, { head }: Import, path: string): Edit {
  return { span: { start: start + head.path.start + 1, end: start + head.path.end - 1 }, text: path };
}
