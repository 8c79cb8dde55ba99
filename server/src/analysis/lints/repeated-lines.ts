// Finds runs of equal statements that stand in a row three times or more. It never looks at what they mean.

import { report } from "../../diagnostics/define.ts";
import styleMagicCopy from "../../diagnostics/style-magic-copy.ts";
import type { Problem } from "../../model/frame.ts";
import { compoundIn } from "../../model/head-names.ts";
import { partsOf } from "../../model/source-file.ts";
import { indicesOf } from "../../syntax/over-list.ts";
import type { Body, Head, Statement } from "../../syntax/tree.ts";
import type { Analysis } from "../analysis.ts";

/** Statements in one repetition. */
const least = 2;
const most = 12;
/** Repetitions that are worth a word. */
const enough = 3;

/** Where groups of lines begin to repeat. */
const repeatsIn = indicesOf((list, index) => longest(list, index, enough) !== undefined, most * enough);

export function repeatedLines(analysis: Analysis): readonly Problem[] {
  const found: Problem[] = [];
  const check = ({ statements }: Body): void => {
    let next = 0;
    for (const index of repeatsIn(statements)) {
      const run = index < next ? undefined : longest(statements, index);
      if (!run) continue;
      const statement = statements[index]!;
      found.push({
        report: report(styleMagicCopy, run),
        place: { statement, file: analysis.file, start: 0, end: statement.head.length },
        related: [],
      });
      next = index + run.lines * run.times;
    }
    for (const index of compoundIn(statements))
      for (let at: Statement | undefined = statements[index]; at; at = at.otherwise)
        if (at.body) check(at.body);
  };
  for (const part of partsOf(analysis.file)) if (part.statement.body) check(part.statement.body);
  return found;
}

/** The head of a layer line without a label; equal texts have one head. */
const lineAt = (list: readonly Statement[], index: number): Head | undefined => {
  const statement = list[index];
  if (!statement || statement.body) return undefined;
  const { head } = statement;
  return head.kind !== "expression" || head.value.kind === "labelled" ? undefined : head;
};

/** The shortest group of two lines or more that repeats often enough from here; counted up to `limit`. */
function longest(
  list: readonly Statement[],
  from: number,
  limit = Number.POSITIVE_INFINITY,
): { readonly lines: number; readonly times: number } | undefined {
  const first = lineAt(list, from);
  if (!first) return undefined;
  for (let lines = least; lines <= most && from + lines * enough <= list.length; lines++) {
    // Hardly a line is like one of the next dozen, so this is asked before all else.
    if (list[from + lines]!.head !== first) continue;
    let times = 1;
    const same = (at: number): boolean => {
      for (let k = 0; k < lines; k++) {
        const line = lineAt(list, from + k);
        if (!line || line !== lineAt(list, at + k)) return false;
      }
      return true;
    };
    while (times < limit && same(from + times * lines)) times++;
    if (times >= enough) return { lines, times };
  }
  return undefined;
}
