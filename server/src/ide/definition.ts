// Where the thing under the cursor is declared, in this file or one it imports. It never opens a file.
import type { Analysis } from "../analysis/analysis.ts";
import type { Part } from "../model/source-file.ts";
import { nodeAt } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { mentionAt } from "./mentions.ts";
import { givenTo, meaningOf } from "./names.ts";
import { occurrences, symbolAt } from "./occurrences.ts";
import { calleeNamed } from "./reference-hover.ts";

export interface Target {
  readonly file: string;
  readonly text: string;
  /** The name. */
  readonly span: Span;
}

/** The declaration of the name at an offset. */
export function definition(analysis: Analysis, offset: number): Target | undefined {
  const at = symbolAt(analysis, offset);
  const found = nodeAt(analysis.tree, offset);
  if (!found) return undefined;
  const here = (span: Span): Target => ({ file: analysis.id, text: analysis.text, span });
  const node = found.path.at(-1);
  if (found.statement.head.kind === "import" && node && "kind" in node && node.kind === "string") {
    const target = analysis.elaboration.program.project.resolve(analysis.file, node.value);
    return "missing" in target
      ? undefined
      : { file: target.id, text: target.tree.text, span: { start: 0, end: 0 } };
  }
  const name = node && "kind" in node && node.kind === "name" ? node.name : undefined;
  if (name === undefined) return undefined;
  const meaning = meaningOf(analysis, name, found.statement, found.around, offset);
  if (meaning?.kind === "bound" && at?.symbol.scope) {
    const start = analysis.tree.start(meaning.binder.statement);
    return here({ start: start + meaning.binder.span.start, end: start + meaning.binder.span.end });
  }
  const given = givenTo(analysis, [...found.around, found.statement][0]!, name);
  if (given && mentionAt(analysis, offset)?.origin.owner === given.part.name)
    return targetIn(given.part, given.node.name);
  const callee = calleeNamed(analysis, [name], [...found.around, found.statement], offset);
  if (callee?.kind === "part" && !at?.symbol.scope) return partTarget(callee.part);
  if (!at) return undefined;
  const binding = occurrences(analysis, at.symbol).find(({ writes }) => writes);
  return binding && here(binding.span);
}

const partTarget = (part: Part): Target => targetIn(part, part.head.name);

/** A name in the head of a part. */
function targetIn({ file, statement }: Part, { start, end }: Span): Target {
  const at = file.tree.start(statement);
  return { file: file.id, text: file.tree.text, span: { start: at + start, end: at + end } };
}
