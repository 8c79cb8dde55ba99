// The lenses of a file, each kind from its own file. It never knows one of them.
import type { Analysis } from "../analysis/analysis.ts";
import { all as sources } from "./lenses/all.generated.ts";
import type { Lens } from "./lenses/lens.ts";

/** All lenses, in the order of the text. */
export const codeLenses = (analysis: Analysis): readonly Lens[] =>
  sources.flatMap((source) => source(analysis)).sort((a, b) => a.span.start - b.span.start);
