// Which blocks and models are built from which: the parts a declaration uses, and the declarations that use it. It never
// counts how often a loop runs.
import type { Analysis } from "../analysis/analysis.ts";
import type { Part } from "../model/source-file.ts";
import { partsOf } from "../model/source-file.ts";
import type { Statement } from "../syntax/tree.ts";
import { nodeAt, nodes, statementsOf } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { partCalled } from "./parts.ts";

/** A part and the places, in the file of the caller, that use it. */
export interface Use {
  readonly part: Part;
  readonly spans: readonly Span[];
}

/** The part whose name stands at an offset, at its declaration or at a use. */
export function partAt(analysis: Analysis, offset: number): Part | undefined {
  const found = nodeAt(analysis.tree, offset);
  const node = found?.path.at(-1);
  if (!node || !("kind" in node) || node.kind !== "name") return undefined;
  return partCalled(analysis, node.name);
}

/** The parts a declaration of this file uses, in the order of their first use. */
export function outgoingUses(analysis: Analysis, part: Part): readonly Use[] {
  const uses = new Map<Part, Span[]>();
  for (const [used, span] of namesOfParts(analysis, part.statement)) {
    const spans = uses.get(used);
    if (spans) spans.push(span);
    else uses.set(used, [span]);
  }
  return [...uses].map(([used, spans]) => ({ part: used, spans }));
}

/** The declarations of this file that use a part of it or of another file. */
export function incomingUses(analysis: Analysis, part: Part): readonly Use[] {
  return partsOf(analysis.file).flatMap((caller) => {
    const spans = [...namesOfParts(analysis, caller.statement)]
      .filter(([used]) => samePart(used, part))
      .map(([, span]) => span);
    return spans.length > 0 ? [{ part: caller, spans }] : [];
  });
}

/** Whether two versions of a file declare the same part. */
export const samePart = (a: Part, b: Part): boolean => a.name === b.name && a.file.id === b.file.id;

function* namesOfParts(analysis: Analysis, declaration: Statement): Generator<readonly [Part, Span]> {
  for (const statement of statementsOf(declaration.body?.statements ?? [])) {
    const start = analysis.tree.start(statement);
    for (const node of nodes(statement.head)) {
      if (!("kind" in node) || node.kind !== "name") continue;
      const part = partCalled(analysis, node.name);
      if (part) yield [part, { start: start + node.start, end: start + node.end }];
    }
  }
}
