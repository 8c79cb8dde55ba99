// Finds names that are bound and never read, from the text alone. It never looks at shapes.

import { report } from "../../diagnostics/define.ts";
import nameUnused from "../../diagnostics/name-unused.ts";
import type { Problem } from "../../model/frame.ts";
import { bindingIn, bindingsOf, nameCounts } from "../../model/head-names.ts";
import { partsOf } from "../../model/source-file.ts";
import type { Body, Name, Statement } from "../../syntax/tree.ts";
import type { Analysis } from "../analysis.ts";

export function unusedNames(analysis: Analysis): readonly Problem[] {
  const found: Problem[] = [];
  const note = (statement: Statement, node: Name, what: string): void => {
    if (node.name.startsWith("_")) return;
    found.push({
      report: report(nameUnused, { name: node.name, what }),
      place: { statement, file: analysis.file, start: node.start, end: node.end },
      related: [],
    });
  };
  let everywhere: ReadonlyMap<string, number> | undefined;
  for (const statement of analysis.tree.statements) {
    const { head } = statement;
    if (head.kind !== "import") continue;
    const target = analysis.elaboration.program.project.resolve(analysis.file, head.path.value);
    // What could not be imported has its problem.
    if ("missing" in target) continue;
    everywhere ??= nameCounts(analysis.tree.statements).reads;
    for (const { name, alias } of head.names)
      if (target.names.has(name.name) && !everywhere.has((alias ?? name).name))
        note(statement, alias ?? name, "the import");
  }
  for (const part of partsOf(analysis.file)) {
    const { body } = part.statement;
    if (!body) continue;
    const { unread } = nameCounts(body.statements);
    if (unread.size === 0) continue;
    const last = lastOf(body);
    const walk = (inner: Body): void => {
      for (const index of bindingIn(inner.statements)) {
        const statement = inner.statements[index]!;
        const shared = statement.head.kind === "shared";
        if (shared || !last.has(statement))
          for (const name of bindingsOf(statement.head))
            if (unread.has(name.name)) note(statement, name, shared ? "the shared layer" : "the value");
        for (let at: Statement | undefined = statement; at; at = at.otherwise) if (at.body) walk(at.body);
      }
    };
    walk(body);
  }
  return found;
}

/** Statements that may be the last to run: what they assign is the result of the body. */
function lastOf(body: Body): Set<Statement> {
  const found = new Set<Statement>();
  const last = body.statements.findLast((s) => s.head.kind !== "assert" && s.head.kind !== "pass");
  for (let at: Statement | undefined = last; at; at = at.otherwise) {
    found.add(at);
    if (at.body) for (const inner of lastOf(at.body)) found.add(inner);
  }
  return found;
}
