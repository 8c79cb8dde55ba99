// What a lens is: words above a line, and what a click on them asks for. It never does it.
import type { Analysis } from "../../analysis/analysis.ts";
import type { Span } from "../../text/span.ts";
import type { PhaseChoice } from "../phase-choice.ts";

export type LensAction =
  /** Shows the layers of the file in a phase. */
  | { readonly kind: "show-phase"; readonly choice: PhaseChoice }
  /** Lists the places a name stands at; the offset is one of it. */
  | { readonly kind: "show-references"; readonly offset: number };

export interface Lens {
  /** The line it stands above. */
  readonly span: Span;
  readonly title: string;
  readonly action?: LensAction | undefined;
}

/** Gives the lenses of one kind; each file of this folder that does so exports it as default. */
export type LensSource = (analysis: Analysis) => readonly Lens[];
