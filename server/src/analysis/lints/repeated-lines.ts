// Finds runs of equal statements that stand in a row three times or more. It never looks at what they mean.

import { report } from "../../diagnostics/define.ts";
import styleMagicCopy from "../../diagnostics/style-magic-copy.ts";
import type { Problem } from "../../model/frame.ts";
import { digestOf } from "../../model/head-names.ts";
import { partsOf } from "../../model/source-file.ts";
import type { Body, Head, Statement } from "../../syntax/tree.ts";
import type { Analysis } from "../analysis.ts";

const most = 12;

export function repeatedLines(analysis: Analysis): readonly Problem[] {
  const found: Problem[] = [];
  const check = ({ statements }: Body): void => {
    const { lines: heads, labelled } = digestOf(statements);
    for (let i = 0; i < statements.length; ) {
      const run = longest(heads, i);
      if (!run) {
        i++;
        continue;
      }
      const statement = statements[i]!;
      found.push({
        report: report(styleMagicCopy, run),
        place: { statement, file: analysis.file, start: 0, end: statement.head.length },
        related: [],
      });
      i += run.lines * run.times;
    }
    // Those with bodies are among the labelled.
    for (const index of labelled)
      for (let at: Statement | undefined = statements[index]; at; at = at.otherwise)
        if (at.body) check(at.body);
  };
  for (const part of partsOf(analysis.file)) if (part.statement.body) check(part.statement.body);
  return found;
}

/** The shortest group of two lines or more that repeats at least three times from here. */
function longest(
  heads: readonly (Head | undefined)[],
  from: number,
): { readonly lines: number; readonly times: number } | undefined {
  for (let lines = 2; lines <= most && from + lines * 3 <= heads.length; lines++) {
    // Hardly a line is like one of the next dozen, so this is asked before all else.
    if (heads[from] === undefined || heads[from] !== heads[from + lines]) continue;
    let times = 1;
    const same = (at: number): boolean => {
      for (let k = 0; k < lines; k++)
        if (heads[from + k] === undefined || heads[from + k] !== heads[at + k]) return false;
      return true;
    };
    while (same(from + times * lines)) times++;
    if (times >= 3) return { lines, times };
  }
  return undefined;
}
