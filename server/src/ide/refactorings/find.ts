// The refactorings of a place: what every kind offers, and which form of each keeps the meaning. It never applies one.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Span } from "../../text/span.ts";
import { all } from "./all.generated.ts";
import { keepsMeaning } from "./meaning.ts";
import type { Refactored, Refactoring, RefactoringKind } from "./refactoring.ts";

/** What could be done here, not yet looked at whether it keeps the meaning. */
export function refactoringsAt(
  analysis: Analysis,
  range: Span,
  wants: (kind: RefactoringKind) => boolean = () => true,
): readonly Refactoring[] {
  return all.flatMap((source) => source(analysis, range)).filter(({ kind }) => wants(kind));
}

/** No more forms than these are tried for one refactoring: each is an analysis of the whole file. */
const mostForms = 4;

/** The first form that keeps the meaning of the file; nothing where none does. */
export function refactored(analysis: Analysis, { title, kind, forms }: Refactoring): Refactored | undefined {
  let tried = 0;
  for (const form of forms()) {
    if (tried++ === mostForms) return undefined;
    if (keepsMeaning(analysis, form)) return { title, kind, ...form };
  }
  return undefined;
}

/** In files of more layers than these, a client that asks for edits later is told later whether there are any. */
const fewLayers = 400;

/** Whether the forms of refactorings can be tried each time a cursor comes to rest. */
export const isQuick = ({ models }: Analysis): boolean =>
  models.reduce((sum, { run }) => sum + (run?.nodes.length ?? 0), 0) <= fewLayers;
