// Above each `fit` and `train_on_batch`: the phase it runs, what trains, what is new, and the memory it takes. It never
// works out a phase.
import { phasesOf, type ShownPhase } from "../phase-choice.ts";
import { memoryLine, phaseParts } from "../phase-texts.ts";
import type { Lens, LensSource } from "./lens.ts";

/** A line in a loop can run many phases; these many are told. */
const shownHere = 3;

const phaseLenses: LensSource = (analysis) => {
  const byFit = new Map<ShownPhase["phase"]["fit"], ShownPhase[]>();
  for (const shown of phasesOf(analysis)) {
    const list = byFit.get(shown.phase.fit);
    if (list) list.push(shown);
    else byFit.set(shown.phase.fit, [shown]);
  }
  return [...byFit].flatMap(([fit, list]): readonly Lens[] => {
    const span = analysis.tree.headSpan(fit);
    const lenses = list.slice(0, shownHere).map((shown): Lens => {
      const { training, phase, number } = shown;
      const of = phase.model === training.model ? "" : ` of ${phase.model}`;
      return {
        span,
        title: `Phase ${number}${of}: ${phaseParts(phase).join(" · ")}`,
        action: { kind: "show-phase", choice: { training: training.name, phase: number } },
      };
    });
    const memory =
      list.length === 1 && !list[0]!.phase.stops ? memoryLine(analysis, list[0]!.phase) : undefined;
    return [
      ...lenses,
      ...(list.length > shownHere ? [{ span, title: `and ${list.length - shownHere} more phases` }] : []),
      ...(memory === undefined ? [] : [{ span, title: memory }]),
    ];
  });
};

export default phaseLenses;
