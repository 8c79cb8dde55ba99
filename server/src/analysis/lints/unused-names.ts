// Finds names that are bound and never read, from the text alone. It never looks at shapes.

import { report } from "../../diagnostics/define.ts";
import nameUnused from "../../diagnostics/name-unused.ts";
import type { Problem } from "../../model/frame.ts";
import { children, expressionsOf } from "../../model/frames.ts";
import { partsOf } from "../../model/source-file.ts";
import type { Body, Expression, Name, Statement } from "../../syntax/tree.ts";
import type { Analysis } from "../analysis.ts";

/** Every name that is read below a statement, the left sides of `=` not counted. */
function reads(statements: Iterable<Statement>): Set<string> {
  const names = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === "name") names.add(node.name);
    children(node).forEach(visit);
  };
  const walk = (statement: Statement): void => {
    const { head } = statement;
    for (const node of head.kind === "assign"
      ? [head.value, ...head.targets.filter((t) => t.kind !== "name" && t.kind !== "tuple")]
      : expressionsOf(statement))
      visit(node);
    if (head.kind === "block" || head.kind === "model" || head.kind === "layer")
      for (const p of head.parameters) if (p.default) visit(p.default);
    statement.body?.statements.forEach(walk);
    if (statement.otherwise) walk(statement.otherwise);
  };
  for (const statement of statements) walk(statement);
  return names;
}

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
  const everywhere = reads(analysis.tree.statements);
  for (const statement of analysis.tree.statements) {
    const { head } = statement;
    if (
      head.kind === "import" &&
      !("missing" in analysis.elaboration.program.project.resolve(analysis.file, head.path.value))
    ) {
      for (const { name, alias } of head.names)
        if (!everywhere.has((alias ?? name).name)) note(statement, alias ?? name, "the import");
    }
  }
  for (const part of partsOf(analysis.file)) {
    const { body } = part.statement;
    if (!body) continue;
    const used = reads(body.statements);
    const last = lastOf(body);
    const walk = (inner: Body): void => {
      for (const statement of inner.statements) {
        const { head } = statement;
        if (head.kind === "assign" && !last.has(statement)) {
          for (const target of head.targets)
            if (target.kind === "name" && !used.has(target.name)) note(statement, target, "the value");
        }
        if (head.kind === "shared" && head.label.kind === "name" && !used.has(head.label.name))
          note(statement, head.label, "the shared layer");
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
