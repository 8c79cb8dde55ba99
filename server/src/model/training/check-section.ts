// What a whole training section leaves behind: flags nobody trains with, compiles nobody uses, statements without effect.
// It runs after the section and never changes its state.
import { report } from "../../diagnostics/define.ts";
import trainCompileUnused from "../../diagnostics/train-compile-unused.ts";
import trainFreezeNoEffect from "../../diagnostics/train-freeze-no-effect.ts";
import trainFreezeUnused from "../../diagnostics/train-freeze-unused.ts";
import type { Statement } from "../../syntax/tree.ts";
import { problemAt } from "../frame.ts";
import type { Session } from "./session.ts";

export function checkSection(session: Session): void {
  const { frame } = session;
  const { tree } = frame.file;
  for (const use of session.flagUses.values()) {
    if (use.changed === 0 && use.weights)
      problemAt(frame, report(trainFreezeNoEffect, { value: use.value }), use.place);
  }
  const unused = [...session.compileUses.values()].filter((use) => !use.used);
  const asserts = statementsOf(session.section)
    .filter((s) => s.head.kind === "assert")
    .map((s) => tree.start(s));
  const lastCompile = Math.max(-1, ...[...session.compileUses.keys()].map((s) => tree.start(s)));
  for (const use of unused) {
    const start = tree.start(use.place.statement);
    // The last one may wait for a `fit` that is still to be written; an `assert` behind it reads its state.
    if (start === lastCompile && (session.fits === 0 || asserts.some((at) => at > start))) continue;
    problemAt(frame, report(trainCompileUnused, { last: start === lastCompile }), use.place);
  }
  if (session.fits === 0) return;
  for (const use of session.flagUses.values()) {
    const start = tree.start(use.place.statement);
    if (
      use.changed === 0 ||
      use.phases < session.fits ||
      lastCompile > start ||
      asserts.some((at) => at > start)
    )
      continue;
    problemAt(frame, report(trainFreezeUnused, { value: use.value }), use.place);
  }
}

function statementsOf(top: Statement): readonly Statement[] {
  const inner = top.body?.statements.flatMap(statementsOf) ?? [];
  return [top, ...inner, ...(top.otherwise ? statementsOf(top.otherwise) : [])];
}
